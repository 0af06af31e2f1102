"""How long until a team is with the next call, on average: what a suggestion of where to wait is to shorten.

The teams that are idle now are each busy at the next call with probability q, independently (as in MEXCLP);
the nearest that is not goes. A journey counts `farthest` seconds at most, and so does a call when all are
busy. With 1 for a journey beyond the target and 0 within it, in place of its seconds, this is the uncovered
share: the expected penalty of van Barneveld (INFORMS Journal on Computing 28, 2016). `docs/preparedness.md`
has the formula.
"""

import numpy as np

from dispatch.preparedness import Floats, InReach, Ints


def by_zone(reach: InReach, busy: float, farthest: float) -> Floats:
    """The expected journey to a call of each zone, in seconds; `farthest` where nobody is idle."""
    nearest = np.sort(np.minimum(reach.seconds, farthest), axis=0)
    return _shares(busy, len(nearest)) @ nearest + busy ** len(nearest) * farthest


def expected_journey(reach: InReach, busy: float, farthest: float) -> float | None:
    """The same over all zones, each as often as calls come from it; None where there is no demand."""
    share = reach.share
    return float(share @ by_zone(reach, busy, farthest)) if share.any() else None


def elsewhere(reach: InReach, there: Floats, busy: float, farthest: float) -> Floats:
    """The expected journey over all zones, in seconds, if a team (rows) stood at a spot (columns) instead.

    `there` are the journeys from each spot (rows) to each zone. Each team is taken out of the order of
    nearness, and put in again at its new place: those behind it move up, then down.
    """
    seconds, there = np.minimum(reach.seconds, farthest), np.minimum(there, farthest)
    share, shares = reach.share, _shares(busy, len(seconds))
    nobody = busy ** len(seconds) * farthest * share.sum()
    column = np.arange(len(share))
    # How many teams are at least as near as a spot, in one pass: no pass per team over teams × spots × zones.
    nearer: Ints = np.sum(seconds[:, None, :] <= there, axis=0)
    result = np.empty((len(seconds), len(there)))
    for team, own in enumerate(seconds):
        rest = np.sort(np.delete(seconds, team, axis=0), axis=0)
        rank = nearer - (own <= there)
        journeys = _others(rest, shares)[rank, column] + shares[rank] * there
        result[team] = journeys @ share + nobody
    return result


def _others(rest: Floats, shares: Floats) -> Floats:
    """What the teams before and behind a newcomer of each rank (rows) add, in each zone (columns)."""
    none = np.zeros((1, rest.shape[1]))
    before = np.cumsum(shares[:-1, None] * rest, axis=0)
    behind = np.cumsum((shares[1:, None] * rest)[::-1], axis=0)[::-1]
    return np.concatenate([none, before]) + np.concatenate([behind, none])


def _shares(busy: float, teams: int) -> Floats:
    """The probability that the nearest, the second, ... goes."""
    return (1.0 - busy) * np.power(busy, np.arange(teams))
