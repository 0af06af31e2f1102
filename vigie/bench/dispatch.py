"""`vigie bench dispatch`: one solve, of a centre and of the country, beside scipy, the plain rule, VROOM."""

import gc
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Final

from dispatch.comparison import greedy_cost, scipy_cost, vroom_seconds
from dispatch.legs import legs_of
from dispatch.plan import Plan, solve
from dispatch.policy import Policy
from dispatch.problem import Problem
from dispatch.propose import longest_cap, propose_with
from dispatch.travel import StraightLine
from vigie.bench import Row
from vigie.bench.dispatch_cases import around, drawn, france, in_ile_de_france

SCIPY: Final = "scipy on the dense matrix"
GREEDY: Final = "priority, then nearest"
VROOM: Final = "VROOM"

_LINE: Final = StraightLine()
_POLICY: Final = Policy()
_CENTRE_P99_MS: Final = 10
_AIMS_MS: Final = {"5000 x 3000": 500, "5000 x 3000, half of it in Ile-de-France": 1000}


async def run(*, quick: bool = False) -> list[Row]:
    """Measure. Takes a minute; `quick` leaves out the country and most repetitions."""
    return [*_centre(20 if quick else 300), *_large(quick=quick)]


def _centre(times: int) -> Iterator[Row]:
    """50 x 30, journeys known: solve, proof and everything that proposals show."""
    places = around(france())
    problems = [drawn(seed, places, [places], (50, 30)) for seed in range(10)]
    tables = [legs_of(problem, _LINE) for problem in problems]
    took: list[float] = []
    for turn in range(times):
        problem, legs = problems[turn % 10], tables[turn % 10]
        took.append(_timed(lambda p=problem, t=legs: propose_with(p, _POLICY, t, "bench")))
    took.sort()
    p99 = took[int(len(took) * 0.99)] * 1000
    yield Row(name="50 x 30, explained: p50", value=median(took) * 1000, unit="ms")
    yield Row(
        name="50 x 30, explained: p99",
        value=p99,
        unit="ms",
        aim=f"< {_CENTRE_P99_MS} ms",
        met=p99 < _CENTRE_P99_MS,
    )
    yield from _beside("50 x 30", solve(problems[0], _POLICY, tables[0]), None)


def _large(*, quick: bool) -> Iterator[Row]:
    places = france()
    cases = {"1000 x 700": ([places], (1000, 700))}
    if not quick:
        cases["5000 x 3000"] = ([places], (5000, 3000))
        surge = [places, in_ile_de_france(places)]
        cases["5000 x 3000, half of it in Ile-de-France"] = (surge, (5000, 3000))
    for name, (demands, sizes) in cases.items():
        took: list[float] = []
        plan: Plan | None = None
        for seed in range(1 if quick else 5):
            problem = drawn(seed, places, demands, sizes)
            took.append(_timed(lambda p=problem: _whole(p)))
            plan = _whole(problem) if plan is None else plan
        value, aim = median(took) * 1000, _AIMS_MS.get(name)
        yield Row(
            name=f"{name}: who is near, filters, costs, flow, proof",
            value=value,
            unit="ms",
            aim=None if aim is None else f"< {aim} ms",
            met=None if aim is None else value < aim,
        )
        if plan is not None:
            yield from _beside(name, plan, took[0])


def _beside(name: str, plan: Plan, seconds: float | None) -> Iterator[Row]:
    """The proof, and the rivals on the very same pairs and costs."""
    proved = plan.bound == plan.objective
    yield Row(name=f"{name}: proved optimal", value=float(proved), unit="of 1", aim="1 of 1", met=proved)
    began = time.perf_counter()
    cost = scipy_cost(plan.network)
    dense = time.perf_counter() - began
    same = cost == plan.objective
    yield Row(
        name=f"{name}: cost",
        value=plan.objective,
        unit="weighted s",
        against=SCIPY,
        ratio=plan.objective / cost,
        aim="equal",
        met=same,
    )
    if seconds is not None:
        yield Row(name=f"{name}: {SCIPY}, journeys and costs given", value=dense * 1000, unit="ms")
    plain = greedy_cost(plan.network)
    yield Row(
        name=f"{name}: cost of {GREEDY}",
        value=float(plain),
        unit="weighted s",
        against="this solve",
        ratio=plain / plan.objective,
    )
    if name == "50 x 30":
        taken = vroom_seconds(plan)
        said = VROOM if taken is not None else f"{VROOM} (not installed)"
        yield Row(name=f"{name}: {said}", value=(taken or 0.0) * 1000, unit="ms")


def _whole(problem: Problem) -> Plan:
    problem = problem.in_order()
    return solve(problem, _POLICY, legs_of(problem, _LINE, longest_cap(_POLICY)))


def _timed(work: Callable[[], object]) -> float:
    """Seconds. What earlier work left behind is cleared away first."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
