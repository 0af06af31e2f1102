"""The missions of the regulator's board: from the request to the release of the team."""

from msgspec.structs import replace

from domain.envelope import Recorded
from domain.mission import facts as f
from domain.proposal import Candidate
from domain.vocabulary import VectorStatus
from projections.mission_row import (
    Constraint,
    ConstraintKind,
    Declined,
    Escalated,
    MissionRow,
    Unanswered,
    Withdrawn,
    revision,
)
from projections.mission_steps import STAGES, MissionStage, furthest, with_step
from projections.rows import RowFold

MISSIONS: RowFold[MissionRow] = RowFold()
MISSIONS.drops(f.MissionClosed, f.MissionCancelled)
MISSIONS.ignores(f.TeleconsultationConsented, f.TeleconsultationRefused)


@MISSIONS.opens(f.MissionRequested)
def requested(recorded: Recorded[f.MissionRequested]) -> MissionRow:
    """A call waits for a team."""
    fact = recorded.fact
    return MissionRow(
        id=recorded.stream.id,
        call=fact.call,
        state=MissionStage.REQUESTED,
        priority=fact.priority,
        place=fact.place.label,
        insee=fact.place.insee,
        position=fact.place.position,
        needs=fact.needs,
        requested_at=recorded.at,
    )


@MISSIONS.changes(f.MissionRevised)
def revised(row: MissionRow, recorded: Recorded[f.MissionRevised]) -> MissionRow:
    """The proposal was made for what the call said before: another one follows."""
    fact, place = recorded.fact, recorded.fact.place
    corrected = replace(
        _nothing_proposed(row),
        priority=fact.priority or row.priority,
        revised=revision(row.revised, recorded, row.priority, row.place),
    )
    if place is None:
        return corrected
    return replace(
        corrected,
        place=place.label,
        insee=place.insee,
        position=place.position,
        eta=None,
        estimated=False,
    )


@MISSIONS.changes(f.TeamsProposed)
def proposed(row: MissionRow, recorded: Recorded[f.TeamsProposed]) -> MissionRow:
    return replace(row, proposal=recorded.fact.proposal, proposed_at=recorded.at, set_aside=None)


@MISSIONS.changes(f.ReassignmentProposed)
def reassignment(row: MissionRow, recorded: Recorded[f.ReassignmentProposed]) -> MissionRow:
    return replace(row, reassignment=recorded.fact.proposal, reassignment_at=recorded.at, set_aside=None)


@MISSIONS.changes(f.ReassignmentDropped)
def dropped(row: MissionRow, recorded: Recorded[f.ReassignmentDropped]) -> MissionRow:
    return _nothing_proposed(row)


@MISSIONS.changes(f.ProposalSetAside)
def set_aside(row: MissionRow, recorded: Recorded[f.ProposalSetAside]) -> MissionRow:
    return replace(_nothing_proposed(row), set_aside=recorded.fact.why, escalated=None)


def _nothing_proposed(row: MissionRow) -> MissionRow:
    return replace(row, proposal=None, proposed_at=None, reassignment=None, reassignment_at=None)


@MISSIONS.changes(f.MissionOrdered)
def ordered(row: MissionRow, recorded: Recorded[f.MissionOrdered]) -> MissionRow:
    fact, shown = recorded.fact, _shown(row, recorded.fact.team)
    return replace(
        _nothing_proposed(row),
        state=MissionStage.ORDERED,
        status=VectorStatus.DECIDED,
        team=fact.team,
        ordered_by=recorded.by.id,
        reason=fact.reason,
        standing_order=fact.standing_order,
        signed_by=fact.signed_by,
        acknowledge_by=fact.acknowledge_by,
        eta=shown.eta if shown else None,
        estimated=shown.estimated if shown else False,
        set_aside=None,
        escalated=None,
        revised=None,
        steps=with_step((), recorded),
    )


def _shown(row: MissionRow, team: str) -> Candidate | None:
    """What the proposal on the screen said of a team."""
    proposal = row.proposal or row.reassignment
    ranked = proposal.ranked if proposal else ()
    return next((each for each in ranked if each.team == team), None)


@MISSIONS.changes(f.TeamAcknowledged)
def acknowledged(row: MissionRow, recorded: Recorded[f.TeamAcknowledged]) -> MissionRow:
    return replace(row, acknowledged_at=recorded.at, acknowledge_by=None)


@MISSIONS.changes(f.TeamDeclined)
def declined(row: MissionRow, recorded: Recorded[f.TeamDeclined]) -> MissionRow:
    said = Declined(recorded.fact.team, recorded.fact.why, recorded.at)
    return replace(_waits_again(row), declined=(*row.declined, said))


@MISSIONS.changes(f.AlertExpired)
def expired(row: MissionRow, recorded: Recorded[f.AlertExpired]) -> MissionRow:
    silent = Unanswered(recorded.fact.team, recorded.fact.after_seconds, recorded.at)
    return replace(_waits_again(row), unanswered=(*row.unanswered, silent))


