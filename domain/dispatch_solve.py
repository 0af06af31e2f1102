"""DispatchSolve: one solve of the whole problem, with its inputs, so that it can be made again.

Its stream is the claim: named after the state of the log that it solves, it is recorded once, whoever comes
first; only that worker's proposals go out.
"""

from collections.abc import Sequence

import msgspec

from domain.decider import Decider
from domain.fact import Act, Command, Fact
from domain.refusals import AlreadyExists
from domain.vocabulary import Identifier, ShortText

KIND = "dispatch-solve"


class SolveRecorded(Fact, frozen=True, kw_only=True, tag="dispatch-solve.recorded"):
    """`basis` is the log position solved, `tick` counts the solves of that position. `inputs` are the
    problem, the policy and the travel times, written as `format` says (``1``, ``2``: zlib of JSON);
    empty where they were too large to keep. `worker` is the process that claimed it. `missions` are all those
    whose patients' places the inputs hold."""

    basis: int
    tick: int
    inputs: bytes
    format: ShortText
    worker: ShortText
    missions: tuple[Identifier, ...] = ()


class RecordSolve(Command, frozen=True, kw_only=True, tag="record-solve"):
    """Issued by a dispatch worker, before its proposals. `solve` names it on each of them."""

    solve: Identifier
    basis: int
    tick: int
    inputs: bytes
    format: ShortText = "1"
    worker: ShortText
    missions: tuple[Identifier, ...] = ()


class NotRecorded(msgspec.Struct, frozen=True, tag="not-recorded"):
    """Nothing has happened yet."""


class Claimed(msgspec.Struct, frozen=True, tag="claimed"):
    """A worker has it."""

    worker: str


DispatchSolveFact = SolveRecorded
DispatchSolveState = NotRecorded | Claimed


def evolve(state: DispatchSolveState, fact: DispatchSolveFact) -> DispatchSolveState:
    """The state after one more fact."""
    return Claimed(fact.worker)


def decide(command: RecordSolve, state: DispatchSolveState, act: Act) -> Sequence[DispatchSolveFact]:
    """One solve, claimed once. Raises AlreadyExists: another worker has it."""
    if isinstance(state, Claimed):
        raise AlreadyExists(f"solve {command.solve} is that of {state.worker}")
    return [
        SolveRecorded(
            basis=command.basis,
            tick=command.tick,
            inputs=command.inputs,
            format=command.format,
            worker=command.worker,
            missions=command.missions,
        )
    ]


DECIDER: Decider[DispatchSolveState] = Decider(
    kind=KIND, initial=NotRecorded(), evolve=evolve, facts=DispatchSolveFact, states=DispatchSolveState
)
