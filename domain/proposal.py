"""What a machine proposes and what it showed: teams ranked with their figures, teams set aside with reasons.

The dispatch room makes these values; the mission records them. A proposal never orders anything.
"""

from enum import StrEnum

import msgspec

from domain.vocabulary import Identifier, Position


class Exclusion(StrEnum):
    """Why a team cannot take a mission: the hard filters, by name."""

    SKILL_MISSING = "skill-missing"
    EQUIPMENT_MISSING = "equipment-missing"
    CARE_TYPE_TOO_LOW = "care-type-too-low"
    ENGAGED = "engaged"
    OUT_OF_SERVICE = "out-of-service"
    SHIFT_ENDS_FIRST = "shift-ends-first"
    ETA_ABOVE_CAP = "eta-above-cap"
    POSITION_UNKNOWN = "position-unknown"
    POSITION_STALE = "position-stale"
    DECLINED_BEFORE = "declined-before"


class CostTerm(msgspec.Struct, frozen=True):
    """One term of a pair's cost, in weighted seconds."""

    name: str
    seconds: float


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One fit team for one mission, as shown: travel in seconds and metres, cost in weighted seconds.

    `estimated` is True where no road graph was used. `position` is the telemetry used, `position_age`
    its age in seconds at that moment.
    """

    team: Identifier
    eta: float
    distance: float
    cost: float
    terms: tuple[CostTerm, ...]
    position: Position
    position_age: float
    estimated: bool


class ExcludedTeam(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One team set aside, by which hard filter, with what detail (the missing equipment, say)."""

    team: Identifier
    reason: Exclusion
    detail: str = ""


class Proposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The solver's answer for one mission within one solve over all open missions.

    `chosen` is the team proposed, None where nobody fits or another mission needs them more.
    `ranked` is sorted by cost then team. `solve_id` is common to all missions of the same solve;
    `objective` (weighted seconds) and `status` are those of the whole solve.
    """

    solve_id: Identifier
    chosen: Identifier | None
    ranked: tuple[Candidate, ...]
    excluded: tuple[ExcludedTeam, ...]
    objective: float
    status: str
