"""Small worlds for the dispatch tests: builders, hypothesis strategies, an exact oracle."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from dispatch.certificate import Network
from dispatch.legs import legs_of
from dispatch.plan import Plan, solve
from dispatch.policy import Policy
from dispatch.problem import Availability, Demand, Problem, TeamState
from dispatch.travel import Legs, StraightLine
from domain.vocabulary import CareType, Equipment, Position, Priority, Skill, TeamNeeds

POLICY = Policy()
LINE = StraightLine()
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
BESANCON = Position(47.24, 6.02)
EAST, WEST = Position(47.3, 6.2), Position(47.2, 5.8)
EASY = TeamNeeds(care_type=CareType.NONE)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def team(id_: str = "M1", **fields: Any) -> TeamState:
    known: dict[str, Any] = {"id": id_, "position": BESANCON, "position_at": NOW}
    known["care_type"] = CareType.PARAMEDICAL
    known.update(fields)
    return TeamState(**known)


def demand(mission: str = "m1", **fields: Any) -> Demand:
    known: dict[str, Any] = {"mission": mission, "call": f"call-{mission}", "position": BESANCON}
    known.update({"priority": Priority.P2, "waiting_since": NOW, "needs": EASY})
    known.update(fields)
    return Demand(**known)


def problem(teams: Sequence[TeamState], demands: Sequence[Demand]) -> Problem:
    return Problem(now=NOW, teams=tuple(teams), demands=tuple(demands))


class Table:
    """Travel times from a table of minutes, as from a road map; one metre a second."""

    def __init__(self, minutes: dict[tuple[Position, Position], float]) -> None:
        self.minutes = minutes

    def legs(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Legs:
        rows = [[self.minutes[a, b] * 60.0 for b in destinations] for a in origins]
        seconds = np.array(rows, dtype=np.float64)
        return Legs(seconds, seconds, np.zeros(seconds.shape, dtype=np.bool_))


def roads(**minutes: float) -> Table:
    """Minutes from EAST and from WEST to BESANCON."""
    return Table({(EAST, BESANCON): minutes["east"], (WEST, BESANCON): minutes["west"]})


def planned(asked: Problem) -> Plan:
    """The plan by straight lines under the default policy."""
    return solve(asked, POLICY, legs_of(asked, LINE))


def least_cost(network: Network) -> int:
    """The true optimum by dynamic programming over the set of teams used: no flow, no solver."""
    cost = {
        (int(d), int(t)): int(c) for d, t, c in zip(network.demand, network.team, network.cost, strict=True)
    }
    unserved = [int(c) for c in network.unserved]

    @cache
    def best(row: int, used: int) -> int:
        if row == len(unserved):
            return 0
        options = [unserved[row] + best(row + 1, used)]
        options += [
            cost[row, t] + best(row + 1, used | 1 << t)
            for t in range(network.teams)
            if (row, t) in cost and not used >> t & 1
        ]
        return min(options)

    return best(0, 0)


@st.composite
def networks(draw: st.DrawFn, *, most: int = 7, dearest: int = 6) -> Network:
    """Networks with holes and, for a small `dearest`, many ties."""
    demands, teams = draw(st.integers(0, most)), draw(st.integers(0, most))
    pairs = [(d, t) for d in range(demands) for t in range(teams) if draw(st.booleans())]
    costs = draw(st.lists(st.integers(0, dearest), min_size=len(pairs), max_size=len(pairs)))
    unserved = draw(st.lists(st.integers(0, dearest), min_size=demands, max_size=demands))
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Network(
        teams=teams,
        demand=columns[:, 0],
        team=columns[:, 1],
        cost=np.array(costs, dtype=np.int64),
        unserved=np.array(unserved, dtype=np.int64),
    )


def _grid(cell: tuple[int, int]) -> Position:
    """Cells of about 20 km, so that some pairs lie beyond the caps."""
    return Position(47.0 + cell[0] / 5, 6.0 + cell[1] / 5)


def _team_like(draw: st.DrawFn, index: int, position: Position) -> TeamState:
    """Idle mostly; else on its way to `m<index>` (see `problems`), busy for a while, or unfit."""
    devices = st.frozensets(st.sampled_from([Equipment.ECG, Equipment.OTOSCOPE]))
    fields: dict[str, Any] = {
        "position": position,
        "position_at": ago(draw(st.sampled_from([0, 60, 901]))),
        "equipment": draw(devices),
        "skills": draw(st.frozensets(st.sampled_from(Skill), max_size=2)),
        "shift_ends_at": draw(st.sampled_from([None, NOW + timedelta(hours=1)])),
    }
    kind = draw(st.sampled_from("iiiieewbo"))
    if kind == "e":
        fields |= {"availability": Availability.EN_ROUTE, "mission": f"m{index}"}
    elif kind == "w":
        fields |= {
            "availability": Availability.ENGAGED,
            "free_at": NOW + timedelta(seconds=draw(st.sampled_from([-60, 900, 9000]))),
            "free_position": position,
        }
    elif kind in "bo":
        fields["availability"] = Availability.ENGAGED if kind == "b" else Availability.OUT_OF_SERVICE
    if draw(st.integers(0, 9)) == 0:
        fields |= {"position": None, "position_at": None}
    return team(f"T{index}", **fields)


@st.composite
def problems(draw: st.DrawFn, *, most: int = 5) -> Problem:
    """Problems on a coarse grid (ties), with teams of all kinds, needs, refusals, bans, locks and holds."""
    points = st.tuples(st.integers(0, 9), st.integers(0, 4)).map(_grid)
    teams = [_team_like(draw, index, draw(points)) for index in range(draw(st.integers(0, most)))]
    names = st.frozensets(st.sampled_from([t.id for t in teams] or ["nobody"]), max_size=1)
    free = [t.id for t in teams]
    demands: list[Demand] = []
    for index in range(draw(st.integers(0, most))):
        lock = draw(st.sampled_from(free)) if free and draw(st.integers(0, 3)) == 0 else None
        if lock:
            free.remove(lock)
        on_its_way = next((t.id for t in teams if t.mission == f"m{index}"), None)
        demands.append(
            demand(
                f"m{index}",
                position=draw(st.one_of(points, st.none())) if index % 3 == 2 else draw(points),
                priority=draw(st.sampled_from(Priority)),
                waiting_since=ago(draw(st.sampled_from([0, 600, 20_000]))),
                needs=TeamNeeds(
                    equipment=draw(st.frozensets(st.sampled_from([Equipment.ECG]), max_size=1)),
                    care_type=CareType.NONE,
                ),
                declined_by=draw(names),
                unanswered=draw(names),
                forbidden=draw(names) - {lock} if draw(st.booleans()) else frozenset(),
                locked_to=lock,
                team=on_its_way,
                moved=draw(st.sampled_from([0, 0, 1, 2])),
                held=draw(st.integers(0, 5)) == 0,
            )
        )
    return problem(teams, demands)
