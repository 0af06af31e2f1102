"""What a simulated night is made of: its size, its hours, its seed, the habits of its people."""

import math
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec

from domain.vocabulary import Position
from simulators.places import BESANCON, KEPT_RADIUS, Region, around, france, from_csv, near_besancon

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]

FILES_PER_HOUR_ARM = 5.5
FILES_PER_HOUR_DOCTOR = 7.2
"""DREES: files an hour for one assistant, for one regulating doctor."""
PEAK = 1.77
"""The busiest hour against the mean one."""


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """Shares of the calls, or of what is named. Assumptions, but where a source is given.

    - `dismissed`, `duplicate`: files that never reach a doctor; in 2022, 40 % of the regulated ones went
      to a general practitioner (DREES), which is why so many here end with advice.
    - `lost`: callers whose line drops; `reached`: those of them reached again.
    - `qualified`: patients whose identity is qualified; `recorded`: those of them who have a DMP.
    - `consulted`: qualified patients whose DMP the doctor opens; `glass`: by breaking the glass.
    - `consents`: invited patients who open the link and agree.
    - `declined`, `cancelled`: missions that the crew declines, that are called off before arrival.
    - `left_home`: 79 to 80 % of the patients seen by a mobile team stay at home (summer 2022; Manche 2023).
    - `no_network`: places without coverage, among small communes.
    - `lost_replies`: answers of the server that a tablet never receives, each asked for again.
    """

    dismissed: Share = 0.25
    duplicate: Share = 0.03
    lost: Share = 0.03
    reached: Share = 0.6
    qualified: Share = 0.35
    recorded: Share = 0.93
    consulted: Share = 0.25
    glass: Share = 0.015
    unqualified_attempt: Share = 0.01
    opposed: Share = 0.02
    consents: Share = 0.82
    override: Share = 0.05
    declined: Share = 0.04
    cancelled: Share = 0.03
    left_home: Share = 0.79
    no_patient: Share = 0.02
    crew_visio: Share = 0.5
    crew_record: Share = 0.25
    crew_glass: Share = 0.06
    no_network: Share = 0.35
    lost_replies: Share = 0.02


class Night(msgspec.Struct, frozen=True, kw_only=True):
    """One night. `starts_at` is aware, and its offset is the local time of the centre.

    Calls come for `hours`; the people then have `drain` hours to finish. `region_radius` in metres.
    `communes` is a CSV file (insee, nom, lat, lon, pop2021) to take in place of the default places.
    `tablet_every` and `telemetry_every` are in seconds: how often a free team looks at its tablet and says
    where it is, how often a driving one says it; `board_every`: how often the room looks at the board.
    """

    seed: int
    starts_at: datetime
    hours: Annotated[float, msgspec.Meta(gt=0, le=24 * 31)] = 24.0
    calls_per_day: Annotated[float, msgspec.Meta(gt=0, le=50_000)] = 600.0
    teams: Annotated[int, msgspec.Meta(ge=1, le=500)] = 8
    drain: float = 4.0
    centre: Position = BESANCON
    region_radius: float = 30_000.0
    department: str = "25"
    communes: Path | None = None
    tablet_every: float = 120.0
    telemetry_every: float = 60.0
    board_every: float = 60.0
    habits: Habits = Habits()

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None:
            raise ValueError("starts_at needs an offset: it is the local time of the centre")

    @property
    def calls_end_at(self) -> datetime:
        return self.starts_at + timedelta(hours=self.hours)

    @property
    def ends_at(self) -> datetime:
        """When everybody has gone home."""
        return self.calls_end_at + timedelta(hours=self.drain)

    @property
    def stops_at(self) -> datetime:
        """When the timeline may stop: the last review is written, whatever happened."""
        return self.ends_at + timedelta(hours=4)

    @property
    def assistants(self) -> int:
        """How many ARM answer, so that the busiest hour is answered."""
        return max(2, math.ceil(self.calls_per_day / 24 * PEAK / FILES_PER_HOUR_ARM * 1.15))

    @property
    def regulators(self) -> int:
        """How many doctors regulate, so that the busiest hour is regulated."""
        regulated = 1 - self.habits.dismissed - self.habits.duplicate
        return max(2, math.ceil(self.calls_per_day / 24 * PEAK * regulated / FILES_PER_HOUR_DOCTOR * 1.15))

    def region(self) -> Region:
        """The communes of the night. Raises ValueError where there is none, or for a bad file."""
        if self.communes is not None:
            communes = from_csv(self.communes)
        elif self.centre == BESANCON and self.region_radius <= KEPT_RADIUS:
            communes = near_besancon()
        else:
            communes = france()
        return around(self.centre, self.region_radius, communes)
