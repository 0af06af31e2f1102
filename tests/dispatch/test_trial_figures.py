"""Figures of a trial, against sums done by hand."""

import math

import pytest

from dispatch.policy import Policy
from dispatch.trial.figures import change, difference, figures, over, spread
from dispatch.trial.simulation import Outcome, Visit
from domain.vocabulary import Priority
from tests.dispatch.trials import call

TARGETS = Policy().priorities


def outcome(*waits: tuple[Priority, float | None, int]) -> Outcome:
    """So many visits, of a priority, a wait in minutes and some changes of crew."""
    visits = tuple(
        Visit(call(f"M{number}", 0, 0, priority), None if wait is None else 60 * wait, moved, "A")
        for number, (priority, wait, moved) in enumerate(waits)
    )
    return Outcome("rule", visits, driven=600.0, worked=1200.0, on_duty=3600.0, decisions=1)


def test_waits_lateness_and_switches_are_counted() -> None:
    of = figures(
        outcome((Priority.P0, 20, 0), (Priority.P0, 21, 1), (Priority.P2, 121, 2), (Priority.P3, None, 0)),
        TARGETS,
    )
    assert (of.all.calls, of.all.unanswered, of.all.mean, of.all.late) == (4, 1, 54 * 60, 0.75)
    assert (of.urgent.mean, of.urgent.late) == (20.5 * 60, 0.5)
    assert set(of.by_priority) == {Priority.P0, Priority.P2, Priority.P3}
    assert of.by_priority[Priority.P3].late == 1.0
    assert (of.switches, of.journey, of.utilisation) == (0.75, 200.0, 0.5)


def test_ninety_per_cent_wait_less() -> None:
    of = figures(outcome(*((Priority.P2, minutes, 0) for minutes in range(11))), TARGETS)
    assert of.all.p90 == 9 * 60


def test_no_call_is_no_wait() -> None:
    of = figures(outcome(), TARGETS)
    assert (of.all.mean, of.all.p90, of.all.late, of.switches) == (0, 0, 0, 0)


def test_the_interval_is_students() -> None:
    mean, least, most, half = spread([1.0, 2.0, 3.0])
    assert (mean, least, most) == (2.0, 1.0, 3.0)
    assert half == pytest.approx(4.303 / math.sqrt(3))
    assert spread([5.0]) == (5.0, 5.0, 5.0, math.inf)
    assert spread([1.0, 3.0] * 10).half == pytest.approx(2.228 * math.sqrt(20 / 19) / math.sqrt(20))


def test_replications_are_compared_in_pairs() -> None:
    ours = [figures(outcome((Priority.P1, wait, 0)), TARGETS) for wait in (5, 30)]
    theirs = [figures(outcome((Priority.P1, wait, 0)), TARGETS) for wait in (10, 40)]
    assert over(ours, lambda f: f.all.mean).mean == 17.5 * 60
    less = change(ours, theirs, lambda f: f.all.mean)
    assert less[:3] == pytest.approx((-0.3, -0.5, -0.25))  # 17.5 over 25
    assert less.half == pytest.approx(12.706 * 2 / 25)
    assert difference(ours, theirs, lambda f: f.all.mean)[:3] == (-7.5 * 60, -600, -300)
    assert change(ours, theirs, lambda f: f.all.late).mean == 0.0
