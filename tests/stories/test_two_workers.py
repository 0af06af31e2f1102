"""Two worker processes on one log: each solve is one worker's, and nothing is ever proposed twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from domain import dispatch_solve
from domain.dispatch_solve import SolveRecorded
from domain.envelope import Recorded
from domain.mission import KIND
from domain.mission import facts as m
from domain.mission.states import Shown
from eventlog.embedded import EmbeddedServer
from tests.reading import all_facts
from tests.stories.restless_centre import RestlessCentre
from tests.vigie.workers import a_worker
from tests.waiting import until
from vigie.cli.dispatch_replay import finder
from vigie.clock import RealClock
from vigie.inquiry import inquire
from vigie.replaying import Replay
from vigie.running import running
from vigie.settings import Settings

Facts = list[Recorded[Any]]
_CLEARS = (
    m.MissionOrdered,
    m.TeamDeclined,
    m.AlertExpired,
    m.TeamWithdrawn,
    m.ProposalSetAside,
    m.ReassignmentDropped,
)


@pytest.mark.parametrize(
    ("seconds", "seed"),
    [
        pytest.param(8, 3, id="some seconds"),
        pytest.param(240, 4, id="minutes", marks=[pytest.mark.soak, pytest.mark.timeout(600)]),
    ],
)
async def test_two_workers_never_propose_twice(
    nats_server: EmbeddedServer, tmp_path: Path, seconds: float, seed: int
) -> None:
    settings = Settings(
        data=tmp_path / "desk",
        centre=uuid4().hex,
        nats_url=nats_server.secret_url,
        master_key=tmp_path / "master.key",
    )
    clock = RealClock()
    async with running(settings, clock, worker=False) as desk:
        centre = RestlessCentre(desk, clock, seed)
        await centre.opens()
        async with a_worker(settings, "one"), a_worker(settings, "two"):
            await centre.lives(seconds)
            await until(lambda: not centre.waiting(), 30)
            await _quiet(desk.doors.log.last_position)
        facts = await all_facts(desk.doors.log)
        replayed = await Replay(finder(desk.doors.log), None, None).through(_given(facts))
    await clock.close()

    solves = {each.stream.id: each for each in facts if isinstance(each.fact, SolveRecorded)}
    proposals = list(_proposals(facts))
    assert len(proposals) > seconds / 2
    assert {each.fact.worker for each in solves.values()} > {next(iter(solves.values())).fact.worker}
    claims = Counter(each.stream.id for each in facts if each.stream.kind == dispatch_solve.KIND)
    assert set(claims.values()) == {1}
    assert _from_older_and_older(proposals, solves) == []
    assert _on_what_had_moved(facts, solves) == []
    assert _same_again(facts) == []
    assert (await inquire(_given(facts))).double_bookings == 0
    assert (replayed.proposals, replayed.differences, replayed.not_replayable) == (len(proposals), 0, 0)


def _proposals(facts: Facts) -> Iterator[Recorded[Any]]:
    return (each for each in facts if isinstance(each.fact, m.TeamsProposed | m.ReassignmentProposed))


def _from_older_and_older(proposals: Facts, solves: dict[str, Recorded[Any]]) -> list[str]:
    """Proposals whose solve stands on no later position than that of the mission's former proposal."""
    last: dict[str, int] = {}
    wrong: list[str] = []
    for each in proposals:
        solve = solves[each.fact.proposal.solve_id]
        if not last.get(each.stream.id, 0) < solve.fact.basis < solve.position < each.position:
            wrong.append(each.event_id)
        last[each.stream.id] = solve.fact.basis
    return wrong


def _on_what_had_moved(facts: Facts, solves: dict[str, Recorded[Any]]) -> list[str]:
    """Proposals for a mission to which something had happened that their solve did not know."""
    last: dict[str, int] = {}
    wrong: list[str] = []
    for each in facts:
        if isinstance(each.fact, m.TeamsProposed | m.ReassignmentProposed):
            basis = solves[each.fact.proposal.solve_id].fact.basis
            wrong += [each.event_id] if last[each.stream.id] > basis else []
        if each.stream.kind == KIND:
            last[each.stream.id] = each.position
    return wrong


def _same_again(facts: Facts) -> list[str]:
    """Proposals that show what the one before them showed, with nothing in between."""
    shown: dict[str, Shown] = {}
    wrong: list[str] = []
    for each in facts:
        if isinstance(each.fact, m.TeamsProposed | m.ReassignmentProposed):
            now = Shown.of(each.fact.proposal)
            wrong += [each.event_id] if now.repeats(shown.get(each.stream.id)) else []
            shown[each.stream.id] = now
        elif isinstance(each.fact, _CLEARS):
            shown.pop(each.stream.id, None)
    return wrong


async def _quiet(last_position: Any) -> None:
    """Wait until the log has been the same for a while."""
    last = -1
    async with asyncio.timeout(30):
        while (now := await last_position()) != last:
            last = now
            await asyncio.sleep(1.5)


async def _given(facts: Facts) -> AsyncIterator[Recorded[Any]]:
    for fact in facts:
        yield fact
