"""A centre where much happens at once: calls, orders, crews that decline, redirected crews, cars moving."""

import asyncio
import random
from contextlib import suppress
from typing import Any

from domain.codes import Priority
from domain.envelope import StreamId
from domain.fact import Actor, Refusal
from domain.house import AnyCommand
from domain.mission import KIND
from domain.mission import commands as c
from domain.mission.facts import Outcome
from domain.mission.states import Alerted, EnRoute, HandedOver, MissionState, OnScene, Requested
from domain.mobile_team.commands import MakeTeamAvailable, MakeTeamUnavailable
from domain.vocabulary import Place, Position, Role
from eventlog.log import TooBusy
from projections.live import Live
from projections.open_missions import OpenMissions
from tests.builders import DOCTOR
from tests.vigie.telling import Room, stands_at
from vigie.clock import RealClock
from vigie.running import Parts

TEAMS = 6
WAITING = 8
"""No more missions wait at once than this: people order faster than it rains."""


class RestlessCentre:
    """Everybody but the workers, played from one seed. What they do follows what they see."""

    def __init__(self, desk: Parts, clock: RealClock, seed: int) -> None:
        self._desk = desk
        self._clock = clock
        self._chance = random.Random(seed)
        self._room = Room(desk.doors.log, clock)
        self._missions: list[str] = []

    async def opens(self) -> None:
        """The crews begin."""
        for number in range(TEAMS):
            await self._room.shift(f"T{number}")
            await stands_at(self._desk, self._clock, f"T{number}", self._somewhere())

    async def lives(self, seconds: float) -> None:
        """Something happens several times a second, for so many seconds."""
        async with asyncio.timeout(seconds + 60):
            ends = asyncio.get_running_loop().time() + seconds
            while asyncio.get_running_loop().time() < ends:
                await self._something()
                await asyncio.sleep(self._chance.uniform(0.0, 0.15))

    def waiting(self) -> list[str]:
        """Missions without team and without proposal on the screen."""
        return [row.id for row in self._open().missions.values() if row.team is None and row.shown is None]

    async def _something(self) -> None:
        happens = self._chance.random()
        if happens < 0.2 and len(self._open().missions) < WAITING:
            await self._call()
        elif happens < 0.3:
            team = self._team()
            await stands_at(self._desk, self._clock, team, self._somewhere())
        elif happens < 0.35:
            team = self._team()
            await self._tried(MakeTeamUnavailable(team=team, why="plein"), self._nurse(team))
            await self._tried(MakeTeamAvailable(team=team), self._nurse(team))
        elif self._missions:
            await self._step(self._chance.choice(self._missions[-3 * WAITING :]))

    async def _call(self) -> None:
        number = len(self._missions)
        self._missions.append(f"M{number}")
        priority = self._chance.choice(list(Priority))
        place = Place(label="quelque part", position=self._somewhere())
        await self._room.intervention(f"C{number}", f"M{number}", place, priority)

    async def _step(self, mission: str) -> None:
        state, _ = await self._room.log.load(StreamId(KIND, mission))
        command, by = self._next(mission, state)
        if command is not None:
            await self._tried(command, by)

    def _next(self, mission: str, state: MissionState) -> tuple[AnyCommand | None, Actor]:
        match state:
            case Requested(shown=shown) if shown is not None and shown.chosen and not shown.moves:
                return c.OrderMission(mission=mission, team=shown.chosen, solve_id=shown.solve_id), DOCTOR
            case Requested(shown=shown) | EnRoute(shown=shown) if shown is not None and shown.moves:
                return c.ReassignTeams(moves=shown.moves, solve_id=shown.solve_id), DOCTOR
            case Alerted(team=team, acknowledged=False) if self._chance.random() < 0.2:
                return c.DeclineMission(mission=mission, team=team, why="panne"), self._nurse(team)
            case Alerted(team=team, acknowledged=False):
                return c.AcknowledgeMission(mission=mission, team=team), self._nurse(team)
            case Alerted(team=team):
                return c.ReportDeparture(mission=mission, team=team), self._nurse(team)
            case EnRoute(team=team) if self._chance.random() < 0.4:
                return c.ReportArrival(mission=mission, team=team), self._nurse(team)
            case OnScene(team=team):
                done = c.HandOverPatient(mission=mission, team=team, outcome=Outcome.LEFT_AT_HOME)
                return done, self._nurse(team)
            case HandedOver(team=team):
                return c.CloseMission(mission=mission, team=team), self._nurse(team)
            case _:
                return None, DOCTOR

    async def _tried(self, command: AnyCommand, by: Actor) -> None:
        with suppress(Refusal, TooBusy):  # somebody was faster, or the screen was newer
            await self._room.say(command, by)

    def _open(self) -> OpenMissions:
        view: Live[Any] = next(
            each for each in self._desk.views.views if each.projection.name == "open-missions"
        )
        return view.view

    def _somewhere(self) -> Position:
        return Position(47.24 + self._chance.uniform(-0.2, 0.2), 6.02 + self._chance.uniform(-0.3, 0.3))

    @staticmethod
    def _nurse(team: str) -> Actor:
        return Actor(Role.NURSE, f"nurse-{team}")

    def _team(self) -> str:
        return f"T{self._chance.randrange(TEAMS)}"
