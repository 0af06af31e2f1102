"""The rivals of the benchmark: scipy on the dense matrix, priority-then-nearest, VROOM where it is there."""

import importlib
import time
from typing import Any, cast

import numpy as np
from scipy.optimize import linear_sum_assignment

from dispatch.certificate import Network
from dispatch.plan import Plan
from dispatch.solver import greedy


def scipy_cost(network: Network) -> int:
    """The least cost by scipy, which needs every pair in one dense matrix."""
    demands, never = len(network.unserved), float(network.unserved.sum()) + 1.0
    matrix = np.full((demands, network.teams + demands), never)
    matrix[network.demand, network.team] = network.cost
    matrix[np.arange(demands), network.teams + np.arange(demands)] = network.unserved
    rows, columns = cast("Any", linear_sum_assignment)(matrix)
    return round(float(matrix[rows, columns].sum()))


def greedy_cost(network: Network) -> int:
    """What priority-then-nearest costs: each mission in turn takes the cheapest team left."""
    return greedy(network).objective


def vroom_seconds(plan: Plan) -> float | None:
    """Time that VROOM takes for the same pairs, one job a vehicle; None where it is not installed.

    It counts vehicles' costs, not waits, and serves all it can: only the time compares.
    """
    try:
        vroom: Any = importlib.import_module("vroom")
    except ImportError:
        return None
    network = plan.network
    teams, demands = network.teams, len(network.unserved)
    size = teams + demands
    matrix = np.full((size, size), 10**7, dtype=np.uint32)
    matrix[network.team, teams + network.demand] = np.minimum(network.cost, 10**7)
    problem = vroom.Input()
    problem.set_durations_matrix(profile="car", matrix_input=matrix)
    problem.add_vehicle([vroom.Vehicle(index, start=index, capacity=[1]) for index in range(teams)])
    problem.add_job([vroom.Job(index, location=teams + index, delivery=[1]) for index in range(demands)])
    began = time.perf_counter()
    problem.solve(exploration_level=0, nb_threads=2)
    return time.perf_counter() - began
