"""People at work on a running house: commands straight to its log, and what the log then says."""

import asyncio
import itertools
from contextlib import aclosing
from datetime import timedelta
from typing import TypeVar
from uuid import uuid4

import msgspec

from domain.codes import CareType, Priority
from domain.dmp_access.commands import RequestAccess
from domain.dmp_access.facts import Attestation
from domain.envelope import Recorded
from domain.fact import Act, Actor, Fact
from domain.house import AnyCommand, plan
from domain.mobile_team.commands import StartShift
from domain.mobile_team.facts import CrewMember
from domain.ports import Clock
from domain.regulation_call import commands as c
from domain.visio_session.commands import RequestVisio
from domain.vocabulary import CallOrigin, DmpMode, InsStatus, Person, Place, Position, Role, TeamNeeds
from eventlog.codec import PoisonEvent
from eventlog.log import EventLog, Outcome
from tests.builders import ARM, DOCTOR, INS, PLACE
from vigie.running import Parts

F = TypeVar("F", bound=Fact)
PHONE = "+33100000000"
HERE = Position(48.54, 2.66)


class Room:
    """The people of one centre, whose commands go straight to the log."""

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self.log = log
        self.clock = clock
        self._numbers = itertools.count(1)
        self._name = uuid4().hex

    async def say(self, command: AnyCommand, by: Actor = DOCTOR) -> Outcome:
        """Issue one command. Raises Refusal."""
        number = f"{self._name}-{next(self._numbers)}"
        return await self.log.execute(plan(command), Act(at=self.clock.now(), by=by, command_id=number))

    async def shift(self, team: str, hours: float = 8) -> None:
        """A crew begins."""
        nurse = Actor(Role.NURSE, f"nurse-{team}")
        command = StartShift(
            team=team,
            crew=(CrewMember(nurse.id, Role.NURSE),),
            vehicle=f"VL {team}",
            skills=frozenset(),
            equipment=frozenset(),
            care_type=CareType.PARAMEDICAL,
            base=PLACE,
            ends_at=self.clock.now() + timedelta(hours=hours),
        )
        await self.say(command, nurse)

    async def regulated(self, call: str, place: Place = PLACE, priority: Priority = Priority.P1) -> None:
        """A call picked up, located, with a patient whose identity is qualified, taken by the doctor."""
        rang = self.clock.now() - timedelta(seconds=5)
        await self.say(c.ReceiveCall(call=call, origin=CallOrigin.LINE_15, rang_at=rang), ARM)
        await self.say(c.LocateCall(call=call, place=place), ARM)
        await self.say(c.AssignPriority(call=call, priority=priority), ARM)
        patient = c.IdentifyPatient(
            call=call,
            patient="P1",
            person=Person(last_name="Exemple"),
            status=InsStatus.QUALIFIED,
            ins=INS,
        )
        await self.say(patient, ARM)
        await self.say(c.TransferToRegulator(call=call), ARM)
        await self.say(c.StartRegulation(call=call))

    async def intervention(
        self, call: str, mission: str, place: Place = PLACE, priority: Priority = Priority.P1
    ) -> Outcome:
        """A regulated call for which a team is wanted."""
        await self.regulated(call, place, priority)
        return await self.say(c.DecideIntervention(call=call, mission=mission, needs=TeamNeeds()))

    async def visio(self, session: str) -> Outcome:
        """A video session is asked for, by message."""
        return await self.say(RequestVisio(session=session, call="C1", phone=PHONE))

    async def break_glass(self, access: str, call: str) -> Outcome:
        """The doctor breaks the glass for the patient of a regulated call."""
        command = RequestAccess(
            access=access,
            call=call,
            patient="P1",
            mode=DmpMode.BREAK_GLASS,
            attestation=Attestation(cannot_express_will=True, immediate_risk=True),
            reason="inconscient, seul",
        )
        return await self.say(command)


async def stands_at(parts: Parts, clock: Clock, team: str, position: Position = HERE) -> None:
    """The tablet of a team says where it is, now."""
    report = {"lat": position.lat, "lon": position.lon, "at": clock.now()}
    await parts.positions.publish(team, msgspec.json.encode(report))


async def awaited(log: EventLog, kind: type[F], seconds: float = 15) -> Recorded[F]:
    """The first fact of one type, past or to come. Raises TimeoutError."""
    async with asyncio.timeout(seconds), aclosing(log.follow()) as facts:
        async for each in facts:
            if not isinstance(each, PoisonEvent) and isinstance(each.fact, kind):
                return each
    raise AssertionError("the log ended")
