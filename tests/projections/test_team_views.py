"""Roster, open missions, team sheets, timeline and deadlines, by examples."""

from datetime import timedelta
from typing import Any

from domain import dmp_access, mission, mobile_team, regulation_call, visio_session
from domain.deadlines import Deadline
from domain.dmp_access import facts as d
from domain.mission import facts as m
from domain.mission.states import Shown
from domain.mobile_team import facts as t
from domain.regulation_call import facts as c
from domain.regulation_call.commands import CloseCall
from domain.scores import PainScore
from domain.visio_session import facts as v
from domain.visio_session.commands import ExpireInvitation
from domain.vocabulary import (
    CallOrigin,
    CareType,
    DmpMode,
    Equipment,
    OrientationType,
    Priority,
    Role,
    Skill,
    VitalParameter,
)
from projections.deadlines import DEADLINES, Deadlines, due, next_at
from projections.mission_timeline import timeline
from projections.open_missions import OPEN_MISSIONS, waiting
from projections.projection import rebuild
from projections.sheet_calls import NOTES_KEPT
from projections.team_roster import TEAM_ROSTER, TeamOnDuty
from projections.team_sheet import TEAM_SHEETS, TeamSheet, sheet
from projections.teams import Availability
from tests.builders import (
    A_DAY,
    ARM,
    DOCTOR,
    DRIVER,
    INS,
    NEEDS,
    NOW,
    NURSE,
    PERSON,
    PLACE,
    RANG,
    WHO,
    a_proposal,
    a_shift,
)
from tests.projections.telling import Telling

CALL, MISSION, TEAM = regulation_call.KIND, mission.KIND, mobile_team.KIND
RECEIVED = c.CallReceived(origin=CallOrigin.LINE_15, rang_at=RANG, caller=WHO)
REQUESTED = m.MissionRequested(call="C1", priority=Priority.P1, place=PLACE, needs=NEEDS)


def test_the_roster_says_what_can_be_sent_and_until_when() -> None:
    told = Telling().tell(TEAM, "T1", a_shift(), t.EquipmentChecked(equipment=frozenset({Equipment.ECG})))
    told.tell(TEAM, "T1", t.CrewChanged(crew=(), skills=frozenset(), care_type=CareType.MEDICAL))
    told.tell(TEAM, "T2", a_shift(), t.TeamEngaged(mission="M1")).tell(TEAM, "T3", a_shift(), t.ShiftEnded())
    teams = rebuild(TEAM_ROSTER, told.log).view.teams
    assert teams["T1"] == TeamOnDuty(
        id="T1",
        skills=frozenset(),
        equipment=frozenset({Equipment.ECG}),
        care_type=CareType.MEDICAL,
        shift_ends_at=NOW + timedelta(hours=12),
        base=PLACE,
    )
    assert (teams["T2"].availability, teams["T2"].mission) == (Availability.ENGAGED, "M1")
    assert teams["T2"].skills == frozenset({Skill.NURSE})
    assert set(teams) == {"T1", "T2"}


def test_a_mission_waits_until_ordered_and_again_once_declined() -> None:
    proposal = a_proposal("T1", "solve-7")
    told = Telling().tell(MISSION, "M1", REQUESTED, m.TeamsProposed(proposal=proposal))
    [first] = waiting(rebuild(OPEN_MISSIONS, told.log).view)
    assert (first.id, first.since, first.team) == ("M1", NOW + timedelta(seconds=10), None)
    assert (first.task.call, first.task.needs, first.shown) == ("C1", NEEDS, Shown.of(proposal))
    told.tell(MISSION, "M1", m.MissionOrdered(team="T1"))
    assert waiting(rebuild(OPEN_MISSIONS, told.log).view) == []
    told.tell(MISSION, "M1", m.TeamDeclined(team="T1", why="panne"))
    [again] = waiting(rebuild(OPEN_MISSIONS, told.log).view)
    assert (again.task.declined_by, again.shown, again.since) == (frozenset({"T1"}), None, first.since)


def test_a_mission_stays_open_until_its_team_arrives() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, m.MissionOrdered(team="T2"), m.TeamAlerted())
    told.tell(MISSION, "M1", m.TeamHeld(team="T2", reason="chemin connu"), m.TeamDeparted())
    row = rebuild(OPEN_MISSIONS, told.log).view.missions["M1"]
    assert (row.team, row.task.held) == ("T2", "T2")
    told.tell(MISSION, "M1", m.TeamArrived())
    assert rebuild(OPEN_MISSIONS, told.log).view.missions == {}


def a_sheet(told: Telling, team: str = "T1") -> TeamSheet:
    shown = sheet(rebuild(TEAM_SHEETS, told.log).view, team)
    assert shown is not None
    return shown


