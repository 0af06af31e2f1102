"""A trial plays what was said, to the second: journeys, services, duties, changes of mind."""

import math
from collections.abc import Sequence

import msgspec
import pytest

from dispatch.trial.baselines import nearest_first_come, priority_then_nearest
from dispatch.trial.scenario import Duty
from dispatch.trial.state import Centre, Doing, Order
from domain.vocabulary import CareType, Equipment, Priority, TeamNeeds
from tests.dispatch.trials import STEP, call, crew, played, scenario, waited


def test_the_nearest_idle_crew_goes_at_once() -> None:
    outcome = played(scenario([crew("A", 0), crew("B", 10)], call("M1", 100, 8)))
    assert waited(outcome) == {"M1": 2 * STEP}
    assert outcome.visits[0].team == "B"
    assert (outcome.driven, outcome.worked) == (2 * STEP, 0)  # over once everybody is reached


def test_a_busy_crew_takes_the_next_call_from_where_it_is() -> None:
    outcome = played(scenario([crew("A", 0)], call("M1", 0, 5), call("M2", 10, 7)))
    assert waited(outcome) == {"M1": 5 * STEP, "M2": 5 * STEP + 600 + 2 * STEP - 10}
    assert (outcome.driven, outcome.worked, outcome.on_duty) == (7 * STEP, 600, 7 * STEP + 600)


def test_the_urgent_one_is_next_in_one_queue_and_the_oldest_in_the_other() -> None:
    calls = call("M1", 0, 0), call("M2", 1, 1, Priority.P3), call("M3", 2, 1, Priority.P0)
    of = scenario([crew("A", 0)], *calls)
    urgent, oldest = (waited(played(of, rule)) for rule in (priority_then_nearest(), nearest_first_come()))
    assert (urgent["M3"], oldest["M2"]) == (600 + STEP - 2, 600 + STEP - 1)


@pytest.mark.parametrize(
    "needs", [TeamNeeds(equipment=frozenset({Equipment.ECG})), TeamNeeds(care_type=CareType.MEDICAL)]
)
def test_a_crew_that_does_not_fit_is_passed_over(needs: TeamNeeds) -> None:
    able = msgspec.structs.replace(
        crew("B", 10), equipment=frozenset({Equipment.ECG}), care_type=CareType.MEDICAL
    )
    wanted = msgspec.structs.replace(call("M1", 0, 1), needs=needs)
    assert waited(played(scenario([crew("A", 0), able], wanted))) == {"M1": 9 * STEP}
    assert waited(played(scenario([crew("A", 0)], wanted))) == {"M1": None}


def test_a_crew_that_said_no_is_not_asked_again() -> None:
    refused = msgspec.structs.replace(call("M1", 0, 1), forbidden=frozenset({"A"}))
    assert waited(played(scenario([crew("A", 0), crew("B", 10)], refused))) == {"M1": 9 * STEP}


def test_a_crew_works_from_the_start_of_its_duty_to_the_mission_begun_before_its_end() -> None:
    short = msgspec.structs.replace(crew("A", 0), duties=(Duty(1000, 2000), Duty(5000, math.inf)))
    calls = call("M1", 0, 1), call("M2", 1990, 3), call("M3", 1995, 3)
    outcome = played(scenario([short], *calls))
    assert waited(outcome) == {"M1": 1000 + STEP, "M2": 2 * STEP, "M3": 5000 - 1995 + 3 * STEP}
    assert outcome.on_duty == pytest.approx(1000 + 3 * STEP)


class Scripted:
    """A rule that orders as it was told, at its first looks."""

    name = "scripted"
    tick = 60.0

    def __init__(self, *script: tuple[tuple[str, str | None], ...]) -> None:
        self._script = list(script)

    def window(self, priority: Priority) -> float:
        """P3 is gathered."""
        return 30.0 if priority is Priority.P3 else 0.0

    def decide(self, centre: Centre) -> Sequence[Order]:
        """The next line of the script, then whoever is idle."""
        teams = {team.crew.id: team for team in centre.teams}
        if self._script:
            return [
                Order(centre.open[name], None if team is None else teams[team])
                for name, team in self._script.pop(0)
            ]
        waiting = [mission for mission in centre.open.values() if mission.team is None]
        idle = [team for team in centre.teams if team.doing is Doing.IDLE]
        return [Order(mission, team) for mission, team in zip(waiting, idle, strict=False)]


def test_two_crews_swap_on_the_way_and_both_missions_changed_hands() -> None:
    of = scenario([crew("A", 0), crew("B", 20)], call("M1", 0, 15), call("M2", 300, 5))
    swapped = played(of, Scripted((("M1", "A"),), (), (), (), (), (("M1", "B"), ("M2", "A"))))
    assert waited(swapped) == {"M1": 300 + 5 * STEP, "M2": 0.0}
    assert [visit.moved for visit in swapped.visits] == [1, 0]
    assert [visit.team for visit in swapped.visits] == ["B", "A"]
    assert swapped.driven == 10 * STEP


def test_a_crew_turns_round_at_the_next_crossing_only() -> None:
    of = scenario([crew("A", 0)], call("M1", 0, 10), call("M2", 90, 0))
    turned = played(of, Scripted((("M1", "A"),), (), (("M1", None), ("M2", "A"))))
    assert waited(turned)["M2"] == 30 + 2 * STEP  # half a minute on to place 2, and back


def test_a_mission_taken_back_waits_until_it_is_ordered_again() -> None:
    of = scenario([crew("A", 0)], call("M1", 0, 10))
    outcome = played(of, Scripted((("M1", "A"),), (("M1", None),), (), ()))
    assert (waited(outcome), outcome.visits[0].moved) == ({"M1": 240 + 9 * STEP}, 1)


def test_some_calls_are_gathered_in_a_window() -> None:
    of = scenario([crew("A", 0)], call("M1", 5, 10, Priority.P3))
    assert waited(played(of, Scripted())) == {"M1": 30 + 10 * STEP}


def test_sending_a_crew_at_work_is_refused() -> None:
    of = scenario([crew("A", 0)], call("M1", 0, 0), call("M2", 10, 5))
    with pytest.raises(ValueError, match="A cannot be sent to M2"):
        played(of, Scripted((("M1", "A"),), (("M2", "A"),)))


def test_a_trial_without_calls_or_crews_ends() -> None:
    assert played(scenario([crew("A", 0)])).visits == ()
    assert waited(played(scenario([], call("M1", 0, 1)))) == {"M1": None}
