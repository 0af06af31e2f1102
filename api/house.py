"""Everything the web room is given. The composition root builds it; nothing here makes anything."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from api.ports import Accounts, HealthSource, Telemetry
from domain.ports import Clock
from eventlog.log import EventLog
from projections.live import Live
from projections.regulator_board import RegulatorBoard


@dataclass(frozen=True, kw_only=True)
class House:
    """The ports of the web room.

    - `ids` makes the identifiers of file readings.
    - `board` runs already; whoever built it runs it.
    - `checks` are asked by the health page.
    - `csrf_secret` is common to the processes of one site; so is `session_folder` (None keeps the
      sessions in memory). `session_seconds` is a shift and its handover, without renewal.
    - `web` replaces the pages of the wheel (package ``vigie_web``).
    - `stopping`: set it first when the process must end, so that live feeds close by themselves.
    """

    log: EventLog
    clock: Clock
    ids: Callable[[], str]
    accounts: Accounts
    telemetry: Telemetry
    board: Live[RegulatorBoard]
    checks: Sequence[HealthSource] = ()
    centre: str
    release: str
    secure_cookies: bool = True
    csrf_secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    session_folder: Path | None = None
    session_seconds: int = 13 * 3600
    web: Path | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
