"""What simulated people read on their screens: only the members they use, whatever else is there."""

import msgspec

from domain.proposal import Proposal
from domain.vocabulary import InsStatus, OrientationType, Place


class MissionRow(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    call: str
    state: str
    proposal: Proposal | None = None
    team: str | None = None
    bilans: int = 0
    orientation: OrientationType | None = None


class VisioRow(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    call: str
    state: str
    mission: str | None = None


class AccessRow(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    state: str


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """Rows by identifier; who is not there is over, or not known yet."""

    missions: dict[str, MissionRow] = {}
    visios: dict[str, VisioRow] = {}
    accesses: dict[str, AccessRow] = {}


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The room's board as of `position`."""

    position: int
    board: Rows


class SheetMission(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    call: str
    place: Place
    state: str
    orientation: OrientationType | None = None


class SheetPatient(msgspec.Struct, frozen=True, kw_only=True):
    status: InsStatus


class SheetCall(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    patients: dict[str, SheetPatient] = {}


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A team's tablet: no mission while it is free."""

    mission: SheetMission | None = None
    call: SheetCall | None = None


class SheetNow(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a tablet: no sheet while the team is off duty."""

    sheet: Sheet | None = None
