"""What a process shows: its views, its tables, and the store where they are kept."""

from typing import Any

from eventlog.tables import TableStore
from projections.access_history import ACCESS_HISTORY
from projections.audit_alarms import AUDIT_ALARMS
from projections.audit_trail import AUDIT_TRAIL
from projections.deadlines import DEADLINES
from projections.erasures import ERASURES
from projections.intervals import INTERVALS
from projections.open_missions import OPEN_MISSIONS
from projections.projection import Projection
from projections.regulator_board import REGULATOR_BOARD
from projections.remote_table import TELECONSULTATIONS
from projections.service_times import SERVICE_TIMES
from projections.standing_orders import STANDING_ORDERS
from projections.team_roster import TEAM_ROSTER
from projections.team_sheet import TEAM_SHEETS
from projections.visio_table import VISIO_SESSIONS
from vigie.preparedness import coverage_projections, read_settings
from vigie.settings import Settings, made

TABLES = (AUDIT_TRAIL, INTERVALS, VISIO_SESSIONS, TELECONSULTATIONS)
"""The views kept in a database."""

PROJECTIONS = (
    REGULATOR_BOARD,
    TEAM_SHEETS,
    TEAM_ROSTER,
    OPEN_MISSIONS,
    DEADLINES,
    SERVICE_TIMES,
    STANDING_ORDERS,
    ACCESS_HISTORY,
    ERASURES,
    AUDIT_ALARMS,
)
"""The views that every process keeps in memory, whatever its settings."""


def projections_of(settings: Settings) -> tuple[Projection[Any], ...]:
    """The views that a process with these settings keeps: PROJECTIONS, then those of preparedness."""
    return (*PROJECTIONS, *coverage_projections(read_settings(settings.preparedness)))


async def open_store(settings: Settings) -> TableStore:
    """The tables of this site: PostgreSQL where set, a SQLite file of the data folder otherwise."""
    if settings.database_url is not None:
        return await TableStore.postgres(settings.database_url)
    return await TableStore.sqlite(made(settings.data) / "views.sqlite")
