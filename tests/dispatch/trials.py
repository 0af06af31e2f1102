"""Small regions and scenarios whose every second can be counted by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from dispatch.trial.baselines import priority_then_nearest
from dispatch.trial.ground import RoadGround
from dispatch.trial.roads import RoadGraph, towards
from dispatch.trial.scenario import Call, Crew, Scenario
from dispatch.trial.simulation import Outcome, Rule, simulate
from domain.vocabulary import Position, Priority

START = datetime(2026, 1, 5, tzinfo=UTC)
STEP = 60.0
"""Seconds between two neighbours of the street."""


def street(length: int = 21) -> RoadGround:
    """Places in a row, a minute from one to the next, both ways."""
    here = np.arange(length - 1)
    graph = RoadGraph(
        positions=tuple(Position(48.0, 2.0 + 0.01 * number) for number in range(length)),
        tails=np.concatenate([here, here + 1]),
        heads=np.concatenate([here + 1, here]),
        seconds=np.full(2 * (length - 1), STEP),
    )
    nodes = list(range(length))
    return RoadGround(graph.positions, nodes, towards(graph, nodes))


def call(name: str, at: float, place: int, priority: Priority = Priority.P2, service: float = 600.0) -> Call:
    """A call that any crew fits."""
    return Call(id=name, at=at, place=place, priority=priority, service=service)


def crew(name: str, base: int) -> Crew:
    """A crew always on duty."""
    return Crew(id=name, base=base)


def scenario(crews: Sequence[Crew], *calls: Call) -> Scenario:
    """Calls in the order given, which must be that of time."""
    return Scenario(starts_at=START, calls=calls, crews=tuple(crews))


def played(of: Scenario, rule: Rule | None = None) -> Outcome:
    """The outcome on the street, by priority then nearest where no rule is given."""
    return simulate(of, street(), rule or priority_then_nearest())


def waited(outcome: Outcome) -> dict[str, float | None]:
    """Seconds waited, by call."""
    return {visit.call.id: visit.wait for visit in outcome.visits}
