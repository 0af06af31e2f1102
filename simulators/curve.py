"""When calls come: a Poisson process whose rate follows the hour and the day of the week."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from simulators.chance import chance

BY_HOUR = (
    0.56, 0.48, 0.40, 0.37, 0.33, 0.45, 0.74, 1.05, 1.37, 1.63, 1.77, 1.70,
    1.56, 1.48, 1.28, 1.23, 1.20, 1.14, 1.08, 1.01, 0.91, 0.85, 0.75, 0.65,
)  # fmt: skip
"""Rate of each local hour against the mean: 229,484 calls of SAMU Rio de Janeiro (LASPATED, BSD-3)."""

BY_DAY = (0.987, 0.951, 0.985, 0.986, 0.991, 1.020, 1.080)
"""Rate of each day, Monday first, against the mean: the spread of the same calls, the week-end highest as on
French out-of-hours lines (Somme, 2007)."""


def rate(at: datetime, calls_per_day: float) -> float:
    """Calls a second expected at the local instant `at`."""
    return calls_per_day / 86_400 * BY_HOUR[at.hour] * BY_DAY[at.weekday()]


def arrivals(seed: int, start: datetime, hours: float, calls_per_day: float) -> Iterator[datetime]:
    """The instants at which calls come, in the offset of `start`, by thinning of the busiest rate."""
    rng = chance(seed, "arrivals")
    most = calls_per_day / 86_400 * max(BY_HOUR) * max(BY_DAY)
    end = start + timedelta(hours=hours)
    at = start
    while True:
        at += timedelta(seconds=rng.expovariate(most))
        if at >= end:
            return
        if rng.random() * most < rate(at, calls_per_day):
            yield at