def test_a_sheet_holds_the_whole_mission_of_its_team_and_of_no_other() -> None:
    told = Telling().tell(CALL, "C1", RECEIVED, c.MotiveStated(motive="essoufflement"), by=ARM)
    told.tell(CALL, "C1", c.PatientIdentified(patient="P1", person=PERSON), by=ARM)
    told.tell(CALL, "C1", c.PatientIdentityQualified(patient="P1", ins=INS), by=ARM)
    told.tell(CALL, "C1", *(c.ObservationNoted(text=f"note {n}") for n in range(NOTES_KEPT + 1)), by=ARM)
    told.tell(TEAM, "T1", a_shift()).tell(TEAM, "T2", a_shift()).tell(MISSION, "M1", REQUESTED)
    assert a_sheet(told).mission is None
    told.tell(MISSION, "M1", m.MissionOrdered(team="T1")).tell(TEAM, "T1", t.TeamEngaged(mission="M1"))
    told.tell(visio_session.KIND, "V1", v.VisioRequested(call="C1", mission="M1"))
    told.tell(visio_session.KIND, "V2", v.VisioRequested(call="C1", phone="+33100000000"))
    shown = a_sheet(told)
    assert shown.mission is not None
    assert shown.call is not None
    assert (shown.mission.place, shown.mission.needs, shown.mission.ordered_by) == (PLACE, NEEDS, DOCTOR.id)
    assert (shown.call.motive, shown.call.caller) == ("essoufflement", WHO)
    patient = shown.call.patients["P1"]
    assert (patient.person, patient.status, patient.ins) == (PERSON, "QUAL", None)
    assert [each.text for each in shown.call.notes] == [f"note {n}" for n in range(1, NOTES_KEPT + 1)]
    assert [each.id for each in shown.visios] == ["V1"]
    other = a_sheet(told, "T2")
    assert (other.mission, other.call, other.visios) == (None, None, ())
    assert sheet(rebuild(TEAM_SHEETS, told.log).view, "T9") is None


def test_a_sheet_shows_all_pieces_of_the_bilan_and_the_orientation_until_the_team_is_free() -> None:
    told = Telling().tell(TEAM, "T1", a_shift()).tell(MISSION, "M1", REQUESTED, m.MissionOrdered(team="T1"))
    told.tell(TEAM, "T1", t.TeamEngaged(mission="M1"))
    told.tell(MISSION, "M1", m.TeamAlerted(), m.TeamAcknowledged(), m.TeamDeparted(), m.TeamArrived())
    slow, pulse = (m.VitalSign(parameter=VitalParameter.HEART_RATE, value=each) for each in ("40", "82"))
    heat, pain = m.VitalSign(parameter=VitalParameter.TEMPERATURE, value="38.4"), PainScore(total=7)
    told.tell(MISSION, "M1", m.CareStarted(), m.BilanSent(text="pâle", vitals=(slow, heat)), by=NURSE)
    told.tell(MISSION, "M1", m.BilanSent(vitals=(pulse,), scores=(PainScore(total=9),)), by=NURSE)
    told.tell(MISSION, "M1", m.BilanSent(scores=(pain,)), by=DRIVER)
    told.tell(MISSION, "M1", m.DestinationAssigned(orientation=OrientationType.HOME))
    shown = a_sheet(told).mission
    assert shown is not None
    assert shown.bilan is not None
    assert (shown.bilan.vitals, shown.bilan.text, shown.bilan.by) == ((pulse, heat), "pâle", DRIVER.id)
    assert shown.bilan.scores == (pain,)
    assert (shown.state, shown.status, shown.orientation) == ("in-care", "ORIENTAT", "DOMICILE")
    told.tell(MISSION, "M1", m.PatientHandedOver(outcome=m.Outcome.LEFT_AT_HOME))
    told.tell(MISSION, "M1", m.MissionClosed(call="C1", team="T1"))
    told.tell(TEAM, "T1", t.TeamReleased(mission="M1"))
    assert a_sheet(told) == TeamSheet(shift=a_sheet(told).shift)
    assert a_sheet(told).shift.availability is Availability.AVAILABLE


