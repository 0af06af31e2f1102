"""The safety of a crew on scene: a word now and then, silence told, lost contact told from silence."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from domain.alarm.facts import AlarmKind, AlarmRaised
from domain.alarming import clearing, raising
from domain.crew_safety import facts as f
from domain.crew_safety.commands import AdaptWatch, CheckIn, MissCheckIn, SetCheckIn
from domain.crew_safety.decide import CheckInStillDue, NobodyOnScene
from domain.deadlines import deadline
from domain.envelope import Recorded, StreamId
from domain.fact import Fact
from domain.mission import facts as m
from domain.mission.refusals import MissionOver, NotThisTeam
from domain.mission.states import Closed, EnRoute, HandedOver, InCare, OnScene, Transporting
from domain.mobile_team import facts as t
from domain.mobile_team.commands import EndShift, RequestHelp, SettleHelp
from domain.mobile_team.decide import HelpStands
from domain.mobile_team.states import Available, Engaged
from domain.reactions import react
from domain.refusals import NotFound, RoleNotAllowed
from tests.builders import ARM, DOCTOR, MACHINE, NOW, NURSE, Past, a_mission, a_team
from tests.spec import given

MINUTE = timedelta(minutes=1)
ADAPT = AdaptWatch(mission="M1")
MISS = MissCheckIn(mission="M1", team="T1")
DUE = f.CheckInDue(team="T1", context=f.Context.IN_CARE, every=1800, due_at=NOW + 30 * MINUTE)
ENDED = f.WatchEnded(team="T1")
MISSED = f.CheckInMissed(team="T1", due_at=DUE.due_at)


def a_watch(*facts: f.CrewSafetyFact) -> Past:
    return Past(StreamId(f.KIND, "M1"), facts)


def said(minutes: int) -> CheckIn:
    """A word said `minutes` after the beginning."""
    return CheckIn(mission="M1", team="T1", said_at=NOW + minutes * MINUTE)


def due(minutes: int, context: f.Context = f.Context.IN_CARE, every: int = 1800) -> f.CheckInDue:
    return f.CheckInDue(team="T1", context=context, every=every, due_at=NOW + minutes * MINUTE)


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (OnScene, due(20, f.Context.ON_SCENE, 1200)),
        (InCare, due(30)),
        (HandedOver, due(20, f.Context.AFTER_CARE, 1200)),
    ],
)
def test_a_crew_is_watched_over_from_its_arrival_on_by_where_it_is(state: type, wanted: f.CheckInDue) -> None:
    given(a_mission(state)).when(ADAPT, by=MACHINE).then(wanted)


def test_nobody_is_watched_over_on_the_road_and_a_watch_ends_there() -> None:
    given(a_mission(EnRoute)).when(ADAPT, by=MACHINE).then_nothing()
    given(a_mission(Transporting), a_watch(DUE)).when(ADAPT, by=MACHINE).then(ENDED)
    given(a_mission(Closed), a_watch(DUE, MISSED)).when(ADAPT, by=MACHINE).then(ENDED)


def test_a_step_in_the_same_place_changes_nothing() -> None:
    given(a_mission(InCare), a_watch(DUE)).when(ADAPT, by=MACHINE, at=NOW + 9 * MINUTE).then_nothing()


def test_a_word_puts_the_next_one_off() -> None:
    at = NOW + 12 * MINUTE
    given(a_watch(DUE)).when(said(12), by=NURSE, at=at).then(f.CheckedIn(said_at=at), due(42))
    unsaid = CheckIn(mission="M1", team="T1")
    given(a_watch(DUE)).when(unsaid, by=NURSE, at=at).then(f.CheckedIn(said_at=at), due(42))


def test_a_word_from_the_queue_counts_from_when_it_was_said() -> None:
    answer = given(a_watch(DUE, MISSED)).when(said(25), by=NURSE, at=NOW + 50 * MINUTE)
    answer.then(f.CheckedIn(said_at=NOW + 25 * MINUTE), due(55))


def test_old_news_proves_the_past_and_ends_no_silence() -> None:
    at = NOW + 80 * MINUTE
    answer = given(a_watch(DUE, MISSED)).when(said(25), by=NURSE, at=at)
    answer.then(f.CheckedIn(said_at=NOW + 25 * MINUTE))
    given(a_watch(due(100))).when(said(60), by=NURSE, at=at).then(f.CheckedIn(said_at=NOW + 60 * MINUTE))


def test_a_clock_that_is_wrong_makes_no_word_of_tomorrow_nor_of_last_year() -> None:
    at = NOW + 12 * MINUTE
    given(a_watch(DUE)).when(said(9_000), by=NURSE, at=at).then(f.CheckedIn(said_at=at), due(42))
    given(a_watch(DUE)).when(said(-9_000), by=NURSE, at=at).then(
        f.CheckedIn(said_at=at - timedelta(hours=12))
    )


def test_silence_is_told_and_lost_contact_is_told_from_silence() -> None:
    watch, late = a_watch(DUE), DUE.due_at
    given(watch, a_team(Engaged)).when(MISS, by=MACHINE, at=late).then(MISSED)
    lost = f.CheckInMissed(team="T1", due_at=late, contact_lost=True)
    given(watch, a_team(Engaged, t.TabletLost())).when(MISS, by=MACHINE, at=late).then(lost)
    given(watch, a_team(Engaged)).when(MISS, by=MACHINE, at=NOW).then_refused(CheckInStillDue)
    given(a_watch(DUE, MISSED), a_team(Engaged)).when(MISS, by=MACHINE, at=late).then_nothing()
    given(a_team(Engaged)).when(MISS, by=MACHINE, at=late).then_nothing()


def test_only_the_crew_on_scene_says_that_it_is_well() -> None:
    given().when(said(1), by=NURSE).then_refused(NobodyOnScene)
    other = CheckIn(mission="M1", team="T2")
    given(a_watch(DUE)).when(other, by=NURSE).then_refused(NotThisTeam)
    given(a_watch(DUE)).when(said(1), by=ARM).then_refused(RoleNotAllowed)


def test_the_room_sets_how_often_from_before_the_arrival_on() -> None:
    pace = SetCheckIn(mission="M1", minutes=10)
    wanted = f.CheckInSet(every=600)
    given(a_mission(EnRoute)).when(pace, by=ARM).then(wanted)
    given(a_mission(OnScene), a_watch(wanted)).when(ADAPT, by=MACHINE).then(due(10, f.Context.ON_SCENE, 600))
    given(a_mission(InCare), a_watch(DUE)).when(pace, by=DOCTOR).then(wanted, due(10, every=600))
    given(a_mission(InCare), a_watch(wanted)).when(pace, by=DOCTOR).then_nothing()
    silent = a_watch(DUE, MISSED, wanted)
    at = NOW + 40 * MINUTE
    given(silent).when(said(40), by=NURSE, at=at).then(f.CheckedIn(said_at=at), due(50, every=600))
    given(a_mission(Closed)).when(pace, by=DOCTOR).then_refused(MissionOver)
    given().when(pace, by=DOCTOR).then_refused(NotFound)
    given(a_mission(InCare), a_watch(DUE)).when(pace, by=NURSE).then_refused(RoleNotAllowed)


def test_a_word_that_does_not_come_is_missed_by_a_deadline_and_each_step_adapts_the_watch() -> None:
    recorded = Recorded(
        stream=StreamId(f.KIND, "M1"), version=1, position=9, at=NOW, by=MACHINE, fact=DUE, command_id="c-1"
    )
    waiting = deadline(recorded)
    assert waiting is not None
    assert (waiting.at, waiting.command) == (DUE.due_at, MISS)
    steps = (m.TeamArrived(), m.CareStarted(), m.TransportStarted(), m.TeamLeft())
    for number, step in enumerate(steps, start=1):
        arrived = Recorded(
            stream=StreamId(m.KIND, "M1"),
            version=number,
            position=number,
            at=NOW,
            by=NURSE,
            fact=step,
            command_id="c-1",
        )
        assert react(arrived) == [ADAPT]


def test_a_call_for_help_names_the_mission_and_stands_until_the_room_has_made_sure() -> None:
    ask, settle = RequestHelp(team="T1"), SettleHelp(team="T1", how="jointe par téléphone")
    given(a_team(Engaged)).when(ask, by=NURSE).then(t.HelpRequested(mission="M1"))
    given(a_team(Available)).when(ask, by=NURSE).then(t.HelpRequested())
    asked = a_team(Available, t.HelpRequested())
    given(asked).when(ask, by=NURSE).then_nothing()
    given(asked).when(settle, by=NURSE).then_refused(RoleNotAllowed)
    given(asked).when(settle, by=ARM).then(t.HelpSettled(how="jointe par téléphone"))
    given(a_team(Available)).when(settle, by=ARM).then_nothing()
    given(asked).when(EndShift(team="T1"), by=NURSE).then_refused(HelpStands)


def test_silence_and_calls_for_help_are_alarms_of_the_room_until_they_are_over() -> None:
    def alarms(fact: Fact, stream: str) -> list[Any]:
        kept = Recorded(
            stream=StreamId.parse(stream),
            version=1,
            position=9,
            at=NOW,
            by=MACHINE,
            fact=fact,
            command_id="c-1",
        )
        return list(react(kept))

    watch, crew = f"{f.KIND}:M1", f"{t.KIND}:T1"
    silent, lost = (replace(MISSED, contact_lost=lost) for lost in (False, True))
    assert alarms(silent, watch) == [raising(AlarmKind.CREW_SILENT, "T1", team="T1", detail="silent")]
    assert alarms(lost, watch) == [raising(AlarmKind.CREW_SILENT, "T1", team="T1", detail="contact-lost")]
    assert alarms(DUE, watch) == alarms(ENDED, watch) == [clearing(AlarmKind.CREW_SILENT, "T1")]
    wanted = raising(AlarmKind.CREW_HELP, "T1")
    assert alarms(t.HelpRequested(mission="M1"), crew) == [wanted]
    assert alarms(t.HelpSettled(how="jointe"), crew) == [clearing(AlarmKind.CREW_HELP, "T1")]
    raised = given(a_team(Engaged, t.HelpRequested(mission="M1"))).when(wanted, by=MACHINE)
    assert [
        (each.kind, each.team, each.detail) for each in raised.facts if isinstance(each, AlarmRaised)
    ] == [(AlarmKind.CREW_HELP, "T1", "M1")]
    given(a_team(Engaged)).when(wanted, by=MACHINE).then_nothing()
