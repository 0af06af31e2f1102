"""What a machine proposes and what it showed: teams ranked with their figures, teams set aside with reasons.

The dispatch room makes these values; the mission records them. A proposal never orders anything.
"""

from datetime import datetime
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
    NO_ANSWER = "no-answer"
    FORBIDDEN = "forbidden"
    LOCKED = "locked"
    PRIORITY_NOT_LOWER = "priority-not-lower"
    NEARLY_THERE = "nearly-there"
    MOVED_TOO_OFTEN = "moved-too-often"


class CostTerm(msgspec.Struct, frozen=True, gc=False):
    """One term of a pair's cost, in weighted seconds."""

    name: str
    seconds: float


class Move(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One mission that changes hands: from `before` to `after`, None where nobody has it."""

    mission: Identifier
    before: Identifier | None
    after: Identifier | None


class Counterfactual(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What taking this team instead of the one proposed would change, all else solved again.

    `this_mission` is in seconds of arrival (positive: later), None where nobody is proposed; `overall`
    in weighted seconds over all missions, never negative; `others` are the missions that would change
    hands.
    """

    this_mission: float | None
    overall: float
    others: tuple[Move, ...] = ()


class Candidate(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One fit team for one mission, as shown: travel in seconds and metres, cost in weighted seconds.

    `estimated` is True where no road graph was used. `position` is the telemetry used (the place where
    a busy team becomes free), `position_age` its age in seconds at that moment; both are None for a team
    already on its way that was never located. `engaged_on` is the mission it would have to leave; `free_at`
    is when a busy team is expected to be free: its `eta` counts from now, that wait included, and it can be
    reserved, not sent.
    """

    team: Identifier
    eta: float
    distance: float
    cost: float
    terms: tuple[CostTerm, ...]
    position: Position | None
    position_age: float | None
    estimated: bool
    engaged_on: Identifier | None = None
    free_at: datetime | None = None
    counterfactual: Counterfactual | None = None


class ExcludedTeam(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One team set aside, by which hard filter, with what detail (the missing equipment, say)."""

    team: Identifier
    reason: Exclusion
    detail: str = ""


class Proposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The solver's answer for one mission within one solve over all open missions.

    `chosen` is the team proposed, None where nobody fits or another mission needs them more.
    `ranked` is sorted by cost then team. `solve_id` is common to all missions of the same solve;
    `objective` (weighted seconds) and `status` are those of the whole solve, as is `bound`: no
    assignment costs less (None where nothing was proved). `unserved` is what leaving the mission
    without a team would cost. `reserved` is the busy team that the mission had better wait for.
    `moves` are all the changes that `chosen` needs, this mission's included, where the team proposed
    is on its way elsewhere: they are ordered together or not at all.
    """

    solve_id: Identifier
    chosen: Identifier | None
    ranked: tuple[Candidate, ...]
    excluded: tuple[ExcludedTeam, ...]
    objective: float
    status: str
    bound: float | None = None
    unserved: tuple[CostTerm, ...] = ()
    reserved: Identifier | None = None
    moves: tuple[Move, ...] = ()
