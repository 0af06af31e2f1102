"""`vigie bench policy`: Vigie's rule beside what other systems do, in simulated fortnights.

Each replication plays the same calls, journeys and service times under every rule (common random
numbers), so that differences are differences of rules. The scenario is in `docs/what-if.md`.
"""

import asyncio
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from dispatch.policy import Policy
from dispatch.roads import store
from dispatch.roads.build import build
from dispatch.trial.baselines import nearest_first_come, priority_then_nearest
from dispatch.trial.clairvoyant import instance, optimum, weighted_wait
from dispatch.trial.extract import of_graph
from dispatch.trial.figures import Figures, figures
from dispatch.trial.ground import RoadGround
from dispatch.trial.lattice import lattice
from dispatch.trial.roads import road_ground
from dispatch.trial.scenario import Load, Scenario, telemedicine
from dispatch.trial.simulation import Rule, Standby, simulate
from dispatch.trial.solved import Solved
from dispatch.trial.standby import Suggested
from vigie.bench import Row
from vigie.bench.policy_report import PEER, PEER_FOLLOWED, VIGIE, VIGIE_FOLLOWED, report

LOADS: Final = (170, 200, 230)
"""Calls a day for ten crews: some 60, 70 and 85 % of their time under the peers' rule."""

SMALL_CALLS: Final = 13
SMALL_CREWS: Final = 3
SMALL_PER_HOUR: Final = (3, 5, 8)
"""What three crews can just do, as ten do 230 a day; more than they can; and far more: a backlog builds up,
so that order matters."""

Progress = Callable[[str, int, int], None]
"""Told what is played now, how many trials are done, and of how many."""

_STARTS_AT: Final = datetime(2026, 1, 5, tzinfo=UTC)
_PROCESSES: Final = 2


class Trials(msgspec.Struct, frozen=True, kw_only=True):
    """What to play: `replications` of `days` days and so many small `instances` at each load.

    `journey` is in minutes, 0 for the roads as they are; `roads` None makes a region up.
    """

    policy: Policy = msgspec.field(default_factory=Policy)
    replications: int = 5
    days: int = 14
    instances: int = 300
    seed: int = 2026
    roads: Path | None = None
    journey: float = 20.0


class Ratios(msgspec.Struct, frozen=True):
    """Weighted waits of each rule over the optimum of one small instance; `ahead`, at the highest load only,
    over the lower bound of a clairvoyant who may leave before the call: with few calls there is nothing to
    wait for, and nothing to compare with."""

    known: dict[str, float]
    ahead: dict[str, float]


class Played(NamedTuple):
    """What is compared: a rule, and where idle crews wait under it (None: where they are)."""

    name: str
    rule: Rule
    standby: Standby | None = None


def compared(policy: Policy, places: int) -> Iterator[Played]:
    """From the plainest to all that Vigie proposes and suggests; calls come from all places alike."""
    peer, vigie = priority_then_nearest(), Solved(VIGIE, policy)
    for rule in (
        nearest_first_come(),
        peer,
        Solved("optimal, idle crews only", policy, look_ahead=False, swaps=False),
        Solved("optimal + look-ahead", policy, swaps=False),
        Solved("optimal + swaps", policy, look_ahead=False),
        vigie,
    ):
        yield Played(rule.name, rule)
    standby = Suggested(dict.fromkeys(range(places), 1.0), policy)
    yield Played(PEER_FOLLOWED, peer, standby)
    yield Played(VIGIE_FOLLOWED, vigie, standby)


async def run(trials: Trials, *, progress: Progress | None = None) -> list[Row]:
    """Play everything, on two processes where there are two processors. Same trials: same rows.

    Raises ValueError for roads that cannot be used, OSError.
    """
    tell = progress or _silence
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder:
        trials = _imported(trials, Path(folder), tell)
        ground, scale = _ground(trials)  # a graph that cannot be read is said at once, in this process
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(_PROCESSES, os.cpu_count() or 1), mp_context=spawn) as pool:
            played, ratios = await _played(trials, pool, tell)
    return report(played, ratios, scale=scale, places=ground.places)


