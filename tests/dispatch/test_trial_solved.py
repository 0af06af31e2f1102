"""Vigie's rule in a trial is the model itself, with the parts switched off that are said to be off."""

import msgspec

from dispatch.policy import Policy
from dispatch.trial.baselines import priority_then_nearest
from dispatch.trial.figures import figures
from dispatch.trial.lattice import lattice
from dispatch.trial.roads import PLACES, road_ground
from dispatch.trial.scenario import Duty, Load, telemedicine
from dispatch.trial.simulation import simulate
from dispatch.trial.solved import Solved
from domain.vocabulary import Priority
from tests.dispatch.trials import START, STEP, call, crew, played, scenario, waited

POLICY = Policy(windows=dict.fromkeys(Priority, 0.0), scarcity=0.0, coverage=0.0, look_ahead_floor=600.0)
IDLE_ONLY = Solved("idle", POLICY, look_ahead=False, swaps=False)
LOOKING_AHEAD = Solved("look-ahead", POLICY, swaps=False)
SWAPPING = Solved("swaps", POLICY, look_ahead=False)


def test_two_calls_at_once_share_the_crews_for_the_least_sum() -> None:
    of = scenario([crew("A", 8), crew("B", 14)], call("M1", 0, 10), call("M2", 0, 2))
    nearest = waited(played(of))
    assert nearest == {"M1": 2 * STEP, "M2": 12 * STEP}
    assert waited(played(of, IDLE_ONLY)) == {"M1": 4 * STEP, "M2": 6 * STEP}


def test_a_crew_nearly_done_next_door_is_waited_for_with_look_ahead_only() -> None:
    """A is on site at 10 until 2450, as expected; B is a quarter of an hour away."""
    busy = call("M1", 0, 10, service=2400.0)
    of = scenario([crew("A", 10), crew("B", 0)], busy, call("M2", 2100, 11, service=60.0))
    assert waited(played(of, IDLE_ONLY))["M2"] == 11 * STEP
    assert waited(played(of, LOOKING_AHEAD))["M2"] == 300 + STEP


def test_an_urgent_call_takes_the_crew_on_its_way_where_swaps_are_on() -> None:
    of = scenario([crew("A", 0)], call("M1", 0, 20, Priority.P3), call("M2", 120, 4, Priority.P0))
    kept, moved = played(of, IDLE_ONLY), played(of, SWAPPING)
    assert waited(kept)["M2"] == 18 * STEP + 600 + 16 * STEP
    assert waited(moved)["M2"] == 2 * STEP
    assert [visit.moved for visit in moved.visits] == [1, 0]
    assert waited(moved)["M1"] == 4 * STEP + 600 + 16 * STEP


def test_a_crew_is_not_turned_round_for_less_than_the_hysteresis() -> None:
    of = scenario([crew("A", 0), crew("B", 19)], call("M1", 0, 12), call("M2", 120, 13))
    assert all(visit.moved == 0 for visit in played(of, SWAPPING).visits)


def test_a_crew_whose_duty_ends_first_is_not_sent() -> None:
    short = msgspec.structs.replace(crew("A", 5), duties=(Duty(0.0, 1000.0),))
    of = scenario([short, crew("B", 19)], call("M1", 0, 6))
    assert played(of, IDLE_ONLY).visits[0].team == "B"
    assert played(of).visits[0].team == "A"


def test_the_same_seed_gives_the_same_trial_and_less_waiting_than_the_peers() -> None:
    ground = road_ground(lattice(1), 1, journey=1200.0)[0]
    of = telemedicine(Load(per_day=100, days=1, crews=4), PLACES, START, 1)
    ours, again = (simulate(of, ground, Solved("Vigie", Policy(), tick=None)) for _ in range(2))
    assert ours == again
    peers = simulate(of, ground, priority_then_nearest())
    assert all(visit.wait is not None for visit in ours.visits)
    mine, theirs = (figures(each, Policy().priorities).all for each in (ours, peers))
    assert mine.mean < theirs.mean
    assert max(visit.moved for visit in ours.visits) <= Policy().max_moves
