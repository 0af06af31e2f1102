"""The regulator's board: what the room looks at all night. Small, live, without a patient's name."""

from typing import TypeVar

import msgspec

from domain import (
    alarm,
    crew_safety,
    dmp_access,
    document,
    mission,
    mobile_team,
    regulation_call,
    standing_order,
    teleconsultation,
    visio_session,
)
from projections.board_accesses import ACCESSES, AccessRow
from projections.board_alarms import ALARMS, AlarmRow
from projections.board_calls import CALLS, bounded
from projections.board_documents import DOCUMENTS, DocumentRow
from projections.board_documents import bounded as last_documents
from projections.board_missions import MISSIONS
from projections.board_safety import SAFETY, SafetyRow
from projections.board_standing_orders import STANDING_ORDERS, StandingOrderRow
from projections.board_standing_orders import bounded as still_valid
from projections.board_teams import TEAMS, TeamRow
from projections.board_teleconsultations import TELECONSULTATIONS, TeleconsultationRow
from projections.board_teleconsultations import bounded as last_held
from projections.board_visios import VISIOS, VisioRow
from projections.board_visios import bounded as last_over
from projections.call_row import CallRow
from projections.mission_row import MissionRow
from projections.projection import Projection
from projections.rows import Section, by_rows

R = TypeVar("R")


class RegulatorBoard(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Rows by id. Calls stay until validated or dismissed, teams until their shift ends, missions until
    closed or cancelled, visios until over and the last of those after that too, accesses until closed,
    expired or revoked, standing orders until revoked or over, alarms until cleared,
    safety while a crew is on scene."""

    calls: dict[str, CallRow] = {}
    teams: dict[str, TeamRow] = {}
    missions: dict[str, MissionRow] = {}
    visios: dict[str, VisioRow] = {}
    accesses: dict[str, AccessRow] = {}
    standing_orders: dict[str, StandingOrderRow] = {}
    alarms: dict[str, AlarmRow] = {}
    documents: dict[str, DocumentRow] = {}
    safety: dict[str, SafetyRow] = {}
    teleconsultations: dict[str, TeleconsultationRow] = {}


class Patch(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that changed from one board to another, None for those gone."""

    calls: dict[str, CallRow | None] = {}
    teams: dict[str, TeamRow | None] = {}
    missions: dict[str, MissionRow | None] = {}
    visios: dict[str, VisioRow | None] = {}
    accesses: dict[str, AccessRow | None] = {}
    standing_orders: dict[str, StandingOrderRow | None] = {}
    alarms: dict[str, AlarmRow | None] = {}
    documents: dict[str, DocumentRow | None] = {}
    safety: dict[str, SafetyRow | None] = {}
    teleconsultations: dict[str, TeleconsultationRow | None] = {}

    def __bool__(self) -> bool:
        return any(getattr(self, section) for section in self.__struct_fields__)


SECTIONS = {
    regulation_call.KIND: Section("calls", CALLS, bounded),
    mobile_team.KIND: Section("teams", TEAMS),
    mission.KIND: Section("missions", MISSIONS),
    visio_session.KIND: Section("visios", VISIOS, last_over),
    dmp_access.KIND: Section("accesses", ACCESSES),
    standing_order.KIND: Section("standing_orders", STANDING_ORDERS, still_valid),
    alarm.KIND: Section("alarms", ALARMS),
    document.KIND: Section("documents", DOCUMENTS, last_documents),
    crew_safety.KIND: Section("safety", SAFETY),
    teleconsultation.KIND: Section("teleconsultations", TELECONSULTATIONS, last_held),
}

REGULATOR_BOARD: Projection[RegulatorBoard] = Projection(
    name="regulator-board",
    version=10,
    initial=RegulatorBoard(),
    apply=by_rows(SECTIONS),
    view_type=RegulatorBoard,
)


def patch(before: RegulatorBoard, after: RegulatorBoard) -> Patch:
    """What changed. Rows are compared by identity: a fold that changes nothing keeps the object."""
    if before is after:
        return Patch()
    return Patch(
        calls=_changed(before.calls, after.calls),
        teams=_changed(before.teams, after.teams),
        missions=_changed(before.missions, after.missions),
        visios=_changed(before.visios, after.visios),
        accesses=_changed(before.accesses, after.accesses),
        standing_orders=_changed(before.standing_orders, after.standing_orders),
        alarms=_changed(before.alarms, after.alarms),
        documents=_changed(before.documents, after.documents),
        safety=_changed(before.safety, after.safety),
        teleconsultations=_changed(before.teleconsultations, after.teleconsultations),
    )


def patched(board: RegulatorBoard, change: Patch) -> RegulatorBoard:
    """The board after a patch: what a page does with what it receives."""
    return RegulatorBoard(
        calls=_merged(board.calls, change.calls),
        teams=_merged(board.teams, change.teams),
        missions=_merged(board.missions, change.missions),
        visios=_merged(board.visios, change.visios),
        accesses=_merged(board.accesses, change.accesses),
        standing_orders=_merged(board.standing_orders, change.standing_orders),
        alarms=_merged(board.alarms, change.alarms),
        documents=_merged(board.documents, change.documents),
        safety=_merged(board.safety, change.safety),
        teleconsultations=_merged(board.teleconsultations, change.teleconsultations),
    )


def _changed(before: dict[str, R], after: dict[str, R]) -> dict[str, R | None]:
    if before is after:
        return {}
    changed: dict[str, R | None] = {name: row for name, row in after.items() if before.get(name) is not row}
    if len(after) - len(before) != sum(name not in before for name in changed):
        changed.update(dict.fromkeys(before.keys() - after.keys()))
    return changed


def _merged(rows: dict[str, R], changed: dict[str, R | None]) -> dict[str, R]:
    merged = {**rows, **changed}
    return {name: row for name, row in merged.items() if row is not None}
