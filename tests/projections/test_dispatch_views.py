"""Who goes where, on every view: constraints, silences, reassignments, standing orders. By examples, then on
random nights of dispatch alone."""

from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain import mission, mobile_team, regulation_call, standing_order
from domain.deadlines import Deadline
from domain.envelope import Recorded
from domain.mission import facts as m
from domain.mission.commands import ExpireAlert
from domain.mission.states import Requested, Waiting
from domain.mobile_team import facts as t
from domain.proposal import Move
from domain.regulation_call import facts as c
from domain.standing_order import facts as so
from domain.vocabulary import CallOrigin, Priority, Role
from projections.deadlines import DEADLINES
from projections.mission_row import Constraint, ConstraintKind, Escalated, MissionRow, Unanswered
from projections.mission_steps import MissionStage
from projections.mission_timeline import timeline
from projections.open_missions import OPEN_MISSIONS
from projections.projection import Projection, advance, freeze, rebuild, start, thaw
from projections.regulator_board import REGULATOR_BOARD, RegulatorBoard, patch, patched
from projections.team_roster import TEAM_ROSTER
from projections.team_sheet import TEAM_SHEETS, TeamSheet, sheet
from projections.teams import Availability
from tests.builders import A_DAY, DOCTOR, MACHINE, NEEDS, NOW, NURSE, PLACE, RANG, a_proposal, a_shift
from tests.domain.dispatching import DispatchNight
from tests.projections.telling import Telling

MISSION, TEAM, RULE = mission.KIND, mobile_team.KIND, standing_order.KIND
REQUESTED = m.MissionRequested(call="C1", priority=Priority.P1, place=PLACE, needs=NEEDS)
BY = NOW + timedelta(seconds=90)
SENT = m.MissionOrdered(team="T1", acknowledge_by=BY)
MOVE = Move(mission="M1", before="T1", after="T2")
REASSIGNMENT = m.ReassignmentProposed(proposal=replace(a_proposal("T2", "solve-9"), moves=(MOVE,)))
SIGNED = so.StandingOrderSigned(
    signed_by=DOCTOR.id,
    priorities=frozenset({Priority.P3, Priority.P2}),
    max_eta=900,
    estimated_allowed=True,
    valid_from=NOW,
    valid_until=NOW + A_DAY,
    words="P2 et P3",
)
VIEWS: tuple[Projection[Any], ...] = (REGULATOR_BOARD, TEAM_ROSTER, OPEN_MISSIONS, TEAM_SHEETS, DEADLINES)


def board(told: Telling) -> RegulatorBoard:
    return rebuild(REGULATOR_BOARD, told.log).view


def row(told: Telling) -> MissionRow:
    return board(told).missions["M1"]


def of_team(told: Telling, team: str = "T1") -> TeamSheet:
    shown = sheet(rebuild(TEAM_SHEETS, told.log).view, team)
    assert shown is not None
    return shown


def test_the_board_says_until_when_a_crew_may_answer() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, SENT, m.TeamAlerted())
    assert row(told).acknowledge_by == BY
    told.tell(MISSION, "M1", m.TeamAcknowledged(), by=NURSE)
    assert row(told).acknowledge_by is None


def test_a_silent_team_leaves_the_mission_and_two_of_them_raise_an_alarm_until_a_person_acts() -> None:
    expired, escalated = (
        m.AlertExpired(team="T1", after_seconds=60),
        m.MissionEscalated(why=m.Escalation.NO_ANSWER),
    )
    told = Telling().tell(MISSION, "M1", REQUESTED, SENT).tell(MISSION, "M1", expired, by=MACHINE)
    assert (row(told).team, row(told).state, row(told).escalated) == (None, MissionStage.REQUESTED, None)
    assert row(told).unanswered == (Unanswered("T1", 60, told.at),)
    told.tell(MISSION, "M1", SENT).tell(MISSION, "M1", expired, escalated, by=MACHINE)
    assert row(told).escalated == Escalated(m.Escalation.NO_ANSWER, told.at)
    told.tell(MISSION, "M1", m.TeamsProposed(proposal=a_proposal("T2")), by=MACHINE)
    assert row(told).escalated is not None
    told.tell(MISSION, "M1", m.MissionOrdered(team="T2"))
    assert row(told).escalated is None


def test_the_board_says_who_wants_what_of_which_team_and_why() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, m.TeamForced(team="T2", reason="connue"))
    forced = Constraint(kind=ConstraintKind.FORCED, team="T2", by=DOCTOR.id, at=told.at, reason="connue")
    told.tell(MISSION, "M1", m.TeamForbidden(team="T3", reason="conflit"))
    forbidden = Constraint(
        kind=ConstraintKind.FORBIDDEN, team="T3", by=DOCTOR.id, at=told.at, reason="conflit"
    )
    assert row(told).constraints == (forced, forbidden)
    told.tell(MISSION, "M1", m.MissionOrdered(team="T2"), m.TeamHeld(team="T2", reason="promis"))
    kinds = [ConstraintKind.FORCED, ConstraintKind.FORBIDDEN, ConstraintKind.HELD]
    assert [each.kind for each in row(told).constraints] == kinds
    told.tell(MISSION, "M1", m.TeamAlerted(), m.TeamDeparted(), m.TeamArrived())
    assert [each.kind for each in row(told).constraints] == kinds[1:]
    told.tell(MISSION, "M1", m.ConstraintLifted(reason="réglé"))
    assert row(told).constraints == (forbidden,)
    told.tell(MISSION, "M1", m.ConstraintLifted(team="T3", reason="réglé"))
    assert row(told).constraints == ()


