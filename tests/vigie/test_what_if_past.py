"""A past period from facts told one by one: who could be sent when, and what became of each mission."""

import itertools
import math
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dispatch.legs import legs_of
from dispatch.policy import Policy
from dispatch.preparedness import Settings
from dispatch.problem import Problem
from dispatch.travel import StraightLine
from dispatch.trial.scenario import Duty
from domain import mission, mobile_team, regulation_call
from domain.dispatch_solve import SolveRecorded
from domain.envelope import Recorded, StreamId
from domain.fact import Fact
from domain.mission import dispatch_facts as d
from domain.mission import facts as m
from domain.mobile_team import facts as t
from domain.regulation_call.facts import CallLocated
from domain.vocabulary import CareType, Equipment, Place, Position, Priority, TeamNeeds
from tests.builders import MACHINE, NOW, PLACE
from vigie.what_if.demand import EarlierCalls
from vigie.what_if.past import Past
from vigie.what_if.ruled import ruled
from vigie.what_if.scenario import Replay, replay_of
from vigie.worker.inputs import FORMAT, Inputs, packed

_numbers = itertools.count(1)


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def said(minutes: float, kind: str, name: str, fact: Fact, device: float | None = None) -> Recorded[Any]:
    """A fact so many minutes after NOW; on the device, at another moment."""
    number = next(_numbers)
    return Recorded(
        stream=StreamId(kind, name),
        version=number,
        position=number,
        at=after(minutes),
        by=MACHINE,
        fact=fact,
        command_id=f"c{number}",
        device_at=None if device is None else after(device),
    )


def shift(minutes: float, team: str, hours: float = 8, place: Place = PLACE) -> Recorded[Any]:
    fact = t.ShiftStarted(
        crew=(),
        vehicle="VL",
        skills=frozenset(),
        equipment=frozenset({Equipment.ECG}),
        care_type=CareType.PARAMEDICAL,
        base=place,
        ends_at=after(minutes + 60 * hours),
    )
    return said(minutes, mobile_team.KIND, team, fact)


def asked(minutes: float, name: str, place: Place = PLACE) -> Recorded[Any]:
    fact = m.MissionRequested(call="C", priority=Priority.P2, place=place, needs=TeamNeeds())
    return said(minutes, mission.KIND, name, fact)


def of(name: str, *facts: tuple[float, Fact]) -> list[Recorded[Any]]:
    return [said(minutes, mission.KIND, name, fact) for minutes, fact in facts]


def replayed(*facts: Recorded[Any], hours: float = 24) -> Replay:
    past = Past()
    for each in facts:
        past.take(each)
    return replay_of(past, NOW, after(60 * hours), service=2400.0)


def test_a_mission_is_as_long_as_it_was_and_waits_from_its_request() -> None:
    told = of(
        "M1",
        (2, d.MissionOrdered(team="A")),
        (3, d.TeamDeclined(team="A", why="panne")),
        (4, d.MissionOrdered(team="B")),
        (5, d.TeamWithdrawn(team="B")),
        (6, d.MissionOrdered(team="C")),
    )
    arrived = said(31, mission.KIND, "M1", m.TeamArrived(), device=20)
    closed = of("M1", (50, m.MissionClosed(call="C", team="C")))
    replay = replayed(shift(-10, "A"), asked(1, "M1"), *told, arrived, *closed)
    (call,), (visit,) = replay.scenario.calls, replay.reality.visits
    assert (call.at, call.service, call.forbidden) == (60, 30 * 60, frozenset({"A"}))
    assert (visit.wait, visit.moved, visit.team) == (19 * 60, 1, "C")


def test_a_mission_is_replayed_for_where_the_patient_was_and_how_urgent() -> None:
    dole = Place(label="Dole", position=Position(47.09, 5.49))
    told = of("M1", (2, m.MissionRevised(priority=Priority.P0)), (3, m.MissionRevised(place=dole)))
    replay = replayed(shift(0, "A"), asked(1, "M1"), *told)
    (call,) = replay.scenario.calls
    assert call.priority is Priority.P0
    assert replay.places[call.place] == dole.position