async def _played(
    trials: Trials, pool: ProcessPoolExecutor, tell: Progress
) -> tuple[dict[int, list[dict[str, Figures]]], dict[int, list[Ratios]]]:
    run_in = partial(asyncio.get_running_loop().run_in_executor, pool)
    fortnights = {
        load: [run_in(replication, trials, load, number) for number in range(trials.replications)]
        for load in LOADS
    }
    small = {
        per_hour: [run_in(small_instance, trials, per_hour, number) for number in range(trials.instances)]
        for per_hour in SMALL_PER_HOUR
    }
    total, done = sum(map(len, (*fortnights.values(), *small.values()))), 0
    played: dict[int, list[dict[str, Figures]]] = {load: [] for load in LOADS}
    for load, jobs in fortnights.items():
        for job in jobs:
            tell(f"{load} calls a day", done, total)
            played[load].append(await job)
            done += 1
    ratios: dict[int, list[Ratios]] = {per_hour: [] for per_hour in SMALL_PER_HOUR}
    for per_hour, proved in small.items():
        for job in proved:
            tell(f"{per_hour} calls an hour, solved to proof", done, total)
            ratios[per_hour].append(await job)
            done += 1
    return played, ratios


def _imported(trials: Trials, folder: Path, tell: Progress) -> Trials:
    """The same trials; an extract of OpenStreetMap has become a graph first."""
    if trials.roads is None or trials.roads.suffix == store.SUFFIX:
        return trials
    tell(f"importing {trials.roads.name}", 0, 1)
    graph, date = build(trials.roads, lambda what, done, total: None)
    file = folder / f"roads{store.SUFFIX}"
    store.save(graph, store.Label(name="roads", source=trials.roads.name, date=date), file)
    return msgspec.structs.replace(trials, roads=file)


def _silence(what: str, done: int, total: int) -> None:
    """Nobody wants to know."""


def replication(trials: Trials, per_day: int, number: int) -> dict[str, Figures]:
    """The figures of every rule on one fortnight."""
    ground, _ = _ground(trials)
    scenario = telemedicine(
        Load(per_day=per_day, days=trials.days),
        ground.places,
        _STARTS_AT,
        trials.seed + 1000 * per_day + number,
    )
    return {
        each.name: figures(simulate(scenario, ground, each.rule, each.standby), trials.policy.priorities)
        for each in compared(trials.policy, ground.places)
    }


def small_instance(trials: Trials, per_hour: int, number: int) -> Ratios:
    """Every rule on one small instance, over what a clairvoyant would have reached."""
    ground, priorities = _ground(trials)[0], trials.policy.priorities
    scenario = _small(per_hour, trials.seed + number, ground.places)
    reached = {
        each.name: weighted_wait(simulate(scenario, ground, each.rule, each.standby), priorities)
        for each in compared(trials.policy, ground.places)
    }
    given = instance(scenario, ground, priorities)
    known = optimum(given, within=reached[PEER])
    ahead = optimum(given, ahead=True, within=known) if per_hour == max(SMALL_PER_HOUR) else None
    return Ratios(_over(reached, known), {} if ahead is None else _over(reached, ahead))


def _over(reached: dict[str, float], least: float) -> dict[str, float]:
    return {name: value / least if least else float("inf") for name, value in reached.items()}


def _small(per_hour: int, seed: int, places: int) -> Scenario:
    load = Load(per_day=per_hour * 24, crews=SMALL_CREWS, swing=0, days=2)
    scenario = telemedicine(load, places, _STARTS_AT, seed)
    return msgspec.structs.replace(scenario, calls=scenario.calls[:SMALL_CALLS])


_grounds: dict[tuple[Path | None, int, float, float], tuple[RoadGround, float]] = {}


def _ground(trials: Trials) -> tuple[RoadGround, float]:
    """The ground, and by what its times were scaled; made once in a process.

    Its places are within the shortest cap of each other. A call beyond its cap is a person's to decide, not
    the model's: a rule that drives on for ever would be compared with one that leaves it and says so.
    """
    reach = min(rule.eta_cap for rule in trials.policy.priorities.values())
    key = trials.roads, trials.seed, trials.journey, reach
    if key not in _grounds:
        graph = lattice(trials.seed) if trials.roads is None else of_graph(store.load(trials.roads).graph)
        journey = 60 * trials.journey if trials.journey else None
        _grounds[key] = road_ground(graph, trials.seed, journey=journey, reach=reach)
    return _grounds[key]