def test_a_reassignment_is_shown_until_dropped_set_aside_ordered_or_too_late() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, SENT, REASSIGNMENT)
    assert (row(told).reassignment, row(told).team) == (REASSIGNMENT.proposal, "T1")
    arrived = (m.TeamAlerted(), m.TeamDeparted(), m.TeamArrived())
    for ends in (
        (m.ReassignmentDropped(solve_id="solve-9"),),
        (m.ProposalSetAside(why="presque là"),),
        arrived,
        (m.TeamDeclined(team="T1", why="panne"),),
    ):
        over = Telling().tell(MISSION, "M1", REQUESTED, SENT, REASSIGNMENT, *ends)
        assert row(over).reassignment is None


def test_a_mission_that_changed_hands_tells_who_left_who_came_and_how_long_that_takes() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, SENT, REASSIGNMENT)
    left = m.TeamWithdrawn(team="T1", to="M2", instead="T2", why="P0")
    told.tell(MISSION, "M1", left, m.MissionOrdered(team="T2"))
    now = row(told)
    assert (now.team, now.moved, now.eta, now.reassignment) == ("T2", 1, 600.0, None)
    [gone] = now.withdrawn
    assert (gone.team, gone.to, gone.instead, gone.by, gone.why) == ("T1", "M2", "T2", DOCTOR.id, "P0")
    assert now.requested_at == NOW + timedelta(seconds=10)


def test_a_mission_ordered_by_the_machine_says_under_whose_signature() -> None:
    order = m.MissionOrdered(team="T1", standing_order="SO1", signed_by=DOCTOR.id)
    told = Telling().tell(MISSION, "M1", REQUESTED).tell(MISSION, "M1", order, by=MACHINE)
    told.tell(TEAM, "T1", a_shift(), t.TeamEngaged(mission="M1"))
    assert (row(told).ordered_by, row(told).standing_order, row(told).signed_by) == (
        MACHINE.id,
        "SO1",
        DOCTOR.id,
    )
    part = of_team(told).mission
    assert part is not None
    assert (part.ordered_by, part.standing_order) == (DOCTOR.id, "SO1")


def test_standing_orders_are_on_the_board_with_their_uses_until_revoked_or_over() -> None:
    told = (
        Telling().tell(RULE, "SO1", SIGNED).tell(RULE, "SO1", so.StandingOrderUsed(mission="M1", team="T1"))
    )
    shown = board(told).standing_orders["SO1"]
    assert (shown.signed_by, shown.priorities) == (DOCTOR.id, (Priority.P2, Priority.P3))
    assert (shown.used, shown.last_mission, shown.last_used_at) == (1, "M1", told.at)
    told.tell(RULE, "SO2", replace(SIGNED, valid_until=told.at + A_DAY * 3), after=A_DAY.total_seconds())
    assert set(board(told).standing_orders) == {"SO2"}
    told.tell(RULE, "SO2", so.StandingOrderRevoked(why="fin"))
    assert board(told).standing_orders == {}


def on_m1() -> Telling:
    """T1 ordered to M1, T2 free, M2 waiting."""
    told = Telling().tell(regulation_call.KIND, "C1", c.CallReceived(origin=CallOrigin.LINE_15, rang_at=RANG))
    told.tell(TEAM, "T1", a_shift()).tell(TEAM, "T2", a_shift())
    told.tell(MISSION, "M1", REQUESTED, SENT).tell(TEAM, "T1", t.TeamEngaged(mission="M1"))
    return told.tell(MISSION, "M2", REQUESTED)


def test_a_crew_sent_elsewhere_is_told_what_why_and_where_until_they_answer() -> None:
    told = on_m1().tell(MISSION, "M1", m.TeamWithdrawn(team="T1", to="M2", why="P0 à 3 min"))
    told.tell(MISSION, "M2", SENT)
    told.tell(TEAM, "T1", t.TeamRedirected(mission="M2", from_mission="M1", words="P0 à 3 min"))
    shown = of_team(told)
    assert shown.mission is not None
    assert shown.mission.id == "M2"
    assert shown.notice is not None
    assert (shown.notice.mission, shown.notice.to, shown.notice.words) == ("M1", "M2", "P0 à 3 min")
    assert (shown.notice.why, shown.notice.by) == (t.TakenBack.WITHDRAWN, DOCTOR.id)
    told.tell(MISSION, "M2", m.TeamAlerted())
    assert of_team(told).notice is not None
    told.tell(MISSION, "M2", m.TeamAcknowledged(), by=NURSE)
    assert of_team(told).notice is None


