"""What was measured many times, told as a distribution."""

import json
import math
import statistics
from collections.abc import Sequence


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that at least `part` (0 to 1) of `values` do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(part * len(values)) - 1)]


def distribution(values: Sequence[float]) -> dict[str, float]:
    """`n`, and in the unit of `values`: `p50`, `p95`, `max`."""
    told = {"p50": statistics.median(values), "p95": percentile(values, 0.95), "max": max(values)}
    return {"n": len(values), **{name: round(value) for name, value in told.items()}}


def line(name: str, **told: object) -> str:
    """One line of JSON, for who reads the run."""
    return json.dumps({"measured": name, **told}, ensure_ascii=False)
