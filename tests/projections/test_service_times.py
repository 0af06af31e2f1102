"""When a busy team is expected to be free: from what the same kind of call took before."""

from datetime import timedelta

import pytest

from domain.mission import facts as m
from domain.regulation_call import facts as c
from domain.vocabulary import Place, Position, Priority, TeamNeeds
from projections.projection import rebuild
from projections.service_times import ENOUGH, REMEMBERED, SERVICE_TIMES, ServiceTimes
from tests.builders import PLACE
from tests.projections.telling import Telling


def requested(call: str) -> m.MissionRequested:
    return m.MissionRequested(call=call, priority=Priority.P2, place=PLACE, needs=TeamNeeds())


def served(telling: Telling, number: int, code: str, minutes: float) -> None:
    call, mission = f"C{number}", f"M{number}"
    telling.tell("regulation-call", call, c.MotiveStated(motive="douleur", code=code))
    telling.tell("mission", mission, requested(call), m.TeamArrived())
    telling.tell("mission", mission, m.MissionClosed(call=call, team="T1"), after=60 * minutes)


def view_of(telling: Telling) -> ServiceTimes:
    return rebuild(SERVICE_TIMES, telling.log).view


def under_way(telling: Telling, code: str) -> ServiceTimes:
    telling.tell("regulation-call", "now", c.MotiveStated(motive="douleur", code=code))
    telling.tell("mission", "now", requested("now"), m.TeamArrived())
    return view_of(telling)


def test_a_motive_seen_often_has_its_own_median() -> None:
    telling = Telling()
    for number, minutes in enumerate((10, 20, 30, 40, 90)):
        served(telling, number, "M01.01", minutes)
    for number in range(10, 17):
        served(telling, number, "M02.02", 5)
    assert under_way(telling, "M01.01").expected("now") == 30 * 60


def test_a_rare_motive_takes_the_median_of_all() -> None:
    telling = Telling()
    for number in range(ENOUGH):
        served(telling, number, "M02.02", 5)
    served(telling, 20, "M01.01", 200)
    assert under_way(telling, "M01.01").expected("now") == 5 * 60


def test_too_few_say_nothing() -> None:
    telling = Telling()
    for number in range(ENOUGH - 1):
        served(telling, number, "M01.01", 5)
    assert under_way(telling, "M01.01").expected("now") is None


def test_only_the_last_services_count() -> None:
    telling = Telling()
    for number in range(REMEMBERED + 30):
        served(telling, number, "M01.01", 10 if number < 30 else 20)
    view = under_way(telling, "M01.01")
    assert view.past["M01.01"] == (20 * 60,) * REMEMBERED
    assert set(view.under_way) == {"now"}


def test_the_devices_hour_counts_before_the_logs() -> None:
    telling = Telling()
    telling.tell("mission", "M1", requested("C1"))
    late = telling.at + timedelta(minutes=5)
    telling.tell("mission", "M1", m.TeamArrived(), after=600, device_at=late)
    assert view_of(telling).under_way["M1"].arrived_at == late


@pytest.mark.parametrize("arrived", [False, True])
def test_a_cancelled_mission_teaches_nothing(arrived: bool) -> None:
    telling = Telling()
    telling.tell("mission", "M1", requested("C1"), *([m.TeamArrived()] if arrived else []))
    telling.tell("mission", "M1", m.MissionCancelled(call="C1", why="erreur"))
    assert view_of(telling) == ServiceTimes()


def test_a_team_is_expected_free_where_the_patient_was_found_to_be() -> None:
    telling = Telling()
    telling.tell("mission", "M1", requested("C1"), m.MissionRevised(priority=Priority.P0))
    assert view_of(telling).under_way["M1"].position == PLACE.position
    telling.tell("mission", "M1", m.MissionRevised(place=Place(label="Dole", position=Position(47.09, 5.49))))
    assert view_of(telling).under_way["M1"].position == Position(47.09, 5.49)
