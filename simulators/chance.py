"""Chance, from one seed: a generator for each name, so that nobody's draws depend on anybody else's."""

import math
import random
from collections.abc import Mapping
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


def chance(seed: int | str, name: str) -> random.Random:
    """The generator of `name`: the same for the same seed, on every machine."""
    return random.Random(f"{seed}:{name}")  # noqa: S311  # a night must repeat itself


def drawn(rng: random.Random, weights: Mapping[T, float]) -> T:
    """One key, as often as its weight says."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def lasting(rng: random.Random, mean: float, spread: float = 0.35) -> float:
    """A duration around `mean`, lognormal; `spread` is the standard deviation of its logarithm."""
    return mean * math.exp(rng.gauss(0, spread) - spread * spread / 2)


def happens(rng: random.Random, share: float) -> bool:
    """True in that share of the cases."""
    return rng.random() < share


def new_id(rng: random.Random) -> str:
    """A random UUID of this generator."""
    return str(UUID(int=rng.getrandbits(128), version=4))
