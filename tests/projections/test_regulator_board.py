"""The regulator's board, by examples."""

from datetime import timedelta

import pytest

from domain import dmp_access, mission, mobile_team, regulation_call, visio_session
from domain.dmp_access import facts as d
from domain.mission import facts as m
from domain.mobile_team import facts as t
from domain.regulation_call import facts as c
from domain.visio_session import facts as v
from domain.vocabulary import (
    CallerType,
    CallOrigin,
    CareLevel,
    CaseStatus,
    Channel,
    DecisionType,
    DmpMode,
    InsStatus,
    OrientationType,
    Person,
    Priority,
    Sex,
    VectorStatus,
)
from projections.board_calls import COMPLETED_KEPT
from projections.board_visios import OVER_KEPT
from projections.call_row import CallStage, PatientOnBoard
from projections.mission_steps import MissionStage
from projections.projection import rebuild
from projections.regulator_board import REGULATOR_BOARD, RegulatorBoard, patch
from projections.teams import Availability
from tests.builders import ARM, DOCTOR, INS, NEEDS, NOW, NURSE, PLACE, RANG, WHO, a_proposal, a_shift
from tests.projections.telling import Telling

CALL, MISSION, TEAM = regulation_call.KIND, mission.KIND, mobile_team.KIND
RECEIVED = c.CallReceived(origin=CallOrigin.LINE_15, rang_at=RANG, caller=WHO)
DECIDED = c.InterventionDecided(mission="M1", needs=NEEDS, priority=Priority.P1, place=PLACE)
REQUESTED = m.MissionRequested(call="C1", priority=Priority.P1, place=PLACE, needs=NEEDS)


def board(told: Telling) -> RegulatorBoard:
    return rebuild(REGULATOR_BOARD, told.log).view


def test_a_call_in_regulation_shows_who_holds_it_and_what_is_known() -> None:
    told = Telling().tell(CALL, "C1", RECEIVED, by=ARM)
    told.tell(
        CALL,
        "C1",
        c.CallLocated(place=PLACE),
        c.MotiveStated(motive="essoufflement", code="M03.01"),
        c.PriorityAssigned(priority=Priority.P2),
        c.PatientIdentified(patient="P1", person=Person(last_name="X", age="P79Y", sex=Sex.FEMALE)),
        c.TransferredToRegulator(channel=Channel.EMERGENCY),
        by=ARM,
    )
    waiting = board(told).calls["C1"]
    assert (waiting.state, waiting.holder, waiting.arm) == (CallStage.WAITING, None, ARM.id)
    told.tell(
        CALL,
        "C1",
        c.RegulationStarted(regulator=DOCTOR.id),
        c.PriorityRevised(priority=Priority.P1, was=Priority.P2),
        c.PatientIdentityQualified(patient="P1", ins=INS),
        c.CareLevelAssessed(level=CareLevel.R2),
    )
    row = board(told).calls["C1"]
    assert (row.state, row.status, row.holder) == (CallStage.IN_REGULATION, CaseStatus.ACTIVE, DOCTOR.id)
    assert (row.place, row.insee, row.position) == (PLACE.label, PLACE.insee, PLACE.position)
    assert (row.motive, row.priority, row.level) == ("essoufflement", Priority.P1, CareLevel.R2)
    assert row.caller is CallerType.FAMILY
    assert row.patients == (PatientOnBoard("P1", "P79Y", Sex.FEMALE, InsStatus.QUALIFIED),)
    assert (row.waiting_since, row.received_at) == (RANG, NOW + timedelta(seconds=10))
    assert row.transferred_at == NOW + timedelta(seconds=60)
    assert row.regulated_at == NOW + timedelta(seconds=70)


@pytest.mark.parametrize(
    ("born", "age"),
    [("1947-01-15", "P79Y"), ("1947-01-16", "P78Y"), ("1947-02-31", None), ("2030-01-01", None)],
)
def test_the_age_is_counted_from_the_date_of_birth(born: str, age: str | None) -> None:
    person = Person(birth_date=born)
    told = Telling().tell(CALL, "C1", RECEIVED, c.PatientIdentified(patient="P1", person=person))
    assert board(told).calls["C1"].patients[0].age == age


