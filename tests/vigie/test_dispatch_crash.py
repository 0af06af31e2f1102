"""A worker that dies between its claim and its proposals: another one proposes, once."""

import asyncio

from domain.dispatch_solve import SolveRecorded
from domain.mission.facts import TeamsProposed
from domain.vocabulary import Position
from eventlog.log import EventLog
from tests.reading import told
from tests.vigie.telling import Room, stands_at
from tests.vigie.workers import a_worker
from tests.waiting import until_told
from vigie.clock import RealClock
from vigie.running import Parts, running
from vigie.settings import Settings


async def three_teams(desk: Parts, clock: RealClock) -> Room:
    room = Room(desk.doors.log, clock)
    for number in range(3):
        await room.shift(f"T{number}")
        await stands_at(desk, clock, f"T{number}", Position(48.55 + number / 100, 2.66))
    return room


async def proposed(log: EventLog, *missions: str) -> None:
    """Wait until each of these missions has a proposal."""

    async def all_of_them() -> bool:
        return {each.stream.id for each in await told(log, TeamsProposed)} >= set(missions)

    await until_told(all_of_them, 30)


async def never_twice(log: EventLog) -> None:
    """Each proposal comes from a solve recorded before it, and each mission's from later and later ones."""
    bases = {each.stream.id: each.fact.basis for each in await told(log, SolveRecorded)}
    last: dict[str, int] = {}
    for each in await told(log, TeamsProposed):
        basis = bases[each.fact.proposal.solve_id]
        assert last.get(each.stream.id, -1) < basis < each.position
        last[each.stream.id] = basis


async def test_what_a_dead_worker_claimed_is_proposed_by_the_next_one(
    settings: Settings, clock: RealClock
) -> None:
    async with running(settings, clock, worker=False) as desk:
        room = await three_teams(desk, clock)
        async with a_worker(settings, "victim", "0") as victim:
            await room.intervention("C0", "M0")
            assert await asyncio.wait_for(victim.wait(), 30) == -9
        assert len(await told(room.log, SolveRecorded)) == 1
        assert await told(room.log, TeamsProposed) == []
        async with a_worker(settings, "next"):
            await proposed(room.log, "M0")
        assert len(await told(room.log, SolveRecorded)) == 2
        await never_twice(room.log)


async def test_a_worker_that_lives_finishes_what_a_dead_one_began(
    settings: Settings, clock: RealClock
) -> None:
    async with running(settings, clock, worker=False) as desk:
        room = await three_teams(desk, clock)
        async with a_worker(settings, "other"), a_worker(settings, "victim", "1") as victim:
            missions: list[str] = []
            while victim.returncode is None and len(missions) < 40:  # which of both is woken is chance
                missions.append(f"M{len(missions)}")
                await room.intervention(f"C{len(missions)}", missions[-1])
                await asyncio.sleep(0.1)
            assert await asyncio.wait_for(victim.wait(), 30) == -9
            await proposed(room.log, *missions)
        await never_twice(room.log)
