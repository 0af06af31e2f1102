"""Recorded solves made again from their recorded inputs, and held against every proposal that cites them."""

import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any, cast

import msgspec

from domain.dispatch_solve import SolveRecorded
from domain.envelope import Recorded
from domain.mission.facts import ReassignmentProposed, TeamsProposed
from domain.proposal import Proposal
from eventlog.codec import PoisonEvent
from vigie.worker.inputs import UnreadableInputs, unpacked

Item = Recorded[Any] | PoisonEvent
Find = Callable[[str], Awaitable[Recorded[SolveRecorded] | None]]

# The names of proposals made before solves were recorded: a digest of what went into them.
_OF_BEFORE = re.compile(r"solve-[0-9a-f]{20}")
_KEPT = 64


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """The first thing at which a proposal, or a solve, is not what its inputs lead to.

    `position` is that of the fact in the log; `field` a path within the proposal, ``inputs`` where a
    solve cannot be made again, ``solve_id`` where the solve cited was never recorded before.
    """

    position: int
    solve: str
    mission: str | None
    field: str
    recorded: Any = None
    recomputed: Any = None

    def in_words(self) -> str:
        """One line for a person."""
        where = f"mission {self.mission}" if self.mission else "the solve itself"
        values = f"recorded {_short(self.recorded)}, recomputed {_short(self.recomputed)}"
        return f"position {self.position}, solve {self.solve}, {where}, {self.field}: {values}"


class Replayed(msgspec.Struct, kw_only=True):
    """What a replay came to. `not_replayable` counts proposals made before solves were recorded, and those
    of solves too large to be kept; `erased` those of solves that held the place of a patient erased since;
    `unreadable` the entries of the log that are no facts."""

    solves: int = 0
    proposals: int = 0
    not_replayable: int = 0
    erased: int = 0
    unreadable: int = 0
    differences: int = 0
    first: Difference | None = None


class _Made(msgspec.Struct, frozen=True):
    """A solve made again: its proposals, None where its inputs were not kept; or why it cannot be."""

    position: int
    proposals: dict[str, Proposal] | None = None
    why: str = ""
    erased: bool = False


class Replay:
    """Goes through facts in log order. Memory does not grow with the log."""

    def __init__(self, find: Find, since: datetime | None, until: datetime | None) -> None:
        """`find` gives the record of a solve; facts of `since` up to `until` (left out) are compared."""
        self._find = find
        self._since = since
        self._until = until
        self._made: OrderedDict[str, _Made] = OrderedDict()
        self._solves_began = False
        self.outcome = Replayed()

    async def through(self, facts: AsyncIterator[Item]) -> Replayed:
        """Replay `facts`, the whole log. Raises LogError."""
        async for item in facts:
            if isinstance(item, PoisonEvent):
                self.outcome.unreadable += 1
                continue
            match item.fact:
                case SolveRecorded():
                    self._solves_began = True
                    if self._within(item):
                        self._count_solve(item)
                case TeamsProposed(proposal=proposal) | ReassignmentProposed(proposal=proposal):
                    if self._within(item):
                        await self._compare(item, proposal)
                case _:
                    pass
        return self.outcome

    def _within(self, recorded: Recorded[Any]) -> bool:
        after = self._since is None or recorded.at >= self._since
        return after and (self._until is None or recorded.at < self._until)

    def _count_solve(self, recorded: Recorded[SolveRecorded]) -> None:
        self.outcome.solves += 1
        made = self._again(recorded)
        if made.why:
            self._differs(recorded, recorded.stream.id, None, "inputs", recomputed=made.why)

    async def _compare(self, recorded: Recorded[Any], proposal: Proposal) -> None:
        solve_id, mission = proposal.solve_id, recorded.stream.id
        if not self._solves_began and _OF_BEFORE.fullmatch(solve_id):
            self.outcome.not_replayable += 1
            return
        self.outcome.proposals += 1
        made = await self._solve(solve_id)
        if made is None or made.position > recorded.position:
            self._differs(recorded, solve_id, mission, "solve_id", solve_id)
        elif made.why:
            self._differs(recorded, solve_id, mission, "inputs", recomputed=made.why)
        elif made.proposals is None:
            self.outcome.proposals -= 1
            self.outcome.erased += made.erased
            self.outcome.not_replayable += not made.erased
        else:
            again = made.proposals.get(mission)
            found = _first_difference(msgspec.to_builtins(proposal), msgspec.to_builtins(again))
            if found is not None:
                self._differs(recorded, solve_id, mission, *found)

    async def _solve(self, solve_id: str) -> _Made | None:
        if solve_id in self._made:
            return self._made[solve_id]
        try:
            recorded = await self._find(solve_id)
        except PoisonEvent as error:
            return _Made(0, why=f"its record cannot be read: {error.why}")
        return self._again(recorded) if recorded is not None else None

    def _again(self, recorded: Recorded[SolveRecorded]) -> _Made:
        fact, solve_id = recorded.fact, recorded.stream.id
        made = _Made(recorded.position, erased=recorded.erased)
        if fact.inputs:
            try:
                proposals = unpacked(fact.inputs, fact.format).proposals(solve_id)
                made = _Made(recorded.position, proposals)
            except UnreadableInputs as error:
                made = _Made(recorded.position, why=str(error))
            except Exception as error:  # whatever the solver makes of inputs that were tampered with
                made = _Made(recorded.position, why=f"{type(error).__name__}: {error}")
        self._made[solve_id] = made
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return made

    def _differs(
        self,
        at: Recorded[Any],
        solve: str,
        mission: str | None,
        field: str,
        recorded: Any = None,
        recomputed: Any = None,
    ) -> None:
        self.outcome.differences += 1
        if self.outcome.first is None:
            self.outcome.first = Difference(
                position=at.position,
                solve=solve,
                mission=mission,
                field=field,
                recorded=recorded,
                recomputed=recomputed,
            )


def _first_difference(recorded: Any, again: Any, path: str = "") -> tuple[str, Any, Any] | None:
    """The path of the first value that is not the same to the last bit, and both values."""
    mine, other = _members(recorded), _members(again)
    if mine is None or other is None or isinstance(recorded, dict) != isinstance(again, dict):
        same = msgspec.json.encode(recorded) == msgspec.json.encode(again)
        return None if same else (path.lstrip(".") or "proposal", recorded, again)
    for name in (*mine, *(each for each in other if each not in mine)):
        found = _first_difference(mine.get(name), other.get(name), f"{path}{name}")
        if found is not None:
            return found
    return None


def _members(value: Any) -> dict[str, Any] | None:
    """What a value of JSON holds, by the end of its path; None for a number or a text."""
    if isinstance(value, dict):
        return {f".{name}": each for name, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return {f"[{number}]": each for number, each in enumerate(cast("list[Any]", value))}
    return None


def _short(value: Any) -> str:
    said = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return said if len(said) <= 200 else f"{said[:200]}…"