def test_a_lost_caller_is_flagged_until_reached() -> None:
    told = Telling().tell(CALL, "C1", RECEIVED, c.CallerLost(), c.CalledBack(reached=False))
    assert board(told).calls["C1"].caller_lost
    told.tell(CALL, "C1", c.CalledBack(reached=True))
    assert not board(told).calls["C1"].caller_lost


def test_decisions_are_listed_and_missions_come_and_go() -> None:
    told = Telling().tell(CALL, "C1", RECEIVED, c.RegulationStarted(regulator=DOCTOR.id))
    told.tell(CALL, "C1", c.AdviceGiven(text="repos"), DECIDED)
    row = board(told).calls["C1"]
    assert [each.type for each in row.decisions] == [DecisionType.ADVICE, DecisionType.INTERVENTION]
    assert (row.decided_at, row.missions) == (row.decisions[0].at, ("M1",))
    told.tell(CALL, "C1", c.InterventionConcluded(mission="M1"))
    assert board(told).calls["C1"].missions == ()


def test_a_completed_call_waits_for_its_validation_then_leaves() -> None:
    told = Telling().tell(CALL, "C1", RECEIVED, c.RegulationStarted(regulator=DOCTOR.id))
    told.tell(CALL, "C1", c.AdviceGiven(text="repos"), c.CallCompleted())
    row = board(told).calls["C1"]
    assert (row.state, row.status, row.holder) == (CallStage.COMPLETED, CaseStatus.COMPLETED, None)
    told.tell(CALL, "C1", c.CallReopened(reason="rappel", active_at=NOW))
    row = board(told).calls["C1"]
    assert (row.state, row.holder, row.waiting_since) == (CallStage.IN_REGULATION, DOCTOR.id, told.at)
    told.tell(CALL, "C1", c.CallCompleted(), c.CallValidated(closes_at=NOW))
    assert board(told).calls == {}


def test_completed_calls_that_nobody_validates_leave_in_the_end_and_may_come_back() -> None:
    told = Telling()
    for number in range(COMPLETED_KEPT + 5):
        told.tell(CALL, f"C{number}", RECEIVED, c.CallCompleted())
    assert list(board(told).calls) == [f"C{number}" for number in range(5, COMPLETED_KEPT + 5)]
    told.tell(CALL, "C0", c.CallReopened(reason="rappel", active_at=NOW))
    row = board(told).calls["C0"]
    assert (row.state, row.rang_at, row.waiting_since) == (CallStage.IN_REGULATION, None, told.at)


def test_a_mission_goes_step_by_step() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, m.TeamsProposed(proposal=a_proposal("T1")))
    row = board(told).missions["M1"]
    assert (row.state, row.status, row.team) == (MissionStage.REQUESTED, None, None)
    assert row.proposal == a_proposal("T1")
    told.tell(MISSION, "M1", m.MissionOrdered(team="T2", solve_id="solve-1", reason="plus proche"))
    row = board(told).missions["M1"]
    assert (row.team, row.ordered_by, row.reason, row.proposal) == ("T2", DOCTOR.id, "plus proche", None)
    on_tablet = told.at - timedelta(minutes=4)
    told.tell(MISSION, "M1", m.TeamAlerted(), m.TeamAcknowledged(), m.TeamDeparted(), by=NURSE)
    told.tell(MISSION, "M1", m.TeamArrived(), by=NURSE, device_at=on_tablet)
    row = board(told).missions["M1"]
    assert (row.state, row.status) == (MissionStage.ON_SCENE, VectorStatus.ON_SCENE)
    assert [step.status.value for step in row.steps] == ["DECISION", "DECLENCHE", "DEPART", "ARRIVEE"]
    assert [step.device_at for step in row.steps] == [None, None, None, on_tablet]
    assert row.acknowledged_at == NOW + timedelta(seconds=50)


