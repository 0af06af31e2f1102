"""What the regulator's board shows of one mission."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.envelope import Recorded
from domain.mission import facts as f
from domain.proposal import Proposal
from domain.vocabulary import OrientationType, Position, Priority, TeamNeeds, VectorStatus
from projections.mission_steps import MissionStage, Step


class ConstraintKind(StrEnum):
    """What a person wants of a team on a mission."""

    FORCED = "forced"
    FORBIDDEN = "forbidden"
    HELD = "held"


class Constraint(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Who wants what of which team, and why. A hold binds while that team is on the mission."""

    kind: ConstraintKind
    team: str
    by: str
    at: datetime
    reason: str


class Declined(msgspec.Struct, frozen=True, gc=False):
    """A team that could not go."""

    team: str
    why: str
    at: datetime


class Unanswered(msgspec.Struct, frozen=True, gc=False):
    """A team that did not answer in so many seconds."""

    team: str
    after_seconds: float
    at: datetime


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A team taken off on its way: where it goes, who comes instead, by whom and why."""

    team: str
    to: str | None
    instead: str | None
    by: str
    at: datetime
    why: str | None


class Revised(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """When the call was corrected, and what the mission's priority or place (in words) was before; None for
    what has not changed."""

    at: datetime
    priority: Priority | None = None
    place: str | None = None


class Escalated(msgspec.Struct, frozen=True, gc=False):
    """Since when a person must look, and why."""

    why: f.Escalation
    at: datetime


def revision(
    known: Revised | None, recorded: Recorded[f.MissionRevised], priority: Priority, place: str
) -> Revised:
    """What `recorded` changes of a mission of this priority and place, on top of what is `known`."""
    fact, before = recorded.fact, known or Revised(at=recorded.at)
    return Revised(
        at=recorded.at,
        priority=before.priority or (priority if fact.priority else None),
        place=before.place or (place if fact.place else None),
    )


class MissionRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One mission. `status` is the furthest national status, `steps` the first time of each.

    `proposal` is what the machine proposes while nobody is sent, or None; `reassignment` what it proposes
    while a team is on its way; `set_aside` is why a person wanted none of it. `reason` is why another team
    than the proposed one was ordered; `standing_order` the rule under which the machine did, and `signed_by`
    who signed it. `eta` (seconds, from the order) is the journey that was shown for the team; `estimated`
    where no road was known. `acknowledge_by` is until when the crew may answer. `escalated`: a person must
    look, and has not. `revised` is what the call corrected since the last order, until the team arrives.
    """

    id: str
    call: str
    state: MissionStage
    status: VectorStatus | None = None
    priority: Priority
    place: str
    insee: str | None = None
    position: Position | None = None
    needs: TeamNeeds
    requested_at: datetime
    revised: Revised | None = None
    proposal: Proposal | None = None
    proposed_at: datetime | None = None
    reassignment: Proposal | None = None
    reassignment_at: datetime | None = None
    set_aside: str | None = None
    constraints: tuple[Constraint, ...] = ()
    declined: tuple[Declined, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    moved: int = 0
    escalated: Escalated | None = None
    team: str | None = None
    ordered_by: str | None = None
    reason: str | None = None
    standing_order: str | None = None
    signed_by: str | None = None
    acknowledge_by: datetime | None = None
    eta: float | None = None
    estimated: bool = False
    acknowledged_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    bilans: int = 0
    bilan_at: datetime | None = None
    orientation: OrientationType | None = None
    destination: str | None = None
    outcome: f.Outcome | None = None


def forcing(rows: Mapping[str, MissionRow], team: str) -> tuple[str, ...]:
    """The missions on which persons force this team and no team has arrived, by name."""
    wanted = (ConstraintKind.FORCED, team)
    return tuple(sorted(id_ for id_, row in rows.items() if wanted in _wanted(row)))


def _wanted(row: MissionRow) -> set[tuple[ConstraintKind, str]]:
    return {(each.kind, each.team) for each in row.constraints}
