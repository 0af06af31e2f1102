"""Everything the web room is given. The composition root builds it; nothing here makes anything."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta, tzinfo
from pathlib import Path

from litestar.di import NamedDependency

from api.auditing import Auditing
from api.checks import Check, Stillness
from api.patients import Patients
from api.ports import Accounts, MediaStore, Relay, Telemetry
from api.preparedness import Preparedness
from api.turn import Turn
from domain.ports import Clock, DmpGateway, PlaceFinder
from domain.rules.acknowledgement import DEFAULT, Within
from domain.rules.duplicates import CLOSE_IN_TIME
from eventlog.log import EventLog
from gateways.absent import AbsentDmp
from gateways.tiles import TileSource
from projections.audit_alarms import AuditAlarms
from projections.live import Live
from projections.regulator_board import RegulatorBoard
from projections.table import Tables
from projections.table_runner import TableRunner
from projections.team_sheet import TeamSheets


@dataclass(frozen=True, kw_only=True)
class House:
    """The ports of the web room.

    - `ids` makes the identifiers of file readings.
    - `board`, `sheets`, `audit_alarms` and `rows` run already: whoever built them runs them. `tables` is
      what `rows` writes: the audit trail and the intervals.
    - `dmp` reads shared medical records for whoever has opened one; absent, it says so.
    - `places` finds communes by name; None where this process has no list. `duplicates_within`: how close in
      time two calls may be the same event.
    - `acknowledge`: how long crews have to answer, in seconds by priority.
    - `patients`: the key of the links of video sessions, and what who opens one reads.
    - `media` keeps contents of documents; None where this process has no room for them.
      `simulated_devices`: tablets may invent measures, and say so; for demonstrations.
    - `relay` is how the processes of a site speak of video sessions; None where there is one alone. `turn`:
      the relays that patients connect through; None where the site has none.
    - `preparedness` knows the coverage; None where nobody watches it.
    - `tiles` draws the ground of maps; None where the site has set no source.
    - `auditing` keeps the proofs of the log and writes exports; None where this process does not.
    - `on_erased` is told what to do after each erasure; None where nothing is ever erased.
    - `dead_letters` counts what no side effect could handle; None where nobody keeps them.
    - `checks` tells what else must be well for this process to be ready: the parts that run in it.
    - `csrf_secret` is common to the processes of one site; so is `session_folder` (None keeps the
      sessions in memory). `session_seconds` is a shift and its handover, without renewal.
    - `export_folder` keeps what auditors download; None takes a temporary one.
    - `zone` is the centre's, for statistics by hour.
    - `pace` is how many seconds of `clock` one second lasts: 1 but in a demonstration.
    - `beat_seconds` is how often the live feed says that it lives.
    - `web` replaces the pages of the wheel (package ``vigie_web``).
    - `stopping`: set it first when the process must end, so that live feeds close by themselves.
    """

    log: EventLog
    clock: Clock
    ids: Callable[[], str]
    accounts: Accounts
    telemetry: Telemetry
    board: Live[RegulatorBoard]
    sheets: Live[TeamSheets]
    audit_alarms: Live[AuditAlarms]
    tables: Tables
    rows: TableRunner
    dmp: DmpGateway = field(default_factory=AbsentDmp)
    places: PlaceFinder | None = None
    duplicates_within: timedelta = CLOSE_IN_TIME
    acknowledge: Within = field(default_factory=lambda: DEFAULT)
    media: MediaStore | None = None
    patients: Patients = field(default_factory=Patients)
    simulated_devices: bool = False
    relay: Relay | None = None
    turn: Turn | None = None
    preparedness: Preparedness | None = None
    tiles: TileSource | None = None
    auditing: Auditing | None = None
    on_erased: Callable[[Callable[[], None]], None] | None = None
    dead_letters: Callable[[], Awaitable[int]] | None = None
    checks: Callable[[], Awaitable[Sequence[Check]]] | None = None
    centre: str
    release: str
    zone: tzinfo = UTC
    pace: float = 1.0
    secure_cookies: bool = True
    csrf_secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    session_folder: Path | None = None
    export_folder: Path | None = None
    session_seconds: int = 13 * 3600
    beat_seconds: float = 15.0
    web: Path | None = None
    stillness: Stillness = field(default_factory=Stillness)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


TheHouse = NamedDependency[House]
"""The house, as a parameter of a route."""