def test_a_crew_freed_is_told_until_they_have_read_it() -> None:
    told = on_m1().tell(MISSION, "M1", m.AlertExpired(team="T1", after_seconds=60))
    told.tell(TEAM, "T1", t.TeamReleased(mission="M1", taken_back=t.TakenBack.NO_ANSWER), by=MACHINE)
    shown = of_team(told)
    assert shown.mission is None
    assert shown.notice is not None
    assert (shown.notice.why, shown.notice.mission, shown.notice.to) == (t.TakenBack.NO_ANSWER, "M1", None)
    told.tell(TEAM, "T1", t.NoticeRead(), by=NURSE)
    assert of_team(told).notice is None


def test_the_roster_follows_a_team_sent_elsewhere() -> None:
    told = on_m1().tell(TEAM, "T1", t.TeamRedirected(mission="M2", from_mission="M1"))
    team = rebuild(TEAM_ROSTER, told.log).view.teams["T1"]
    assert (team.availability, team.mission) == (Availability.ENGAGED, "M2")


def test_the_timeline_knows_when_nobody_is_on_the_mission() -> None:
    told = Telling().tell(
        MISSION,
        "M1",
        REQUESTED,
        SENT,
        m.AlertExpired(team="T1", after_seconds=60),
    )
    told.tell(MISSION, "M1", m.MissionOrdered(team="T2"), m.TeamWithdrawn(team="T2"))
    shown = timeline(told.log)
    assert shown is not None
    assert [step.team for step in shown.steps] == [None, "T1", None, "T2", None]


def test_an_answer_is_due_from_the_order_to_the_answer() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, SENT)
    pending = rebuild(DEADLINES, told.log).view.pending
    assert pending == {
        "mission:M1": Deadline(at=BY, command=ExpireAlert(mission="M1", team="T1"), cause="mission:M1@2")
    }
    for answers in (m.TeamAcknowledged(), m.TeamDeparted(), m.TeamDeclined(team="T1", why="panne")):
        over = Telling().tell(MISSION, "M1", REQUESTED, SENT, m.TeamAlerted(), answers)
        assert "mission:M1" not in rebuild(DEADLINES, over.log).view.pending


def a_dispatch_night(seed: int) -> DispatchNight:
    night = DispatchNight(Random(seed).choice)
    for _ in range(150):
        night.step()
        night.renew()
    return night


NIGHTS = st.integers(0, 10_000).map(a_dispatch_night)
quick = settings(max_examples=15, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@quick
@given(night=NIGHTS, part=st.floats(0, 1))
def test_checkpoint_and_tail_equal_a_rebuild_for_any_cut(night: DispatchNight, part: float) -> None:
    log = night.world.log
    cut = round(part * len(log))
    for view in VIEWS:
        kept = thaw(view, freeze(view, rebuild(view, log[:cut])))
        assert kept is not None
        assert rebuild(view, log[cut:], since=kept) == rebuild(view, log)


@quick
@given(night=NIGHTS)
def test_the_board_agrees_with_the_domain_on_who_goes_where(night: DispatchNight) -> None:
    page, standing = RegulatorBoard(), start(REGULATOR_BOARD)
    for recorded in night.world.log:
        before, standing = standing.view, advance(REGULATOR_BOARD, standing, recorded)
        page = patched(page, patch(before, standing.view))
    assert page == standing.view
    for stream, state in night.world.states.items():
        if stream.kind == MISSION and isinstance(state, Waiting):
            _agrees(standing.view.missions[stream.id], state)


def _agrees(shown: MissionRow, state: Waiting) -> None:
    task = state.task
    said: dict[ConstraintKind, set[str]] = {kind: set() for kind in ConstraintKind}
    for each in shown.constraints:
        said[each.kind].add(each.team)
    assert said[ConstraintKind.FORCED] == ({task.forced} if task.forced else set())
    assert said[ConstraintKind.FORBIDDEN] == task.forbidden
    assert said[ConstraintKind.HELD] == ({task.held} if task.held else set())
    assert shown.moved == task.moved
    assert {each.team for each in shown.unanswered} == task.unanswered
    assert shown.team == (None if isinstance(state, Requested) else state.team)
    proposal = shown.proposal if isinstance(state, Requested) else shown.reassignment
    assert (proposal.solve_id if proposal else None) == (state.shown.solve_id if state.shown else None)


@quick
@given(night=NIGHTS)
def test_an_alarm_stands_until_a_person_acts(night: DispatchNight) -> None:
    alarmed: set[str] = set()
    for recorded in night.world.log:
        if recorded.stream.kind == MISSION:
            _alarm(alarmed, recorded)
    rows = rebuild(REGULATOR_BOARD, night.world.log).view.missions
    assert {name for name, each in rows.items() if each.escalated} == alarmed & set(rows)


def _alarm(alarmed: set[str], recorded: Recorded[Any]) -> None:
    if isinstance(recorded.fact, m.MissionEscalated):
        alarmed.add(recorded.stream.id)
    elif recorded.by.role is Role.REGULATOR:
        alarmed.discard(recorded.stream.id)
