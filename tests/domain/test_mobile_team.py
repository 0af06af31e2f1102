"""A mobile team: its shift, its crew, its devices, whether it can be sent."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.fact import Actor
from domain.house import AnyCommand
from domain.mobile_team import commands as c
from domain.mobile_team import facts as f
from domain.mobile_team.decide import (
    CrewMissing,
    EquipmentDisagrees,
    ShiftEndsInThePast,
    ShiftRunning,
    TeamOffDuty,
    TeamOnMission,
)
from domain.mobile_team.states import Available, Engaged, OffDuty, Unavailable
from domain.refusals import RoleNotAllowed
from domain.vocabulary import CareType, Equipment, Role, Skill
from tests.builders import ARM, AUDITOR, CALLER, DRIVER, MACHINE, NOW, NURSE, a_shift, a_team
from tests.spec import given

SHIFT = a_shift()
START = c.StartShift(
    team="T1",
    crew=SHIFT.crew,
    vehicle=SHIFT.vehicle,
    skills=SHIFT.skills,
    equipment=SHIFT.equipment,
    care_type=SHIFT.care_type,
    base=SHIFT.base,
    ends_at=SHIFT.ends_at,
)
ALONE = (f.CrewMember("nurse-2", Role.NURSE),)
CHANGE = c.ChangeCrew(
    team="T1", crew=ALONE, skills=frozenset({Skill.GERIATRIC}), care_type=CareType.PARAMEDICAL
)
CHECK = c.CheckEquipment(team="T1", equipment=frozenset({Equipment.OXIMETER}))
OUT = c.MakeTeamUnavailable(team="T1", why="plein")
BACK = c.MakeTeamAvailable(team="T1")
LOSE = c.LoseTablet(team="T1")
RECOVER = c.RecoverTablet(team="T1")
END = c.EndShift(team="T1")

ON_SHIFT = [Available, Unavailable, Engaged]
on_shift = pytest.mark.parametrize("until", ON_SHIFT)


@pytest.mark.parametrize("by", [NURSE, DRIVER, ARM], ids=lambda by: by.role.name)
def test_a_crew_starts_its_shift(by: Actor) -> None:
    given().when(START, by=by).then(SHIFT)


def test_a_team_comes_back_for_another_shift() -> None:
    given(a_team(OffDuty)).when(START, by=NURSE).then(SHIFT)


@on_shift
def test_a_shift_starts_once(until: type) -> None:
    given(a_team(until)).when(START, by=NURSE).then_refused(ShiftRunning)


@pytest.mark.parametrize("early", [timedelta(0), timedelta(hours=1)])
def test_a_shift_ends_after_it_starts(early: timedelta) -> None:
    given().when(replace(START, ends_at=NOW - early), by=NURSE).then_refused(ShiftEndsInThePast)


@pytest.mark.parametrize("crew", [(), ALONE + ALONE], ids=["nobody", "twice the same"])
def test_a_team_has_a_crew_each_named_once(crew: tuple[f.CrewMember, ...]) -> None:
    given().when(replace(START, crew=crew), by=NURSE).then_refused(CrewMissing)
    given(a_team(Available)).when(replace(CHANGE, crew=crew), by=NURSE).then_refused(CrewMissing)


@on_shift
def test_a_crew_changes_even_on_a_mission(until: type) -> None:
    changed = f.CrewChanged(crew=CHANGE.crew, skills=CHANGE.skills, care_type=CHANGE.care_type)
    given(a_team(until)).when(CHANGE, by=NURSE).then(changed)


def test_a_change_of_crew_leaves_the_vehicle_and_the_devices() -> None:
    before = a_team(Available)
    after = before.then(f.CrewChanged(crew=ALONE, skills=frozenset(), care_type=CareType.FIRST_AID)).state
    assert (after.shift.crew, after.shift.vehicle) == (ALONE, before.state.shift.vehicle)
    assert after.shift.equipment == before.state.shift.equipment


@on_shift
def test_a_crew_says_which_devices_work(until: type) -> None:
    given(a_team(until)).when(CHECK, by=NURSE).then(f.EquipmentChecked(equipment=CHECK.equipment))


def test_a_device_that_failed_its_check_is_gone() -> None:
    state = a_team(Available, f.EquipmentChecked(equipment=CHECK.equipment)).state
    assert state.shift.equipment == {Equipment.OXIMETER}


def test_each_device_is_told_as_it_was_found() -> None:
    items = (
        f.DeviceCheck(device=Equipment.OXIMETER, state=f.DeviceState.WORKING, battery=80),
        f.DeviceCheck(device=Equipment.ECG, state=f.DeviceState.FAULTY, remark="câble cassé"),
        f.DeviceCheck(device=Equipment.OTOSCOPE, state=f.DeviceState.ABSENT),
    )
    found = replace(CHECK, items=items)
    given(a_team(Available)).when(found, by=NURSE).then(
        f.EquipmentChecked(equipment=CHECK.equipment, items=items)
    )


@pytest.mark.parametrize(
    "states",
    [
        ((Equipment.ECG, f.DeviceState.WORKING),),
        ((Equipment.OXIMETER, f.DeviceState.FAULTY),),
        ((Equipment.OXIMETER, f.DeviceState.WORKING), (Equipment.OXIMETER, f.DeviceState.WORKING)),
    ],
    ids=["another works", "none works", "named twice"],
)
def test_a_list_that_contradicts_itself_is_refused(
    states: tuple[tuple[Equipment, f.DeviceState], ...],
) -> None:
    items = tuple(f.DeviceCheck(device=device, state=state) for device, state in states)
    given(a_team(Available)).when(replace(CHECK, items=items), by=NURSE).then_refused(EquipmentDisagrees)


def test_an_arm_checks_no_device() -> None:
    given(a_team(Available)).when(CHECK, by=ARM).then_refused(RoleNotAllowed)


def test_a_team_leaves_the_dispatch_with_its_reason() -> None:
    given(a_team(Available)).when(OUT, by=NURSE).then(f.TeamBecameUnavailable(why="plein"))


def test_the_same_reason_again_is_nothing_new() -> None:
    given(a_team(Unavailable)).when(OUT, by=NURSE).then_nothing()


def test_another_reason_is_said() -> None:
    command = c.MakeTeamUnavailable(team="T1", why="panne")
    given(a_team(Unavailable)).when(command, by=NURSE).then(f.TeamBecameUnavailable(why="panne"))


def test_a_team_comes_back_to_the_dispatch() -> None:
    given(a_team(Unavailable)).when(BACK, by=NURSE).then(f.TeamBecameAvailable())


def test_an_available_team_is_available_already() -> None:
    given(a_team(Available)).when(BACK, by=NURSE).then_nothing()


@pytest.mark.parametrize("command", [OUT, BACK, END], ids=lambda command: type(command).__name__)
def test_an_engaged_team_ends_its_mission_first(command: AnyCommand) -> None:
    given(a_team(Engaged)).when(command, by=NURSE).then_refused(TeamOnMission)


@on_shift
def test_a_silent_tablet_is_lost_once(until: type) -> None:
    given(a_team(until)).when(LOSE, by=MACHINE).then(f.TabletLost())
    given(a_team(until, f.TabletLost())).when(LOSE, by=MACHINE).then_nothing()


def test_no_person_says_that_a_tablet_is_lost() -> None:
    given(a_team(Available)).when(LOSE, by=ARM).then_refused(RoleNotAllowed)


@on_shift
def test_a_lost_tablet_is_found_once(until: type) -> None:
    given(a_team(until, f.TabletLost())).when(RECOVER, by=MACHINE).then(f.TabletRecovered())
    given(a_team(until)).when(RECOVER, by=NURSE).then_nothing()


@on_shift
def test_a_team_without_tablet_is_still_a_team(until: type) -> None:
    assert isinstance(a_team(until, f.TabletLost()).state, until)


@pytest.mark.parametrize("until", [Available, Unavailable])
def test_a_crew_goes_home(until: type) -> None:
    given(a_team(until)).when(END, by=NURSE).then(f.ShiftEnded())


AFTER: list[AnyCommand] = [CHANGE, CHECK, OUT, BACK, LOSE, RECOVER, END]
after = pytest.mark.parametrize("command", AFTER, ids=lambda command: type(command).__name__)


@after
def test_a_team_off_duty_does_nothing(command: AnyCommand) -> None:
    by = MACHINE if isinstance(command, c.LoseTablet) else NURSE
    given().when(command, by=by).then_refused(TeamOffDuty)
    given(a_team(OffDuty)).when(command, by=by).then_refused(TeamOffDuty)


@pytest.mark.parametrize("command", [START, *AFTER], ids=lambda command: type(command).__name__)
@pytest.mark.parametrize("by", [CALLER, AUDITOR], ids=lambda by: by.role.name)
def test_strangers_to_the_team_change_nothing(command: AnyCommand, by: Actor) -> None:
    given(a_team(Available)).when(command, by=by).then_refused(RoleNotAllowed)


REDIRECTED = f.TeamRedirected(mission="M2", from_mission="M1", words="P0 plus proche")
WITHDRAWN = f.TeamReleased(mission="M1", taken_back=f.TakenBack.WITHDRAWN)
UNANSWERED = f.TeamReleased(mission="M1", taken_back=f.TakenBack.NO_ANSWER)
READ = c.ReadNotice(team="T1")


@pytest.mark.parametrize("by", [NURSE, DRIVER], ids=lambda by: by.role.name)
@pytest.mark.parametrize("fact", [REDIRECTED, WITHDRAWN, UNANSWERED], ids=["sent elsewhere", "freed", "late"])
def test_a_crew_says_that_it_knows_its_mission_was_taken_back(fact: f.MobileTeamFact, by: Actor) -> None:
    given(a_team(Engaged, fact)).when(READ, by=by).then(f.NoticeRead())


def test_a_crew_says_it_once() -> None:
    given(a_team(Engaged, REDIRECTED, f.NoticeRead())).when(READ, by=NURSE).then_nothing()


@on_shift
def test_there_is_nothing_to_read_where_nothing_was_taken_back(until: type) -> None:
    given(a_team(until)).when(READ, by=NURSE).then_nothing()


def test_a_mission_that_ended_as_usual_is_no_notice() -> None:
    given(a_team(Engaged, REDIRECTED, f.TeamReleased(mission="M2"))).when(READ, by=NURSE).then_nothing()


def test_a_team_sent_elsewhere_is_on_the_other_mission() -> None:
    state = a_team(Engaged, REDIRECTED).state
    assert (type(state), state.mission) == (Engaged, "M2")


def test_the_crew_reads_not_the_room() -> None:
    given(a_team(Engaged, REDIRECTED)).when(READ, by=ARM).then_refused(RoleNotAllowed)
