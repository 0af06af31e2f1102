"""The shape of every decision.

A module per aggregate holds `initial`, `evolve(state, fact)` and `decide(command, state, act)`. This
module names the two things the log needs to run them: how a stream folds (Decider), and which streams
one command reads and writes (Plan).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from domain.envelope import StreamId
from domain.fact import Act, Fact

S = TypeVar("S")


@dataclass(frozen=True)
class Decider(Generic[S]):
    """How one kind of stream folds: from `initial`, by `evolve`, over facts of the union `facts`.

    `states` is the union of state structs, for snapshots.
    """

    kind: str
    initial: S
    evolve: Callable[[S, Any], S]
    facts: Any
    states: Any


@dataclass(frozen=True)
class Plan:
    """One decision over one or more streams.

    `decide` receives the states of `writes` then of `reads`, in that order, and returns one sequence
    of facts for each stream of `writes`; all of them are appended together or not at all. It raises
    `domain.fact.Refusal` where a rule says no.
    """

    writes: tuple[StreamId, ...]
    decide: Callable[[Sequence[Any], Act], Sequence[Sequence[Fact]]]
    reads: tuple[StreamId, ...] = ()