def test_a_sheet_keeps_what_the_patient_said_and_how_the_last_session_ended() -> None:
    told = Telling().tell(TEAM, "T1", a_shift()).tell(MISSION, "M1", REQUESTED, m.MissionOrdered(team="T1"))
    told.tell(TEAM, "T1", t.TeamEngaged(mission="M1"))
    told.tell(MISSION, "M1", m.TeamAlerted(), m.TeamDeparted(), m.TeamArrived())
    agreed = m.TeleconsultationConsented(given_by=m.Agreement.EMERGENCY, told_version=1, reason="inconscient")
    told.tell(MISSION, "M1", agreed, by=NURSE)
    told.tell(
        visio_session.KIND, "V1", v.VisioRequested(call="C1", mission="M1"), v.VisioFailed(why="réseau")
    )
    shown = a_sheet(told)
    assert shown.mission is not None
    said = shown.mission.teleconsultation
    assert said is not None
    assert (said.given_by, said.told_version, said.reason, said.by) == (
        "emergency",
        1,
        "inconscient",
        NURSE.id,
    )
    assert [(row.state, row.how, row.why) for row in shown.visios] == [("over", "failed", "réseau")]
    told.tell(MISSION, "M1", m.TeleconsultationRefused(told_version=2), by=DRIVER)
    mission_part = a_sheet(told).mission
    assert mission_part is not None
    assert mission_part.teleconsultation is not None
    assert (mission_part.teleconsultation.given_by, mission_part.teleconsultation.by) == (None, DRIVER.id)


def test_a_sheet_never_shows_the_mission_its_team_has_just_declined() -> None:
    told = Telling().tell(TEAM, "T1", a_shift()).tell(MISSION, "M1", REQUESTED, m.MissionOrdered(team="T1"))
    told.tell(TEAM, "T1", t.TeamEngaged(mission="M1"))
    told.tell(MISSION, "M1", m.TeamDeclined(team="T1", why="panne"))
    assert a_sheet(told).mission is None


def test_a_timeline_tells_who_when_and_how_long() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, m.MissionOrdered(team="T1"), m.TeamAlerted(), after=30)
    departed = told.at + timedelta(seconds=60)
    told.tell(MISSION, "M1", m.TeamDeparted(), by=NURSE, after=300, device_at=departed)
    found = timeline(told.log)
    assert found is not None
    assert (found.mission, found.call, found.team, found.ended) == ("M1", "C1", "T1", False)
    assert [step.status for step in found.steps] == [None, "DECISION", "DECLENCHE", "DEPART"]
    assert [step.since_request for step in found.steps] == [None, 30, 60, 120]
    assert [step.since_previous for step in found.steps] == [None, 30, 30, 60]
    assert [step.late for step in found.steps] == [None, None, None, 240]
    assert found.steps[-1].by.role is Role.NURSE
    assert found.steps[-1].event == "mission:M1@4"
    assert found.steps[1].fact == m.MissionOrdered(team="T1")


def test_a_timeline_keeps_the_team_that_declined_apart() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, m.MissionOrdered(team="T1"), m.TeamAlerted())
    told.tell(MISSION, "M1", m.TeamDeclined(team="T1", why="panne"), m.MissionOrdered(team="T2"))
    told.tell(MISSION, "M1", m.MissionCancelled(call="C1", why="rappel", team="T2"))
    found = timeline(told.log)
    assert found is not None
    assert [step.team for step in found.steps] == [None, "T1", "T1", None, "T2", "T2"]
    assert found.ended
    assert timeline([]) is None


def pending(told: Telling) -> Deadlines:
    return rebuild(DEADLINES, told.log).view


def test_a_deadline_waits_for_its_time_and_goes_when_it_has_nothing_left_to_do() -> None:
    told = Telling().tell(CALL, "C1", RECEIVED, c.CallValidated(closes_at=NOW + A_DAY))
    invited: list[Any] = [
        v.VisioRequested(call="C1", phone="+33100000000"),
        v.InvitationSent(receipt="sms-1", expires_at=NOW + timedelta(minutes=15)),
    ]
    told.tell(visio_session.KIND, "V1", *invited).tell(visio_session.KIND, "V2", *invited)
    view = pending(told)
    assert next_at(view) == NOW + timedelta(minutes=15)
    assert due(view, NOW) == []
    assert [each.command for each in due(view, NOW + timedelta(minutes=15))] == [
        ExpireInvitation(session="V1"),
        ExpireInvitation(session="V2"),
    ]
    assert due(view, NOW + A_DAY)[-1] == Deadline(
        at=NOW + A_DAY, command=CloseCall(call="C1"), cause="regulation-call:C1@2"
    )
    told.tell(visio_session.KIND, "V1", v.ConsentGiven()).tell(
        visio_session.KIND, "V2", v.InvitationExpired()
    )
    assert set(pending(told).pending) == {"regulation-call:C1"}
    told.tell(CALL, "C1", c.CallClosed())
    assert (pending(told), next_at(pending(told))) == (Deadlines(), None)


def test_an_access_is_due_until_it_is_ended() -> None:
    until = NOW + timedelta(minutes=30)
    granted = d.AccessGranted(call="C1", patient="P1", mode=DmpMode.REGULATION_CENTRE, expires_at=until)
    told = Telling().tell(dmp_access.KIND, "A1", granted)
    assert next_at(pending(told)) == until
    told.tell(dmp_access.KIND, "A1", d.AccessRevoked(why="erreur"))
    assert pending(told) == Deadlines()