def test_what_cannot_be_replayed_is_counted_and_what_never_ended_takes_the_usual_time() -> None:
    nowhere = Place(label="inconnu")
    replay = replayed(
        shift(0, "A"),
        shift(0, "B", place=nowhere),
        asked(1, "M1"),
        *of("M1", (2, m.MissionCancelled(call="C", why="erreur"))),
        asked(3, "M2", nowhere),
        asked(4, "M3"),
        asked(25 * 60, "M4"),
    )
    assert [call.id for call in replay.scenario.calls] == ["M3"]
    assert replay.scenario.calls[0].service == 2400
    assert replay.reality.visits[0].wait is None
    out = replay.left_out
    assert (out.cancelled, out.without_position, out.shifts_without_base) == (1, 1, 1)
    assert [crew.id for crew in replay.scenario.crews] == ["A"]


def test_a_crew_is_on_duty_but_for_its_breaks_until_it_goes_home() -> None:
    replay = replayed(
        shift(-60, "A"),
        asked(1, "M1"),
        said(10, mobile_team.KIND, "A", t.TeamBecameUnavailable(why="plein")),
        said(20, mobile_team.KIND, "A", t.TeamBecameAvailable()),
        said(30, mobile_team.KIND, "A", t.EquipmentChecked(equipment=frozenset())),
        said(40, mobile_team.KIND, "A", t.TeamBecameUnavailable(why="panne")),
        said(90, mobile_team.KIND, "A", t.ShiftEnded()),
        shift(120, "A", hours=1),
        shift(150, "A", hours=2),
    )
    (crew,) = replay.scenario.crews
    spans = [(0, 10), (20, 40), (120, 150), (150, 270)]
    assert crew.duties == tuple(Duty(60.0 * since, 60.0 * until) for since, until in spans)
    assert all(math.isfinite(duty.until) for duty in crew.duties)


def solved(minutes: float, lateness: float) -> Recorded[Any]:
    """A solve under a policy of that lateness."""
    problem = Problem(now=NOW, teams=(), demands=())
    policy = msgspec.structs.replace(Policy(), lateness=lateness)
    kept = packed(Inputs(problem=problem, policy=policy, legs=legs_of(problem, StraightLine())))
    fact = SolveRecorded(basis=1, tick=0, inputs=kept, format=FORMAT, worker="w")
    return said(minutes, "dispatch-solve", f"s{minutes}", fact)


def test_the_policy_of_a_period_is_that_of_its_last_solve(tmp_path: Path) -> None:
    past = Past(until=after(60))
    for each in (solved(1, 2.0), solved(59, 3.0), solved(60, 4.0)):
        past.take(each)
    assert ruled(past, None).policy.lateness == 3.0
    own = tmp_path / "own.toml"
    own.write_text("lateness = 5\n")
    assert ruled(Past(), own) == (msgspec.structs.replace(Policy(), lateness=5.0), str(own))
    assert ruled(Past(), None).policy == Policy()
    unreadable = SolveRecorded(basis=1, tick=0, inputs=b"?", format=FORMAT, worker="w")
    assert ruled(Past(solved=unreadable), own).policy.lateness == 5.0


def test_a_period_without_missions_is_refused() -> None:
    with pytest.raises(ValueError, match="no mission that can be replayed"):
        replayed(shift(0, "A"), asked(61, "M1"), hours=1)


def located(minutes: float, name: str, lon: float) -> Recorded[Any]:
    place = Place(label="ici", position=Position(47.0, lon))
    return said(minutes, regulation_call.KIND, name, CallLocated(place=place))


def earlier(since: datetime | None, *facts: Recorded[Any], at: datetime = NOW) -> dict[float, float]:
    """Demand by the longitude of its zone, in tenths of a degree."""
    calls = EarlierCalls(Settings(), since)
    for each in facts:
        calls.take(each)
    return {round(zone.lon, 1): demand for zone, demand in calls.zones(at).items()}


def test_demand_is_that_of_calls_located_before_the_period() -> None:
    facts = located(-20, "C1", 6.0), located(-10, "C2", 7.0), located(0, "C3", 8.0), asked(1, "M1")
    assert earlier(NOW, *facts) == {6.0: pytest.approx(1, abs=0.01), 7.0: pytest.approx(1, abs=0.01)}
    assert set(earlier(None, *facts, located(2, "C4", 9.0))) == {6.0, 7.0, 8.0}


def test_calls_of_long_ago_count_less() -> None:
    weeks = after(8 * 7 * 24 * 60)
    assert earlier(weeks, located(0, "C1", 6.0), at=weeks) == {6.0: pytest.approx(0.5)}


def test_without_an_earlier_call_there_is_nothing_to_suggest_from() -> None:
    with pytest.raises(ValueError, match="no call was located"):
        earlier(NOW, located(0, "C1", 6.0))
