"""The regulating doctor's part: taking a file, observing, assessing, deciding, sending a team."""

import pytest

from domain.fact import Actor
from domain.house import AnyCommand
from domain.mission.facts import MissionRequested
from domain.mission.states import Requested
from domain.refusals import NotFound, RoleNotAllowed
from domain.regulation_call import commands as c
from domain.regulation_call import facts as f
from domain.regulation_call.refusals import (
    CallEnded,
    CallNotRegulated,
    MissionAlreadyNamed,
    NotYourCall,
    PlaceMissing,
    PriorityMissing,
    UnknownMission,
    UnknownPatient,
)
from domain.regulation_call.states import (
    Closed,
    Completed,
    Decided,
    InRegulation,
    Received,
    Validated,
    Waiting,
)
from domain.vocabulary import CareLevel, OrientationType, Place, Priority
from tests.builders import ARM, COLLEAGUE, DOCTOR, MACHINE, NEEDS, NURSE, PLACE, a_call, a_mission
from tests.spec import given

START = c.StartRegulation(call="C1")
INTER = f.InterventionDecided(mission="M1", needs=NEEDS, priority=Priority.P1, place=PLACE)
MEDICAL: list[tuple[AnyCommand, f.RegulationCallFact]] = [
    (c.AssessCareLevel(call="C1", level=CareLevel.R2), f.CareLevelAssessed(level=CareLevel.R2)),
    (c.GiveAdvice(call="C1", text="repos"), f.AdviceGiven(text="repos")),
    (c.GivePhonePrescription(call="C1", text="1 g"), f.PrescriptionGivenByPhone(text="1 g")),
    (
        c.OrientPatient(call="C1", orientation=OrientationType.HOME, patient="P1"),
        f.PatientOriented(orientation=OrientationType.HOME, patient="P1"),
    ),
    (
        c.DecideNothingFurther(call="C1", reason="équipe sur place"),
        f.NoFurtherDecisionNeeded(reason="équipe sur place"),
    ),
]
medical = pytest.mark.parametrize(
    ("command", "fact"), MEDICAL, ids=[type(command).__name__ for command, _ in MEDICAL]
)


def test_a_doctor_takes_a_file_from_the_queue() -> None:
    given(a_call(Waiting)).when(START).then(f.RegulationStarted(regulator=DOCTOR.id))


def test_a_doctor_who_picked_up_regulates_without_transfer() -> None:
    past = a_call(Received, f.PriorityAssigned(priority=Priority.P0))
    given(past).when(START).then(f.RegulationStarted(regulator=DOCTOR.id))


def test_a_file_without_priority_is_not_regulated() -> None:
    given(a_call()).when(START).then_refused(PriorityMissing)


@pytest.mark.parametrize("until", [InRegulation, Decided])
def test_a_doctor_takes_a_file_over_from_a_colleague(until: type) -> None:
    taken = f.RegulationTakenOver(regulator=COLLEAGUE.id, was=DOCTOR.id)
    given(a_call(until)).when(START, by=COLLEAGUE).then(taken)


@pytest.mark.parametrize("until", [InRegulation, Decided])
def test_taking_one_s_own_file_again_is_nothing_new(until: type) -> None:
    given(a_call(until)).when(START).then_nothing()


@pytest.mark.parametrize("until", [Completed, Validated, Closed])
def test_a_file_that_is_over_is_not_regulated(until: type) -> None:
    given(a_call(until)).when(START).then_refused(CallEnded)


def test_an_arm_does_not_regulate() -> None:
    given(a_call(Waiting)).when(START, by=ARM).then_refused(RoleNotAllowed)


@medical
def test_a_regulated_file_takes_medical_acts(command: AnyCommand, fact: f.RegulationCallFact) -> None:
    given(a_call(InRegulation)).when(command).then(fact)


@medical
def test_a_decided_file_takes_further_acts(command: AnyCommand, fact: f.RegulationCallFact) -> None:
    given(a_call(Decided)).when(command).then(fact)


@medical
def test_another_doctor_takes_the_file_over_first(command: AnyCommand, fact: f.RegulationCallFact) -> None:
    given(a_call(InRegulation)).when(command, by=COLLEAGUE).then_refused(NotYourCall)


@medical
@pytest.mark.parametrize("until", [Received, Waiting])
def test_nothing_is_decided_before_regulation(
    command: AnyCommand, fact: f.RegulationCallFact, until: type
) -> None:
    given(a_call(until)).when(command).then_refused(CallNotRegulated)


@medical
@pytest.mark.parametrize("until", [Completed, Validated, Closed])
def test_nothing_is_decided_after_the_end(
    command: AnyCommand, fact: f.RegulationCallFact, until: type
) -> None:
    given(a_call(until)).when(command).then_refused(CallEnded)


@medical
def test_nothing_is_decided_in_an_unknown_file(command: AnyCommand, fact: f.RegulationCallFact) -> None:
    given().when(command).then_refused(NotFound)


@medical
@pytest.mark.parametrize("by", [ARM, NURSE, MACHINE], ids=lambda by: by.role.name)
def test_only_a_doctor_decides(command: AnyCommand, fact: f.RegulationCallFact, by: Actor) -> None:
    given(a_call(InRegulation)).when(command, by=by).then_refused(RoleNotAllowed)


def test_the_same_care_level_again_is_nothing_new() -> None:
    past = a_call(InRegulation, f.CareLevelAssessed(level=CareLevel.R2))
    given(past).when(c.AssessCareLevel(call="C1", level=CareLevel.R2)).then_nothing()


