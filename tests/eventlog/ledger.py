"""A small story to test the log with: ledgers that count, and moves from one ledger to another."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import uuid4

import msgspec

from domain.decider import Decider, Plan
from domain.envelope import Recorded, StreamId
from domain.fact import Act, Actor, Fact, Refusal
from domain.vocabulary import Role
from eventlog.codec import Codec
from eventlog.journal import Journal
from eventlog.log import EventLog

T0 = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
ANNE = Actor(Role.REGULATOR, "anne")


class Added(Fact, frozen=True, tag="ledger.added"):
    amount: Annotated[int, msgspec.Meta(ge=-1000, le=1000)]
    note: str = ""
    ratio: float = 0.0


class Emptied(Fact, frozen=True, tag="ledger.emptied"):
    why: str


class Stray(Fact, frozen=True, tag="stray.fact"):
    """A fact of no ledger."""


LedgerFact = Added | Emptied


class Ledger(msgspec.Struct, frozen=True):
    total: int = 0
    seen: tuple[int, ...] = ()


class NotEnough(Refusal):
    pass


def evolve(state: Ledger, fact: LedgerFact) -> Ledger:
    match fact:
        case Added():
            return Ledger(state.total + fact.amount, (*state.seen[-3:], fact.amount))
        case Emptied():
            return Ledger(0, state.seen)


LEDGER = Decider(kind="ledger", initial=Ledger(), evolve=evolve, facts=LedgerFact, states=Ledger)
DECIDERS: dict[str, Decider[Any]] = {"ledger": LEDGER}
CODEC = Codec(LedgerFact)

_ids = itertools.count(1)


def a_code() -> str:
    """The code of a centre nobody else uses, with characters that must be escaped."""
    return f"é.{uuid4().hex}"


def stream(name: str = "a") -> StreamId:
    return StreamId("ledger", name)


def act(command_id: str | None = None, *, by: Actor = ANNE, after: float = 0.0, **more: Any) -> Act:
    """An act `after` seconds into the night, with its own command id unless one is given."""
    at = T0 + timedelta(seconds=after)
    return Act(at=at, by=by, command_id=command_id or f"c-{next(_ids)}", **more)


def add(name: str, *amounts: int) -> Plan:
    def decide(states: Sequence[Ledger], _: Act) -> list[list[Fact]]:
        if states[0].total + sum(amounts) < 0:
            raise NotEnough(f"{states[0].total} is not enough")
        return [[Added(amount=amount) for amount in amounts]]

    return Plan(writes=(stream(name),), decide=decide)


def move(source: str, target: str, amount: int) -> Plan:
    """Both ledgers change, or none."""

    def decide(states: Sequence[Ledger], _: Act) -> list[list[Fact]]:
        if states[0].total < amount:
            raise NotEnough(f"{states[0].total} is not enough")
        return [[Added(amount=-amount)], [Added(amount=amount)]]

    return Plan(writes=(stream(source), stream(target)), decide=decide)


def another(journal: Journal, **options: Any) -> EventLog:
    """The log of one more process on this journal."""
    return EventLog(journal, CODEC, DECIDERS, **options)


def recorded(fact: Fact, *, version: int = 1, name: str = "a", **more: Any) -> Recorded[Any]:
    known: dict[str, Any] = {"position": 0, "at": T0, "by": ANNE, "command_id": "c-0", **more}
    return Recorded(stream=stream(name), version=version, fact=fact, **known)


def fresh_fold(facts: Sequence[Recorded[Any]]) -> Ledger:
    state = Ledger()
    for each in facts:
        state = evolve(state, each.fact)
    return state
