"""Large networks: few arcs at first, then those that the prices show to be missing, until none is.

What is solved is always a small network; what is proved holds for the large one, since every arc left
out is priced in each round. Pruning by a fixed number of arcs has no such proof, and in a surge, where
a whole region competes for its teams, it misses by a fifth.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.certificate import (
    Index,
    Ints,
    Network,
    Prices,
    price,
    reduced,
    reduced_costs,
    segments,
    worth_using,
)

SMALL = 60_000
"""Networks with no more arcs are solved whole."""

_BLOCKS = 24
_MISSING_SHOWN = 30
_KEPT_PER_DEMAND = 12
_ROUNDS_WITH_LOSS = 12
_NO_LIMIT = 2**62

Bools = NDArray[np.bool_]
Flow = Callable[[Network, Ints | None], Ints]
"""Solves a network to the arcs used, given what leaving each team without a mission costs."""


class Optimum(NamedTuple):
    """The arcs used, the prices that prove it, and the arcs that lose nothing under them, by index."""

    used: Ints
    prices: Prices
    tight: Ints


def prune(network: Network, flow: Flow) -> Optimum | None:
    """An optimum; None where its prices were not found.

    From the second round on the flow is given losses under the prices of the last, none above what is
    left to gain: small numbers, most of them zero, are solved several times faster than costs.
    """
    rows, starts = segments(network.demand)
    sizes = np.diff(np.append(starts, len(network.demand)))
    inside = _cheapest(network, starts, sizes)
    prices, gap = None, _NO_LIMIT
    for turn in range(len(network.cost)):
        arcs = np.flatnonzero(inside)
        part = network.take(arcs)
        used = flow(part, None) if prices is None else flow(*reduced(part, prices, gap + 1))
        prices = price(part, chosen_by(part, used))
        if prices is None:
            return None
        found, losses = worth_using(network, prices)
        wrong = np.flatnonzero(losses < 0)
        if not len(wrong):
            return Optimum(arcs[used], prices, found)
        missing = found[wrong]
        gap = _gap(network, missing, losses[wrong])
        if turn < _ROUNDS_WITH_LOSS:
            loses = reduced_costs(part, prices)
            inside[arcs] = loses <= min(_dearest_kept(loses, _KEPT_PER_DEMAND * len(rows)), gap)
        inside[_spread(network.demand[missing], missing)] = True
    return None


def _dearest_kept(reduced: Ints, most: int) -> int:
    """The reduced cost that about `most` arcs do not exceed."""
    return int(np.partition(reduced, most)[most]) if len(reduced) > most else _NO_LIMIT


def _gap(network: Network, missing: Ints, reduced: Ints) -> int:
    """At most so much is left to gain: what lowering demands' prices, or raising teams', by the least that
    makes the prices sound takes off their bound. An arc whose reduced cost is above is in no optimum."""
    lowered = np.zeros(len(network.unserved), dtype=np.int64)
    raised = np.zeros(network.teams, dtype=np.int64)
    np.minimum.at(lowered, network.demand[missing], reduced)
    np.minimum.at(raised, network.team[missing], reduced)
    return -max(int(lowered.sum()), int(raised.sum()))


def _cheapest(network: Network, starts: Ints, sizes: Ints) -> Bools:
    """About the 16 cheapest arcs of each demand: those below the median of the minima of 24 blocks."""
    cuts = starts[:, None] + sizes[:, None] * np.arange(_BLOCKS) // _BLOCKS
    minima = np.minimum.reduceat(network.cost, cuts.ravel()).reshape(cuts.shape)
    middle = _BLOCKS // 2
    limit = np.partition(minima, middle, axis=1)[:, middle]
    small = sizes <= _BLOCKS
    limit[small] = np.maximum.reduceat(network.cost, starts)[small]
    return network.cost <= np.repeat(limit, sizes)


def _spread(demand: Index, arcs: Ints) -> Ints:
    """At most about 30 of each demand's arcs, evenly through them: the best alone would be all alike."""
    _, first = segments(demand)
    many = np.diff(np.append(first, len(demand)))
    step = np.repeat(np.maximum(1, many // _MISSING_SHOWN), many)
    return arcs[(np.arange(len(arcs)) - np.repeat(first, many)) % step == 0]


def chosen_by(network: Network, used: Ints) -> Ints:
    """The team of each demand under these arcs, -1: nobody."""
    chosen = np.full(len(network.unserved), -1, dtype=np.int64)
    chosen[network.demand[used]] = network.team[used]
    return chosen