def test_an_unknown_patient_is_not_oriented() -> None:
    command = c.OrientPatient(call="C1", orientation=OrientationType.HOME, patient="P9")
    given(a_call(InRegulation)).when(command).then_refused(UnknownPatient)


def test_a_mission_is_named_once() -> None:
    command = c.DecideIntervention(call="C1", mission="M1", needs=NEEDS)
    given(a_call(InRegulation, INTER)).when(command).then_refused(MissionAlreadyNamed)


def test_a_name_is_not_used_again_after_the_mission() -> None:
    past = a_call(InRegulation, INTER, f.InterventionConcluded(mission="M1"))
    command = c.DecideIntervention(call="C1", mission="M1", needs=NEEDS)
    given(past).when(command).then_refused(MissionAlreadyNamed)


def begun(decided: f.InterventionDecided) -> MissionRequested:
    """What its mission begins with, in the same append."""
    return MissionRequested(call="C1", priority=decided.priority, place=decided.place, needs=decided.needs)


@pytest.mark.parametrize("until", [InRegulation, Decided])
def test_a_team_is_asked_for_and_its_mission_begins(until: type) -> None:
    command = c.DecideIntervention(call="C1", mission="M1", needs=NEEDS)
    given(a_call(until)).when(command).then(INTER, begun(INTER))


@pytest.mark.parametrize("role", [ARM, NURSE])
def test_only_a_doctor_asks_for_a_team(role: Actor) -> None:
    command = c.DecideIntervention(call="C1", mission="M1", needs=NEEDS)
    given(a_call(InRegulation)).when(command, by=role).then_refused(RoleNotAllowed)


def test_a_call_may_need_two_teams() -> None:
    command = c.DecideIntervention(call="C1", mission="M2", needs=NEEDS)
    second = f.InterventionDecided(mission="M2", needs=NEEDS, priority=Priority.P1, place=PLACE)
    given(a_call(InRegulation, INTER)).when(command).then(second, begun(second))


def test_no_team_is_sent_nowhere() -> None:
    past = a_call(
        Received, f.PriorityAssigned(priority=Priority.P1), f.RegulationStarted(regulator=DOCTOR.id)
    )
    given(past).when(c.DecideIntervention(call="C1", mission="M1")).then_refused(PlaceMissing)


def test_the_mission_goes_to_the_last_place_at_the_last_priority() -> None:
    place = Place(label="lieu-dit Les Buttes")
    past = a_call(
        InRegulation,
        f.CallLocated(place=place),
        f.PriorityRevised(priority=Priority.P0, was=Priority.P1),
    )
    decided = f.InterventionDecided(mission="M1", needs=NEEDS, priority=Priority.P0, place=place)
    given(past).when(c.DecideIntervention(call="C1", mission="M1", needs=NEEDS)).then(decided, begun(decided))


def test_two_calls_never_name_the_same_mission() -> None:
    command = c.DecideIntervention(call="C1", mission="M1", needs=NEEDS)
    elsewhere = a_mission(Requested)
    given(a_call(InRegulation), elsewhere).when(command).then_refused(MissionAlreadyNamed)


@pytest.mark.parametrize("cancelled", [True, False])
def test_an_intervention_is_concluded_by_the_end_of_its_mission(cancelled: bool) -> None:
    command = c.ConcludeIntervention(call="C1", mission="M1", cancelled=cancelled)
    concluded = f.InterventionConcluded(mission="M1", cancelled=cancelled)
    given(a_call(InRegulation, INTER)).when(command, by=MACHINE).then(concluded)


def test_an_intervention_is_concluded_once() -> None:
    past = a_call(InRegulation, INTER, f.InterventionConcluded(mission="M1"))
    given(past).when(c.ConcludeIntervention(call="C1", mission="M1"), by=MACHINE).then_nothing()


def test_a_mission_of_another_call_concludes_nothing() -> None:
    command = c.ConcludeIntervention(call="C1", mission="M9")
    given(a_call(InRegulation, INTER)).when(command, by=MACHINE).then_refused(UnknownMission)


def test_no_person_concludes_an_intervention() -> None:
    command = c.ConcludeIntervention(call="C1", mission="M1")
    given(a_call(InRegulation, INTER)).when(command, by=DOCTOR).then_refused(RoleNotAllowed)


NOTE = c.NoteObservation(call="C1", text="pâle, consciente", patient="P1")


@pytest.mark.parametrize("by", [ARM, DOCTOR, COLLEAGUE], ids=lambda by: by.id)
def test_the_room_notes_what_it_learns(by: Actor) -> None:
    noted = f.ObservationNoted(text="pâle, consciente", patient="P1")
    given(a_call(InRegulation)).when(NOTE, by=by).then(noted)


def test_a_note_on_an_unknown_patient_is_refused() -> None:
    given(a_call()).when(NOTE, by=ARM).then_refused(UnknownPatient)


@pytest.mark.parametrize("until", [Completed, Validated])
def test_notes_are_still_taken_after_the_end(until: type) -> None:
    assert given(a_call(until)).when(NOTE, by=ARM).facts


def test_no_note_is_taken_in_a_closed_file() -> None:
    given(a_call(Closed)).when(NOTE, by=ARM).then_refused(CallEnded)


def test_a_crew_notes_in_its_own_bilan_instead() -> None:
    given(a_call(InRegulation)).when(NOTE, by=NURSE).then_refused(RoleNotAllowed)
