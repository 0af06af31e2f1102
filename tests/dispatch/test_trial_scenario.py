"""The telemedicine scenario: the same for one seed, and what it says it is."""

from statistics import fmean, stdev

import pytest

from dispatch.trial.scenario import DAY, PRIORITIES, Load, rate, telemedicine
from dispatch.trial.state import fits
from tests.dispatch.trials import START

LONG = Load(per_day=200, days=100)


def test_one_seed_is_one_scenario() -> None:
    load = Load(per_day=200, days=2)
    one, again, other = (telemedicine(load, 400, START, seed) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_calls_are_as_many_as_long_and_as_urgent_as_said() -> None:
    calls = telemedicine(LONG, 400, START, 5).calls
    assert len(calls) == pytest.approx(20_000, rel=0.03)
    assert [call.at for call in calls] == sorted(call.at for call in calls)
    assert max(call.at for call in calls) < 100 * DAY
    times = [call.service for call in calls]
    assert fmean(times) == pytest.approx(2400, rel=0.02)
    assert stdev(times) / fmean(times) == pytest.approx(0.5, rel=0.05)
    for priority, share in zip(PRIORITIES, LONG.shares, strict=True):
        assert fmean(call.priority is priority for call in calls) == pytest.approx(share, abs=0.01)


def test_the_evening_is_the_busiest() -> None:
    calls = telemedicine(LONG, 400, START, 5).calls
    evening = sum(15 <= call.at % DAY / 3600 < 21 for call in calls)
    night = sum(3 <= call.at % DAY / 3600 < 9 for call in calls)
    assert evening / night == pytest.approx(1.31, rel=0.1)
    assert rate(LONG, 18 * 3600) == pytest.approx(1.15 * 200 / DAY)
    assert rate(LONG, 6 * 3600) == pytest.approx(0.85 * 200 / DAY)


def test_four_pairs_in_five_fit_and_three_crews_take_anything() -> None:
    of = telemedicine(LONG, 400, START, 5)
    share = fmean(fits(crew, call) for crew in of.crews for call in of.calls[:2000])
    assert share == pytest.approx(0.78, abs=0.02)
    hardest = max(of.calls, key=lambda call: len(call.needs.equipment))
    assert len(hardest.needs.equipment) == 3
    assert sum(fits(crew, hardest) for crew in of.crews) == 3
