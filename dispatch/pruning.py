"""Large networks: few arcs at first, then those that the prices show to be missing, until none is.

What is solved is always a small network; what is proved holds for the large one, since every arc left
out is priced in each round. Pruning by a fixed number of arcs has no such proof, and in a surge, where
a whole region competes for its teams, it misses by a fifth.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dispatch.certificate import Index, Ints, Network, Prices, price, reduced_costs, segments, too_dear

SMALL = 60_000
"""Networks with no more arcs are solved whole."""

_BLOCKS = 24
_MISSING_SHOWN = 30
_KEPT_PER_DEMAND = 12
_ROUNDS_WITH_LOSS = 12
_NO_LIMIT = 2**62

Bools = NDArray[np.bool_]
Flow = Callable[[Network], Ints]


def prune(network: Network, flow: Flow) -> tuple[Ints, Prices | None]:
    """Indices of the arcs used by an optimum, and its prices. `flow` solves a network to such indices."""
    if len(network.cost) <= SMALL:
        return _whole(network, flow)
    rows, starts = segments(network.demand)
    sizes = np.diff(np.append(starts, len(network.demand)))
    inside = _cheapest(network, starts, sizes)
    for turn in range(len(network.cost)):
        arcs = np.flatnonzero(inside)
        part = _part(network, arcs)
        used = flow(part)
        prices = price(part, _chosen(part, used))
        if prices is None:
            break
        missing, gains = too_dear(network, prices)
        if not len(missing):
            return arcs[used], prices
        if turn < _ROUNDS_WITH_LOSS:
            reduced = reduced_costs(part, prices)
            limit = _dearest_kept(reduced, _KEPT_PER_DEMAND * len(rows))
            inside[arcs] = reduced <= min(limit, _gap(network, missing, gains))
        inside[_spread(network.demand[missing], missing)] = True
    return _whole(network, flow)


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


def _whole(network: Network, flow: Flow) -> tuple[Ints, Prices | None]:
    used = flow(network)
    return used, price(network, _chosen(network, used))


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


def _part(network: Network, arcs: Ints) -> Network:
    return Network(
        network.teams, network.demand[arcs], network.team[arcs], network.cost[arcs], network.unserved
    )


def _chosen(network: Network, used: Ints) -> Ints:
    chosen = np.full(len(network.unserved), -1, dtype=np.int64)
    chosen[network.demand[used]] = network.team[used]
    return chosen
