"""How long everything took, by examples."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from domain import mission, regulation_call
from domain.mission import facts as m
from domain.regulation_call import facts as c
from domain.vocabulary import CallOrigin, DismissalCode, Priority
from eventlog.tables import TableStore
from projections.interval_queries import Blank, Interval, Leg, intervals, statistics
from projections.intervals import INTERVALS
from projections.table_runner import TableRunner
from tests.builders import DOCTOR, NEEDS, NOW, PLACE
from tests.projections.telling import Telling, following

CALL, MISSION = regulation_call.KIND, mission.KIND
ALL = (NOW - timedelta(days=1), NOW + timedelta(days=1))
ADVICE = c.AdviceGiven(text="repos")
REQUESTED = m.MissionRequested(call="C1", priority=Priority.P0, place=PLACE, needs=NEEDS)
DECIDED = c.InterventionDecided(mission="M1", needs=NEEDS, priority=Priority.P0, place=PLACE)


def received(told: Telling, name: str, pick_up: float = 8, national_id: str | None = None) -> Telling:
    """A call that rang now and is picked up `pick_up` seconds later, regulated as P1 after 60 more."""
    rang = c.CallReceived(origin=CallOrigin.LINE_15, rang_at=told.at, national_id=national_id)
    told.tell(CALL, name, rang, after=pick_up)
    told.tell(CALL, name, c.PriorityAssigned(priority=Priority.P1), after=0)
    return told.tell(CALL, name, c.RegulationStarted(regulator=DOCTOR.id), after=60)


async def legs(tables: TableStore, told: Telling) -> dict[tuple[str, Leg], float | Blank | None]:
    return {
        (each.mission or each.call, each.leg): each.blank or each.seconds
        for each in await written(tables, told)
    }


async def written(tables: TableStore, told: Telling) -> list[Interval]:
    await TableRunner(tables, [INTERVALS]).run(following(told.log))
    return await intervals(tables, *ALL)


async def test_each_leg_from_the_ring_to_the_release(tables: TableStore) -> None:
    told = (
        received(Telling(), "C1").tell(CALL, "C1", DECIDED, after=100).tell(MISSION, "M1", REQUESTED, after=1)
    )
    told.tell(MISSION, "M1", m.MissionOrdered(team="T1"), after=29)
    told.tell(MISSION, "M1", m.TeamAlerted(), after=5).tell(MISSION, "M1", m.TeamDeparted(), after=120)
    told.tell(MISSION, "M1", m.TeamArrived(), after=900, device_at=told.at + timedelta(seconds=600))
    told.tell(MISSION, "M1", m.PatientHandedOver(outcome=m.Outcome.LEFT_AT_HOME), after=1000)
    told.tell(MISSION, "M1", m.MissionClosed(call="C1", team="T1"), after=60)
    assert await legs(tables, told) == {
        ("C1", Leg.PICK_UP): 8,
        ("C1", Leg.REGULATION): 60,
        ("C1", Leg.DECISION): 100,
        ("M1", Leg.ORDER): 30,
        ("M1", Leg.DEPARTURE): 125,
        ("M1", Leg.ARRIVAL): 600,
        ("M1", Leg.CARE): 1300,
        ("M1", Leg.RELEASE): 60,
        ("M1", Leg.RING_TO_ARRIVAL): 8 + 60 + 100 + 30 + 125 + 600,
    }
    assert {each.priority for each in await written(tables, told)} == {Priority.P0, Priority.P1}


async def test_what_counts_is_the_order_of_the_team_that_goes(tables: TableStore) -> None:
    told = received(Telling(), "C1").tell(CALL, "C1", DECIDED).tell(MISSION, "M1", REQUESTED)
    told.tell(MISSION, "M1", m.MissionOrdered(team="T1"), m.TeamDeclined(team="T1", why="panne"))
    assert (await legs(tables, told))["M1", Leg.ORDER] is Blank.NOT_YET
    told.tell(MISSION, "M1", m.MissionOrdered(team="T2"), m.TeamDeparted())
    found = await legs(tables, told)
    assert (found["M1", Leg.ORDER], found["M1", Leg.DEPARTURE]) == (40, 10)


async def test_a_mission_counts_with_the_priority_that_its_team_was_sent_for(tables: TableStore) -> None:
    told = received(Telling(), "C1").tell(CALL, "C1", DECIDED).tell(MISSION, "M1", REQUESTED)
    told.tell(MISSION, "M1", m.MissionRevised(place=PLACE), m.MissionRevised(priority=Priority.P2))
    found = await written(tables, told)
    assert {each.priority for each in found if each.mission == "M1"} == {Priority.P2}


async def test_every_blank_says_why(tables: TableStore) -> None:
    told = received(Telling(), "advised").tell(CALL, "advised", ADVICE, c.CallCompleted())
    received(told, "waiting")
    received(told, "shared", national_id="fr.x.1").tell(CALL, "shared", ADVICE)
    told.tell(CALL, "wrong", c.CallReceived(origin=CallOrigin.LINE_15, rang_at=told.at))
    told.tell(CALL, "wrong", c.CallDismissed(code=DismissalCode.WRONG_NUMBER))
    received(told, "C1").tell(CALL, "C1", DECIDED).tell(MISSION, "M1", m.MissionOrdered(team="T1"))
    told.tell(MISSION, "M1", m.MissionCancelled(call="C1", why="rappel", team="T1"))
    second = c.InterventionDecided(mission="M2", needs=NEEDS, priority=Priority.P0, place=PLACE)
    told.tell(CALL, "C1", second).tell(MISSION, "M2", m.MissionOrdered(team="T1"))
    told.tell(MISSION, "M2", m.TeamDeparted(), device_at=told.at - timedelta(minutes=5))
    found = await legs(tables, told)
    assert found["advised", Leg.ARRIVAL] is Blank.NO_MISSION
    assert found["waiting", Leg.DECISION] is Blank.NOT_YET
    assert found["waiting", Leg.ARRIVAL] is Blank.NOT_YET
    assert found["shared", Leg.PICK_UP] is Blank.IMPORTED
    assert found["shared", Leg.REGULATION] == 60
    assert found["wrong", Leg.PICK_UP] == 10
    assert found["wrong", Leg.REGULATION] is Blank.DISMISSED
    assert found["wrong", Leg.RING_TO_ARRIVAL] is Blank.NO_MISSION
    assert (found["M1", Leg.ORDER], found["M1", Leg.DEPARTURE]) == (10, Blank.CANCELLED)
    assert found["M2", Leg.DEPARTURE] is Blank.CLOCK
    assert found["M2", Leg.ARRIVAL] is Blank.NOT_YET
    assert ("C1", Leg.ORDER) not in found


async def test_a_first_decision_stays_the_first(tables: TableStore) -> None:
    told = received(Telling(), "C1").tell(CALL, "C1", ADVICE, c.CallCompleted())
    reopened = c.CallReopened(reason="rappel", active_at=NOW)
    told.tell(CALL, "C1", reopened, c.RegulationStarted(regulator="x"), ADVICE)
    found = await legs(tables, told)
    assert (found["C1", Leg.REGULATION], found["C1", Leg.DECISION]) == (60, 10)
    assert found["C1", Leg.ARRIVAL] is Blank.NOT_YET


async def test_aggregates_by_priority_and_hour(tables: TableStore) -> None:
    told = Telling()
    for number in range(1, 11):
        received(told, f"C{number}", pick_up=number)
    told.at = NOW + timedelta(hours=2)
    received(told, "late", pick_up=100).tell(
        CALL, "late", c.PriorityRevised(priority=Priority.P0, was=Priority.P1)
    )
    await written(tables, told)
    found = await statistics(tables, *ALL)
    assert found.calls == 11
    [overall] = [each for each in found.overall if each.leg is Leg.PICK_UP]
    assert (overall.count, overall.median, overall.p90, overall.blanks) == (11, 6, 10, {})
    by_priority = {each.priority: each for each in found.by_priority if each.leg is Leg.PICK_UP}
    assert (by_priority[Priority.P1].count, by_priority[Priority.P1].median) == (10, 5.5)
    assert (by_priority[Priority.P0].count, by_priority[Priority.P0].p90) == (1, 100)
    by_hour = {each.hour: each.count for each in found.by_hour if each.leg is Leg.PICK_UP}
    assert by_hour == {20: 10, 22: 1}
    in_paris = await statistics(tables, *ALL, ZoneInfo("Europe/Paris"))
    assert {each.hour for each in in_paris.by_hour} == {21, 23}
    [arrival] = [each for each in found.overall if each.leg is Leg.ARRIVAL]
    assert (arrival.count, arrival.median, arrival.p90, arrival.blanks) == (
        0,
        None,
        None,
        {Blank.NOT_YET: 11},
    )


async def test_a_period_holds_the_calls_that_rang_in_it(tables: TableStore) -> None:
    told = received(Telling(), "C1")
    await written(tables, told)
    assert (await statistics(tables, NOW, NOW + timedelta(seconds=1))).calls == 1
    assert (await statistics(tables, NOW + timedelta(seconds=1), ALL[1])).calls == 0
    assert (await statistics(tables, ALL[0], NOW)).calls == 0


async def test_the_load_counts_each_call_and_each_mission_once_in_the_hour_it_came(
    tables: TableStore,
) -> None:
    told = received(Telling(), "C1").tell(CALL, "C1", DECIDED, after=100).tell(MISSION, "M1", REQUESTED)
    second = c.InterventionDecided(mission="M2", needs=NEEDS, priority=Priority.P0, place=PLACE)
    told.tell(CALL, "C1", second, after=3600)
    told.tell(CALL, "C2", c.CallReceived(origin=CallOrigin.LINE_15, rang_at=told.at), after=5)
    await written(tables, told)
    found = await statistics(tables, *ALL)
    busy = {each.hour: (each.calls, each.by_priority, each.missions) for each in found.load if each.calls}
    assert [each.hour for each in found.load] == list(range(24))
    assert busy == {20: (1, {"P1": 1}, 1), 21: (1, {"P?": 1}, 1)}
    assert sum(each.calls for each in found.load) == found.calls
    in_paris = await statistics(tables, *ALL, ZoneInfo("Europe/Paris"))
    assert [each.hour for each in in_paris.load if each.missions] == [21, 22]
