"""`vigie bench policy`: the same trials give the same rows, and an aim is met by its figure alone."""

import math
from pathlib import Path

import msgspec
import pytest

from dispatch.policy import Policy
from dispatch.trial.figures import Figures, Waits
from domain.vocabulary import Priority
from tests.vigie.shell import Shell
from vigie.bench import Row
from vigie.bench.policy import SMALL_PER_HOUR, Ratios, Trials, compared, replication, small_instance
from vigie.bench.policy_report import PEER, VIGIE, VIGIE_FOLLOWED, report

SHORT = Trials(days=1, seed=7)
NAMES = [each.name for each in compared(Policy(), 1)]


def some(mean: float, late: float, switches: float = 0.1) -> Figures:
    """Figures whose waits are all alike, in minutes."""
    waits = Waits(calls=10, unanswered=0, mean=60 * mean, p90=120 * mean, late=late)
    return Figures(
        all=waits,
        by_priority=dict.fromkeys(Priority, waits),
        urgent=waits,
        switches=switches,
        journey=600.0,
        utilisation=0.8,
    )


def rows(ours: Figures, ratio: float = 1.2, rule: str = VIGIE) -> dict[str, Row]:
    """The rows of two replications at two loads against peers who wait 40 min and are late once in ten.

    The rule that is not asked for, of the two held to the aims, meets them all but one.
    """
    good = dict.fromkeys((VIGIE, VIGIE_FOLLOWED), some(20, 0.03))
    played = [{PEER: some(40, 0.1, 0.0), **good, rule: ours}] * 2
    near = {PEER: 2.0, **dict.fromkeys(good, 1.2), rule: ratio}
    instances = [Ratios(near, {name: 2 * each for name, each in near.items()})] * 3
    other = [Ratios({PEER: 2.0, VIGIE: 1.5, VIGIE_FOLLOWED: 1.25}, {})] * 2  # an aim is at every load
    small = {5: other, 8: instances}
    return {row.name: row for row in report({100: played, 200: played}, small, scale=1.5, places=352)}


def test_aims_are_at_the_highest_load_and_for_the_urgent_at_every_load() -> None:
    found = rows(some(20, 0.03))
    aimed = {name: row.met for name, row in found.items() if row.aim is not None}
    over = "weighted wait over the clairvoyant optimum"
    assert aimed == {
        f"5 calls an hour, Vigie: {over}, 2 instances proved": False,
        f"5 calls an hour, Vigie, move-ups followed: {over}, 2 instances proved": True,
        f"8 calls an hour, Vigie: {over}, 3 instances proved": True,
        f"8 calls an hour, Vigie, move-ups followed: {over}, 3 instances proved": True,
        **{
            f"200 calls a day: {what}, {rule} against priority then nearest": True
            for rule in (VIGIE, VIGIE_FOLLOWED)
            for what in ("mean wait", "late")
        },
        **{
            f"{load} calls a day: {what}": True
            for load in (100, 200)
            for rule in (VIGIE, VIGIE_FOLLOWED)
            for what in (
                f"mean wait of P0, {rule} minus priority then nearest",
                f"mean wait of P1, {rule} minus priority then nearest",
                f"switches a mission, {rule}",
            )
        },
    }
    less = found["200 calls a day: mean wait, Vigie against priority then nearest"]
    assert (less.value, less.unit, less.low, less.high) == (-50.0, "%", -50.0, -50.0)
    assert found["200 calls a day, Vigie: mean wait"].ratio == 0.5


@pytest.mark.parametrize(
    ("ours", "ratio", "missed"),
    [
        (some(30, 0.03), 1.2, "200 calls a day: mean wait, {} against"),
        (some(20, 0.05), 1.2, "200 calls a day: late, {} against"),
        (some(20, 0.03, 0.3), 1.2, "200 calls a day: switches a mission, {}"),
        (some(41, 0.03), 1.2, "100 calls a day: mean wait of P0, {} minus"),
        (some(20, 0.03), 1.31, "8 calls an hour, {}: weighted wait over the clairvoyant optimum"),
        # A call that nobody ever came to.
        (some(20, 0.03), math.inf, "8 calls an hour, {}: weighted wait over the clairvoyant optimum"),
    ],
)
@pytest.mark.parametrize("rule", [VIGIE, VIGIE_FOLLOWED])
def test_an_aim_can_be_missed(ours: Figures, ratio: float, missed: str, rule: str) -> None:
    found = rows(ours, ratio, rule)
    name = min((name for name in found if name.startswith(missed.format(rule))), key=len)
    assert found[name].met is False


def test_the_same_trials_give_the_same_figures() -> None:
    one, again = (replication(SHORT, 20, 3) for _ in range(2))
    assert one == again
    assert list(one) == NAMES
    assert replication(SHORT, 20, 4) != one


def test_no_rule_without_changes_of_mind_beats_the_clairvoyant() -> None:
    ratios = small_instance(SHORT, max(SMALL_PER_HOUR), 0)
    assert list(ratios.known) == NAMES
    assert all(ratios.known[name] >= 1 for name in ("nearest, first come", PEER, "optimal + look-ahead"))
    assert all(ratios.ahead[name] >= ratios.known[name] for name in ratios.known)
    assert all(ratio >= 1 for ratio in ratios.ahead.values())


def test_few_calls_are_not_compared_with_one_who_leaves_before_them() -> None:
    ratios = small_instance(SHORT, min(SMALL_PER_HOUR), 0)
    assert ratios.ahead == {}
    assert ratios.known[PEER] >= 1


def capped(seconds: float) -> Trials:
    """One day whose journeys may take so long, whatever the priority."""
    priorities = {
        each: msgspec.structs.replace(rule, eta_cap=seconds) for each, rule in Policy().priorities.items()
    }
    return msgspec.structs.replace(SHORT, policy=Policy(priorities=priorities))


def test_no_call_of_a_trial_is_left_to_a_person() -> None:
    played = replication(capped(2700.0), 40, 0)
    assert {name: figures.all.unanswered for name, figures in played.items()} == dict.fromkeys(played, 0)
    with pytest.raises(ValueError, match="near enough"):
        small_instance(capped(1.0), 5, 4)


@pytest.mark.parametrize("name", ["policy.toml", "roads.roads"])
def test_a_file_that_cannot_be_used_is_exit_2(vigie: Shell, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("lateness = 1000\n")
    done = vigie("bench", "policy", f"--{file.stem}", str(file))
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert str(file) in done.err
    missing = vigie("bench", "policy", f"--{file.stem}", str(tmp_path / "nowhere.roads"))
    assert (missing.code, len(missing.err.splitlines())) == (2, 1)
