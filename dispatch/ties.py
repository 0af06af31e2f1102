"""Which of several cheapest assignments: the first demand of the queue gets the first team.

The cheapest sum of ranks is sought: the rank of the team × how early the demand stands; being unserved
ranks after every team. In a small network ranks go into the costs, far below one unit of true cost. In a
large one 64 bits are too few for both: there ranks are compared afterwards, among the arcs that some optimum
may use. These hang on the prices alone, not on the way on which an optimum was found.
"""

import numpy as np
from numpy.typing import NDArray

from dispatch.certificate import Ints, Network, Prices
from dispatch.flow import COST_LIMIT, cheapest_flow

Bools = NDArray[np.bool_]


def with_ties(network: Network) -> Network | None:
    """The network with ranks in its costs; None where 64 bits are too few for both."""
    factor = _factor(network)
    top = int(max(network.unserved.max(initial=0), network.cost.max(initial=0)))
    if not _fits(network, top):
        return None
    arcs, unserved = _ranks(network)
    return network._replace(cost=network.cost * factor + arcs, unserved=network.unserved * factor + unserved)


def settled(network: Network, prices: Prices, tight: Ints) -> Ints | None:
    """Indices of the arcs used by the optimum of least ranks; None where 64 bits are too few.

    `prices` are those of an optimum, `tight` the arcs that lose nothing under them. An optimum uses such
    arcs only, leaves unserved only whose price is what that costs, and uses every team that has a price.
    """
    if not _fits(network, 1):
        return None
    free, wanted = prices.demands == network.unserved, prices.teams > 0
    part = network.take(tight)
    sure, left = _decided(part, free, wanted)
    ranks, unserved_ranks = _ranks(part)
    factor = _factor(network)
    demands, demand = np.unique(part.demand[left], return_inverse=True)
    teams, team = np.unique(part.team[left], return_inverse=True)
    core = Network(
        len(teams),
        demand,
        team,
        ranks[left],
        np.where(free, 0, factor)[demands] + unserved_ranks[demands],
    )
    used = cheapest_flow(core, np.where(wanted[teams], factor, 0))
    return np.sort(tight[np.concatenate([sure, left[used]])])


def _decided(part: Network, free: Bools, wanted: Bools) -> tuple[Ints, Ints]:
    """The arcs that every optimum uses, and those that some may use and others not."""
    taken, sure = np.zeros(len(free), dtype=np.bool_), [np.zeros(0, dtype=np.int64)]
    left = np.arange(len(part.cost))
    gone = np.zeros(part.teams, dtype=np.bool_)
    while len(left):
        demand, team = part.demand[left], part.team[left]
        only_team = np.bincount(demand, minlength=len(free)) + free == 1
        only_demand = (np.bincount(team, minlength=part.teams) == 1) & wanted
        now = left[only_team[demand] | only_demand[team]]
        if not len(now):
            break
        sure.append(now)
        taken[part.demand[now]] = gone[part.team[now]] = True
        left = left[~(taken[demand] | gone[team])]
    return np.concatenate(sure), left


def _ranks(network: Network) -> tuple[Ints, Ints]:
    demands = len(network.unserved)
    arcs = (demands - network.demand.astype(np.int64)) * (network.team + 1)
    return arcs, (demands - np.arange(demands)) * (network.teams + 1)


def _factor(network: Network) -> int:
    """More than any sum of ranks."""
    demands = len(network.unserved)
    return (network.teams + 1) * demands * (demands + 1) // 2 + 1


def _fits(network: Network, top: int) -> bool:
    """Whether costs up to `top` and ranks go into 64 bits together."""
    return (top + 1) * _factor(network) * (len(network.unserved) + network.teams + 2) <= COST_LIMIT