@MISSIONS.changes(f.TeamWithdrawn)
def withdrawn(row: MissionRow, recorded: Recorded[f.TeamWithdrawn]) -> MissionRow:
    """The proposal stays for the order that follows in the same append, if one does: it has the journey."""
    fact = recorded.fact
    off = Withdrawn(
        team=fact.team, to=fact.to, instead=fact.instead, by=recorded.by.id, at=recorded.at, why=fact.why
    )
    again = replace(_waits_again(row), withdrawn=(*row.withdrawn, off), moved=row.moved + 1)
    return again if fact.instead is None else replace(again, reassignment=row.reassignment)


def _waits_again(row: MissionRow) -> MissionRow:
    """As on its first minute, but for what is known of teams that did not come."""
    return replace(
        _nothing_proposed(row),
        state=MissionStage.REQUESTED,
        status=None,
        team=None,
        ordered_by=None,
        reason=None,
        standing_order=None,
        signed_by=None,
        acknowledge_by=None,
        eta=None,
        estimated=False,
        acknowledged_at=None,
        steps=(),
    )


@MISSIONS.changes(f.MissionEscalated)
def escalated(row: MissionRow, recorded: Recorded[f.MissionEscalated]) -> MissionRow:
    return replace(row, escalated=Escalated(recorded.fact.why, recorded.at))


@MISSIONS.changes(f.TeamForced, f.TeamForbidden, f.TeamHeld)
def constrained(
    row: MissionRow, recorded: Recorded[f.TeamForced | f.TeamForbidden | f.TeamHeld]
) -> MissionRow:
    fact = recorded.fact
    said = Constraint(
        kind=_KINDS[type(fact)], team=fact.team, by=recorded.by.id, at=recorded.at, reason=fact.reason
    )
    others = tuple(each for each in row.constraints if said.kind is _FORBIDDEN or each.kind is not said.kind)
    return replace(row, constraints=(*others, said), escalated=None)


@MISSIONS.changes(f.ConstraintLifted)
def lifted(row: MissionRow, recorded: Recorded[f.ConstraintLifted]) -> MissionRow:
    team = recorded.fact.team
    kept = tuple(
        each
        for each in row.constraints
        if (each.kind is not ConstraintKind.HELD if team is None else _stays(each, team))
    )
    return replace(row, constraints=kept, escalated=None)


def _stays(constraint: Constraint, team: str) -> bool:
    return constraint.kind is ConstraintKind.HELD or constraint.team != team


_FORBIDDEN = ConstraintKind.FORBIDDEN
_KINDS: dict[type[f.MissionFact], ConstraintKind] = {
    f.TeamForced: ConstraintKind.FORCED,
    f.TeamForbidden: ConstraintKind.FORBIDDEN,
    f.TeamHeld: ConstraintKind.HELD,
}


@MISSIONS.changes(f.BilanSent)
def bilan(row: MissionRow, recorded: Recorded[f.BilanSent]) -> MissionRow:
    return replace(
        row,
        status=furthest(row.status, recorded.fact),
        steps=with_step(row.steps, recorded),
        bilans=row.bilans + 1,
        bilan_at=recorded.at,
    )


@MISSIONS.changes(f.DestinationAssigned)
def destination(row: MissionRow, recorded: Recorded[f.DestinationAssigned]) -> MissionRow:
    return replace(
        row,
        status=furthest(row.status, recorded.fact),
        steps=with_step(row.steps, recorded),
        orientation=recorded.fact.orientation,
        destination=recorded.fact.destination,
    )


_Stepping = (
    f.TeamAlerted
    | f.TeamDeparted
    | f.TeamArrived
    | f.CareStarted
    | f.TransportStarted
    | f.TransitReached
    | f.TransportResumed
    | f.DestinationReached
    | f.TeamLeft
    | f.TeamReturning
)


@MISSIONS.changes(
    f.TeamAlerted,
    f.TeamDeparted,
    f.TeamArrived,
    f.CareStarted,
    f.TransportStarted,
    f.TransitReached,
    f.TransportResumed,
    f.DestinationReached,
    f.TeamLeft,
    f.TeamReturning,
)
def step(row: MissionRow, recorded: Recorded[_Stepping]) -> MissionRow:
    stepped = _stepped(row, recorded)
    match recorded.fact:
        case f.TeamDeparted():
            return replace(stepped, acknowledge_by=None)
        case f.TeamArrived():
            wanted = tuple(each for each in row.constraints if each.kind is not ConstraintKind.FORCED)
            return replace(_nothing_proposed(stepped), revised=None, constraints=wanted)
        case _:
            return stepped


@MISSIONS.changes(f.PatientHandedOver)
def handed_over(row: MissionRow, recorded: Recorded[f.PatientHandedOver]) -> MissionRow:
    return replace(_stepped(row, recorded), outcome=recorded.fact.outcome)


def _stepped(row: MissionRow, recorded: Recorded[_Stepping | f.PatientHandedOver]) -> MissionRow:
    return replace(
        row,
        state=STAGES[type(recorded.fact)],
        status=furthest(row.status, recorded.fact),
        steps=with_step(row.steps, recorded),
    )
