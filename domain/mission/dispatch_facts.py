"""What can happen to a mission about who does it: proposals, orders, constraints, silence."""

from datetime import datetime
from enum import StrEnum

from domain.fact import Fact
from domain.proposal import Proposal
from domain.vocabulary import Identifier, ShortText


class Escalation(StrEnum):
    """Why a mission needs a person now. Vigie's own list."""

    NO_ANSWER = "no-answer"
    FORCED_TEAM = "forced-team"


class TeamsProposed(Fact, frozen=True, kw_only=True, tag="mission.teams-proposed"):
    """The machine proposes; what it showed is kept with it."""

    proposal: Proposal


class ProposalSetAside(Fact, frozen=True, kw_only=True, tag="mission.proposal-set-aside"):
    """A person wants none of the proposed teams, or no reassignment, for now."""

    why: ShortText


class ReassignmentProposed(Fact, frozen=True, kw_only=True, tag="mission.reassignment-proposed"):
    """The machine proposes another team while one is on its way. `proposal.moves` says all that it needs."""

    proposal: Proposal


class ReassignmentDropped(Fact, frozen=True, kw_only=True, tag="mission.reassignment-dropped"):
    """The reassignment proposed is no longer worth it: the team on its way stays the best."""

    solve_id: Identifier


class MissionOrdered(Fact, frozen=True, kw_only=True, tag="mission.ordered"):
    """DECISION. A named person sends `team`. `reason` is theirs where it is not the proposed team.

    `solve_id` is the proposal on their screen, None where there was none. `acknowledge_by` (UTC) is when
    the mission is taken back from a crew that has not answered, `acknowledge_within` seconds after the order
    (the centre's policy, for the priority of that moment). A machine orders only under
    `standing_order`, a rule that the person `signed_by` signed.
    """

    team: Identifier
    solve_id: Identifier | None = None
    reason: ShortText | None = None
    acknowledge_by: datetime | None = None
    acknowledge_within: float | None = None
    standing_order: Identifier | None = None
    signed_by: Identifier | None = None


class TeamDeclined(Fact, frozen=True, kw_only=True, tag="mission.team-declined"):
    """The crew cannot go: the mission waits for another team."""

    team: Identifier
    why: ShortText


class AlertExpired(Fact, frozen=True, kw_only=True, tag="mission.alert-expired"):
    """The crew did not answer in `after_seconds`: the mission waits for another team."""

    team: Identifier
    after_seconds: float


class MissionEscalated(Fact, frozen=True, kw_only=True, tag="mission.escalated"):
    """The machine has done what it may: a person must look now."""

    why: Escalation


class TeamWithdrawn(Fact, frozen=True, kw_only=True, tag="mission.team-withdrawn"):
    """A named person takes the team off before it arrives; the mission keeps its age.

    `to` is the mission that this team does instead, None where it is free; `instead` the team that comes in
    its place, None where the mission waits again. `why` is the person's reason, None where they followed
    the proposal `solve_id`.
    """

    team: Identifier
    to: Identifier | None = None
    instead: Identifier | None = None
    why: ShortText | None = None
    solve_id: Identifier | None = None


class TeamForced(Fact, frozen=True, kw_only=True, tag="mission.team-forced"):
    """A named person wants this team and no other, until somebody lifts it or the team has arrived."""

    team: Identifier
    reason: ShortText


class TeamForbidden(Fact, frozen=True, kw_only=True, tag="mission.team-forbidden"):
    """A named person wants anybody but this team, until somebody lifts it."""

    team: Identifier
    reason: ShortText


class TeamHeld(Fact, frozen=True, kw_only=True, tag="mission.team-held"):
    """A named person wants this team to stay on this mission: nothing moves it until somebody lifts it."""

    team: Identifier
    reason: ShortText


class ConstraintLifted(Fact, frozen=True, kw_only=True, tag="mission.constraint-lifted"):
    """A named person lifts what was said of `team`: forced or forbidden. `team` None: the hold."""

    team: Identifier | None = None
    reason: ShortText
