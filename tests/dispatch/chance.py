"""Random problems by their seed, and scipy as a judge that shares no code with the solver."""

import random
from datetime import timedelta
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from dispatch.certificate import Network
from dispatch.legs import Journeys, LegTable, table
from dispatch.problem import Availability, Demand, Problem, TeamState
from domain.vocabulary import CareType, Equipment, Priority, Skill, TeamNeeds
from tests.dispatch.worlds import BESANCON, NOW, ago, demand, problem, team

_DEVICES = (Equipment.ECG, Equipment.OXIMETER, Equipment.OTOSCOPE)


def some_problem(seed: int, most: int = 60) -> tuple[Problem, LegTable]:
    """1 to `most` teams and demands, journeys from a table: with ties, holes, locks, teams of every kind."""
    chance = random.Random(seed)
    teams = [_team(chance, index) for index in range(chance.randint(1, most))]
    on = {t.mission: t.id for t in teams if t.availability is Availability.EN_ROUTE}
    free = [t.id for t in teams]
    demands = [_demand(chance, f"m{index}", on, free) for index in range(chance.randint(1, most))]
    asked = problem(teams, demands).in_order()
    return asked, _legs(chance, asked)


def _team(chance: random.Random, index: int) -> TeamState:
    kind = chance.choice([*[Availability.AVAILABLE] * 5, Availability.EN_ROUTE, *Availability])
    fields: dict[str, Any] = {"availability": kind, "care_type": chance.choice(list(CareType))}
    fields["equipment"] = frozenset(one for one in _DEVICES if chance.random() < 0.7)
    fields["skills"] = frozenset(one for one in Skill if chance.random() < 0.7)
    if chance.random() < 0.2:
        fields["shift_ends_at"] = NOW + timedelta(seconds=chance.randrange(1800, 9000))
    if kind is Availability.EN_ROUTE:
        fields["mission"] = f"m{index}"
    if kind is Availability.ENGAGED and chance.random() < 0.8:
        free_at = NOW + timedelta(seconds=chance.randrange(-600, 9000))
        fields |= {"free_at": free_at, "free_position": BESANCON}
    return team(f"T{index}", **fields)


def _demand(chance: random.Random, mission: str, on: dict[str | None, str], free: list[str]) -> Demand:
    lock = free.pop(chance.randrange(len(free))) if free and chance.random() < 0.1 else None
    banned = {chance.choice(free)} if free and chance.random() < 0.2 else set[str]()
    devices = frozenset(one for one in _DEVICES if chance.random() < 0.15)
    return demand(
        mission,
        priority=chance.choice(list(Priority)),
        waiting_since=ago(chance.choice([0, 600, chance.randrange(20_000)])),
        needs=TeamNeeds(equipment=devices, care_type=chance.choice([CareType.NONE, CareType.PARAMEDICAL])),
        forbidden=frozenset(banned - {lock}),
        locked_to=lock,
        team=on.get(mission),
        moved=chance.choice([0, 0, 0, 1, 2]),
        held=chance.random() < 0.05,
    )


def _legs(chance: random.Random, asked: Problem) -> LegTable:
    """Whole minutes in half of the problems, so that many sums are equal; a tenth of the ways closed."""
    size, rng = (len(asked.demands), len(asked.teams)), np.random.default_rng(chance.randrange(2**32))
    tenths = rng.integers(1, 90_000, size)
    if chance.random() < 0.5:
        tenths = rng.integers(1, 12, size) * 6000
    destination, origin = np.nonzero(rng.random(size) < 0.9)
    found = tenths[destination, origin]
    return table(asked, Journeys(origin, destination, found, found, np.zeros(len(found), dtype=np.bool_)))


def judged(network: Network) -> int:
    """The least cost by scipy, on the dense matrix with one place a demand for "unserved"."""
    demands, never = len(network.unserved), int(network.unserved.sum() + network.cost.sum()) + 1
    matrix = np.full((demands, network.teams + demands), float(never))
    matrix[network.demand, network.team] = network.cost
    matrix[np.arange(demands), network.teams + np.arange(demands)] = network.unserved
    rows, columns = linear_sum_assignment(matrix)
    return round(float(matrix[rows, columns].sum()))
