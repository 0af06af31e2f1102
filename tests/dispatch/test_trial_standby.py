"""Idle crews that wait where Vigie suggests: how far they get, what it is worth, what it never touches."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.moveup import MoveUp, Spot
from dispatch.policy import Policy
from dispatch.preparedness import Settings
from dispatch.trial.baselines import priority_then_nearest
from dispatch.trial.scenario import Duty, Scenario
from dispatch.trial.simulation import Outcome, simulate
from dispatch.trial.solved import Solved
from dispatch.trial.standby import Suggested
from dispatch.trial.state import Centre, Doing, Team
from domain.vocabulary import Priority
from tests.dispatch.trials import STEP, call, crew, scenario, street, waited

USUAL = Settings()


TWO = [crew("A", 3), crew("B", 3)]


class Told:
    """Says at its first look where a crew is to wait, and nothing more."""

    def __init__(self, name: str, place: int) -> None:
        self._said: list[tuple[str, int]] = [(name, place)]
        self.looks: list[tuple[float, tuple[int | None, ...]]] = []

    def suggest(self, centre: Centre) -> tuple[MoveUp, ...]:
        """One suggestion, once."""
        self.looks.append((centre.now, tuple(team.heading for team in centre.teams)))
        if not self._said:
            return ()
        name, place = self._said.pop()
        spot = Spot(f"zone:{place}", centre.ground.spot(place).position, zone=place)
        (team,) = (team for team in centre.teams if team.crew.id == name)
        return (
            MoveUp(
                team=name,
                origin=team.spot.position,
                spot=spot,
                seconds=0.0,
                metres=0.0,
                estimated=False,
                before=0.0,
                after=0.1,
            ),
        )


def following(of: Scenario, limits: Settings = USUAL) -> Outcome:
    """As the board suggests, calls coming from all places alike."""
    demand = dict.fromkeys(range(21), 1.0)
    return simulate(of, street(), priority_then_nearest(), Suggested(demand, Policy(), limits))


def test_a_crew_told_to_wait_elsewhere_is_sent_from_where_it_has_got_to() -> None:
    of = scenario([crew("A", 0)], call("M1", 4.5 * STEP, 10))
    outcome = simulate(of, street(), priority_then_nearest(), Told("A", 8))
    assert waited(outcome) == {"M1": 5.5 * STEP}  # half way to place 5, on to 10 from there
    assert (outcome.told, outcome.repositioned, outcome.driven) == (1, 4.5 * STEP, 5.5 * STEP)


def test_once_there_it_waits_and_drives_no_further() -> None:
    calls = call("M1", 50 * STEP, 20), call("M2", 100 * STEP, 10)
    standby = Told("A", 8)
    outcome = simulate(
        scenario([crew("A", 0), crew("B", 20)], *calls), street(), priority_then_nearest(), standby
    )
    assert waited(outcome)["M2"] == 2 * STEP
    assert (outcome.told, outcome.repositioned) == (1, 8 * STEP)
    assert {headings for at, headings in standby.looks if at >= 50 * STEP} == {(None, None)}


def test_a_crew_with_a_mission_goes_nowhere_else() -> None:
    standby = Told("A", 8)
    of = scenario([crew("A", 0)], call("M1", STEP, 0, service=600), call("M2", 1000, 20))
    outcome = simulate(of, street(), priority_then_nearest(), standby)
    assert {headings for at, headings in standby.looks if at >= STEP} == {(None,)}
    assert outcome.repositioned == STEP
    assert waited(outcome) == {"M1": STEP, "M2": 20 * STEP}


def test_the_end_of_a_duty_ends_the_way_to_wait() -> None:
    short = msgspec.structs.replace(crew("A", 0), duties=(Duty(0, 2 * STEP),))
    standby = Told("A", 8)
    simulate(scenario([short, crew("B", 0)], call("M1", 300, 1)), street(), priority_then_nearest(), standby)
    assert {headings for at, headings in standby.looks if at > 2 * STEP} == {(None, None)}


def test_two_crews_at_one_place_part_and_the_far_call_is_sooner_reached() -> None:
    of = scenario(TWO, call("M1", 3600, 17))
    stayed, parted = simulate(of, street(), priority_then_nearest()), following(of)
    assert waited(stayed) == {"M1": 14 * STEP}
    assert (waited(parted)["M1"] or 0) <= 7 * STEP
    assert parted.told > 0


def test_nobody_is_told_to_go_where_it_wins_too_little() -> None:
    of = scenario([crew("A", 10)], call("M1", 3600, 17))
    assert following(of).told == 0
    parting = scenario(TWO, call("M1", 3600, 17))
    assert following(parting).told > 0
    assert following(parting, Settings(sooner=STEP * 20)).told == 0


def test_a_suggestion_shown_stays_while_it_wins_half_of_the_least() -> None:
    crews = [Team(each, street().spot(3), doing=Doing.IDLE, off_at=float("inf")) for each in TWO]
    centre = Centre(scenario(TWO), street(), crews)
    demand = dict.fromkeys(range(21), 1.0)
    (first, *_) = Suggested(demand, Policy(), USUAL).suggest(centre)
    dearer = msgspec.structs.replace(USUAL, sooner=1.5 * (first.before - first.after))
    standby = Suggested(demand, Policy(), dearer)
    assert first.pair not in [move.pair for move in standby.suggest(centre)]
    centre.shown = (first,)
    assert standby.suggest(centre)[0].pair == first.pair


def test_no_demand_no_suggestion() -> None:
    of = scenario(TWO, call("M1", 3600, 17))
    assert simulate(of, street(), priority_then_nearest(), Suggested({}, Policy(), USUAL)).told == 0


def test_the_same_trial_has_the_same_outcome_whatever_was_played_before() -> None:
    calls = [call(f"M{n}", 400 * n, (7 * n) % 21, Priority.P3, 900) for n in range(12)]
    of = scenario([crew("A", 3), crew("B", 3), crew("C", 18)], *calls)
    standby, rule = Suggested(dict.fromkeys(range(21), 1.0), Policy(), USUAL), Solved("Vigie", Policy())
    one, again = (simulate(of, street(), rule, standby) for _ in range(2))
    assert one == again
    assert one.told > 0


@pytest.mark.parametrize("busy", [0.0, 0.9])
def test_crews_that_are_hardly_ever_free_are_not_told_to_cover_for_each_other(busy: float) -> None:
    """Where crews are always busy, one more place nearby is near to next to nothing."""
    assumed = msgspec.structs.replace(USUAL, busy_prior=busy, busy_prior_hours=1000.0)
    of = scenario(TWO, call("M1", 3600, 17))
    assert (following(of, assumed).told > 0) == (busy == 0.0)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=4),
    st.lists(
        st.tuples(st.integers(0, 4000), st.integers(0, 20), st.integers(0, 1500)), min_size=1, max_size=12
    ),
)
def test_no_crew_is_in_two_places_at_once(bases: list[int], asked: list[tuple[int, int, int]]) -> None:
    """All that crews did fits in their time on duty, and every call is reached, wherever they wait."""
    crews = [crew(f"T{number}", base) for number, base in enumerate(bases)]
    calls = [
        call(f"M{number:02}", at, place, Priority.P3, service)
        for number, (at, place, service) in enumerate(sorted(asked))
    ]
    of, standby = scenario(crews, *calls), Suggested(dict.fromkeys(range(21), 1.0), Policy(), USUAL)
    outcome = simulate(of, street(), Solved("Vigie", Policy()), standby)
    assert outcome.driven + outcome.worked + outcome.repositioned <= outcome.on_duty + 1e-6
    assert all(visit.wait is not None and visit.wait >= 0 for visit in outcome.visits)
