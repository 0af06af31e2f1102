"""Identifiers: unguessable in production, repeatable in a seeded night, derived for what follows."""

import random
import uuid
from collections.abc import Callable

Ids = Callable[[], str]

_NAMESPACE = uuid.UUID("2b3c7a52-5c40-5f0e-9d7e-1f6f1a5d8c15")


def random_ids() -> Ids:
    """New UUIDs of version 4."""
    return lambda: str(uuid.uuid4())


def seeded_ids(seed: int, name: str) -> Ids:
    """The same UUIDs in the same order for the same seed and name. For simulated nights only."""
    source = random.Random(f"{seed}:{name}")  # noqa: S311 - a simulated night must repeat itself
    return lambda: str(uuid.UUID(int=source.getrandbits(128), version=4))


def derived_id(*parts: str) -> str:
    """The identifier that follows from `parts`: the same parts give the same identifier, for ever."""
    return str(uuid.uuid5(_NAMESPACE, "\n".join(parts)))