def test_a_late_bilan_takes_no_mission_back() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, m.MissionOrdered(team="T1"), m.TeamAlerted())
    told.tell(MISSION, "M1", m.TeamDeparted(), m.TeamArrived(), m.CareStarted(), m.TransportStarted())
    told.tell(MISSION, "M1", m.BilanSent(text="stable"), m.BilanSent(text="mieux"))
    row = board(told).missions["M1"]
    assert (row.status, row.bilans, row.bilan_at) == (VectorStatus.TRANSPORTING, 2, told.at)
    assert [step.status for step in row.steps].count(VectorStatus.BILAN_SENT) == 1
    told.tell(MISSION, "M1", m.DestinationAssigned(orientation=OrientationType.HOME, destination="domicile"))
    row = board(told).missions["M1"]
    assert (row.status, row.orientation) == (VectorStatus.TRANSPORTING, OrientationType.HOME)
    told.tell(MISSION, "M1", m.DestinationReached(), m.PatientHandedOver(outcome=m.Outcome.LEFT_AT_HOME))
    row = board(told).missions["M1"]
    assert (row.state, row.outcome) == (MissionStage.HANDED_OVER, m.Outcome.LEFT_AT_HOME)


def test_a_declined_mission_waits_again_and_remembers_who_said_no() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, m.MissionOrdered(team="T1"), m.TeamAlerted())
    told.tell(MISSION, "M1", m.TeamDeclined(team="T1", why="panne"))
    row = board(told).missions["M1"]
    assert (row.state, row.status, row.team, row.steps) == (MissionStage.REQUESTED, None, None, ())
    assert [(each.team, each.why) for each in row.declined] == [("T1", "panne")]
    told.tell(MISSION, "M1", m.TeamsProposed(proposal=a_proposal("T2")), m.ProposalSetAside(why="attendre"))
    row = board(told).missions["M1"]
    assert (row.proposal, row.set_aside) == (None, "attendre")
    told.tell(MISSION, "M1", m.MissionCancelled(call="C1", why="rappel"))
    assert board(told).missions == {}


def test_a_team_is_free_sent_out_of_service_and_gone() -> None:
    told = Telling().tell(TEAM, "T1", a_shift(), t.TabletLost())
    row = board(told).teams["T1"]
    assert (row.availability, row.vehicle, row.base) == (Availability.AVAILABLE, "VL-1", PLACE.label)
    assert (row.tablet_lost, row.tablet_since) == (True, told.at)
    told.tell(TEAM, "T1", t.TabletRecovered(), t.TeamEngaged(mission="M1"))
    row = board(told).teams["T1"]
    assert (row.availability, row.mission, row.tablet_lost) == (Availability.ENGAGED, "M1", False)
    told.tell(TEAM, "T1", t.TeamReleased(mission="M1"), t.TeamBecameUnavailable(why="plein"))
    row = board(told).teams["T1"]
    assert (row.availability, row.mission, row.why) == (Availability.OUT_OF_SERVICE, None, "plein")
    told.tell(TEAM, "T1", t.TeamBecameAvailable(), t.ShiftEnded())
    assert board(told).teams == {}


def test_a_video_session_shows_who_is_there() -> None:
    told = Telling().tell(visio_session.KIND, "V1", v.VisioRequested(call="C1", phone="+33100000000"))
    told.tell(visio_session.KIND, "V1", v.InvitationSent(receipt="sms-1", expires_at=NOW), v.ConsentGiven())
    for who in (v.Participant.REGULATOR, v.Participant.PATIENT):
        told.tell(visio_session.KIND, "V1", v.ParticipantJoined(participant=who))
    row = board(told).visios["V1"]
    assert (row.state, row.present) == ("live", ("patient", "regulator"))
    told.tell(visio_session.KIND, "V1", v.QualityDegraded(why="débit"))
    told.tell(visio_session.KIND, "V1", v.ParticipantJoined(participant=v.Participant.CREW))
    assert board(told).visios["V1"].state == "degraded"
    told.tell(
        visio_session.KIND, "V1", v.ParticipantLeft(participant=v.Participant.CREW), v.FellBackToAudio()
    )
    told.tell(visio_session.KIND, "V1", v.ParticipantLeft(participant=v.Participant.PATIENT))
    row = board(told).visios["V1"]
    assert (row.state, row.present) == ("consented", ("regulator",))
    told.tell(visio_session.KIND, "V1", v.VisioEnded())
    row = board(told).visios["V1"]
    assert (row.state, row.how, row.present) == ("over", "ended", ())


