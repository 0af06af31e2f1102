"""The dispatch loop in trouble: what it says when it cannot solve, record or be quick."""

import os
import time
from typing import Any

import pytest

from dispatch.propose import propose_with
from domain.dispatch_solve import SolveRecorded
from domain.mission.facts import TeamsProposed
from tests.reading import told
from tests.vigie.dispatching import two_teams
from tests.vigie.telling import Room, awaited
from tests.waiting import until, until_told
from vigie.clock import RealClock
from vigie.running import running
from vigie.settings import Settings
from vigie.worker import dispatcher, inputs, proposing
from vigie.worker.inputs import Inputs

pytestmark = pytest.mark.usefixtures("outside")


async def test_a_solve_that_fails_is_said_on_the_health_page_and_made_again(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = True

    def propose(*words: Any) -> Any:
        if failing:
            raise RuntimeError("the patient in C1 broke the solver")
        return propose_with(*words)

    monkeypatch.setattr(inputs, "propose_with", propose)
    monkeypatch.setattr(proposing, "FAILED_SECONDS", 0.2)
    async with running(settings, clock) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")

        async def said() -> str:
            return next(each.detail for each in await parts.checks() if each.name == proposing.NAME)

        async def failed() -> bool:
            return "RuntimeError" in await said()

        await until_told(failed)
        assert "C1" not in await said()
        assert not all(each.ok for each in await parts.checks())
        assert parts.dispatch is not None
        assert parts.dispatch.wakes.held > 0  # nothing is acknowledged meanwhile
        failing = False
        await awaited(room.log, TeamsProposed)

        async def well() -> bool:
            return all(each.ok for each in await parts.checks())

        await until_told(well)
        await until(lambda: parts.dispatch is not None and parts.dispatch.wakes.held == 0)


async def test_inputs_too_large_to_keep_are_left_out_and_the_proposals_made(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "packed", _noise)
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")
        await parts.settle()
        (solve,) = await told(room.log, SolveRecorded)
        (proposed,) = await told(room.log, TeamsProposed)
        assert solve.fact.inputs == b""
        assert proposed.fact.proposal.solve_id == solve.stream.id
        (said,) = [each for each in await parts.checks() if each.name == proposing.NAME]
        assert said.ok
        assert said.detail == "1 solves too large to be kept cannot be replayed"


def _noise(_inputs: Inputs) -> bytes:
    return os.urandom(2_000_000)


async def test_a_long_solve_stops_nothing_else_and_is_said(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*words: Any) -> Any:
        time.sleep(1.0)  # as a solver in C would: the thread is busy, no await
        return propose_with(*words)

    monkeypatch.setattr(inputs, "propose_with", slow)
    monkeypatch.setattr(proposing, "LONG_SECONDS", 0.3)
    async with running(settings, clock) as parts:
        room = Room(parts.doors.log, clock)
        await two_teams(room, parts)
        await room.intervention("C1", "M1")

        async def said() -> bool:
            checks = await parts.checks()
            return any("solve under way has lasted" in each.detail for each in checks)

        await until_told(said)
        await awaited(room.log, TeamsProposed)