def test_only_the_newest_sessions_that_are_over_stay() -> None:
    told = Telling()
    for number in range(OVER_KEPT + 2):
        told.tell(visio_session.KIND, f"V{number}", v.VisioRequested(call="C1", phone="+33600000000"))
    for number in range(1, OVER_KEPT + 2):
        told.tell(visio_session.KIND, f"V{number}", v.InvitationFailed(why="Réseau"))
    kept = board(told).visios
    assert len(kept) == OVER_KEPT + 1
    assert (kept["V0"].state, "V1" in kept, kept["V2"].how) == ("requested", False, "not-sent")


def test_a_break_glass_is_flagged_from_the_request_to_its_end_even_after_the_call() -> None:
    requested = d.AccessRequested(
        call="C1",
        patient="P1",
        mode=DmpMode.BREAK_GLASS,
        practitioner=DOCTOR,
        ins=INS,
        attestation=d.Attestation(cannot_express_will=True, immediate_risk=True),
        reason="inconscient",
    )
    until = NOW + timedelta(minutes=30)
    opened = d.BreakGlassInvoked(call="C1", patient="P1", reason="inconscient", expires_at=until)
    told = Telling().tell(CALL, "C1", RECEIVED).tell(dmp_access.KIND, "A1", requested)
    assert board(told).accesses["A1"].state == "requested"
    told.tell(dmp_access.KIND, "A1", opened, d.DocumentConsulted(document="D1", title="Synthèse"))
    told.tell(CALL, "C1", c.CallCompleted(), c.CallValidated(closes_at=NOW))
    row = board(told).accesses["A1"]
    assert (row.state, row.mode, row.expires_at, row.documents) == ("open", "bris_de_glace", until, 1)
    told.tell(dmp_access.KIND, "A1", d.AccessExpired())
    assert board(told).accesses == {}


def test_a_patch_holds_the_rows_that_changed_and_none_for_those_gone() -> None:
    told = Telling().tell(CALL, "C1", RECEIVED).tell(CALL, "C2", RECEIVED).tell(TEAM, "T1", a_shift())
    before = rebuild(REGULATOR_BOARD, told.log)
    told.tell(CALL, "C2", c.CallerLost()).tell(CALL, "C3", RECEIVED)
    told.tell(TEAM, "T1", t.ShiftEnded())
    after = rebuild(REGULATOR_BOARD, told.log, since=before).view
    change = patch(before.view, after)
    assert change.calls == {"C2": after.calls["C2"], "C3": after.calls["C3"]}
    assert change.teams == {"T1": None}
    assert change.missions == change.visios == change.accesses == {}
    assert change
    assert not patch(after, after)


def test_the_journey_shown_at_the_order_stays_on_the_board_until_the_team_declines() -> None:
    proposed = m.TeamsProposed(proposal=a_proposal("T1"))
    told = Telling().tell(MISSION, "M1", REQUESTED, proposed, m.MissionOrdered(team="T1"))
    row = board(told).missions["M1"]
    assert (row.eta, row.estimated) == (600.0, True)
    told.tell(MISSION, "M1", m.TeamDeclined(team="T1", why="panne"))
    row = board(told).missions["M1"]
    assert (row.eta, row.estimated) == (None, False)


def test_a_team_sent_without_having_been_ranked_has_no_journey() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, m.MissionOrdered(team="T7", reason="au plus près"))
    assert board(told).missions["M1"].eta is None
