"""Telling facts to the real log as if they had happened over the last hours."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from api.teams import TeamPosition
from domain.codes import CareType, Equipment, Priority, Role, Skill
from domain.fact import Act, Actor
from domain.house import plan
from domain.mobile_team import commands as team
from domain.mobile_team.facts import CrewMember
from domain.proposal import Candidate, CostTerm, ExcludedTeam, Exclusion, Proposal
from domain.regulation_call import commands as call
from domain.vocabulary import (
    Caller,
    CallerType,
    CallOrigin,
    Ins,
    Place,
    Position,
    TeamNeeds,
)
from tests.api.world import World

ARM = Actor(Role.ARM, "arm-1")
DOCTOR = Actor(Role.REGULATOR, "doctor-1")
COLLEAGUE = Actor(Role.REGULATOR, "doctor-2")
MACHINE = Actor(Role.SYSTEM, "reactions")
INS = Ins(number="279035121518989", oid="1.2.250.1.213.1.4.8")
NEEDS = TeamNeeds(skills=frozenset({Skill.NURSE}), equipment=frozenset({Equipment.ECG}))


@dataclass
class Teller:
    """Tells facts as if they had happened some seconds before `now`."""

    world: World
    now: datetime
    told: int = 0

    async def tell(self, ago: float, by: Actor, command: Any) -> None:
        """Execute `command`, decided `ago` seconds before now."""
        self.told += 1
        at = self.now - timedelta(seconds=ago)
        act = Act(at=at, by=by, command_id=f"night-{self.told}")
        await self.world.log.execute(plan(command), act)

    async def receive(
        self, ago: float, name: str, motive: str | None, place: str | None, priority: str | None
    ) -> None:
        """An ARM picks a call up and fills in what is given."""
        rang_at = self.now - timedelta(seconds=ago + 8)
        caller = Caller(type=CallerType.FAMILY, name="Appelant Exemple", phone="+33600000001")
        await self.tell(
            ago, ARM, call.ReceiveCall(call=name, origin=CallOrigin.LINE_15, rang_at=rang_at, caller=caller)
        )
        if place is not None:
            await self.tell(ago, ARM, call.LocateCall(call=name, place=a_place(place)))
        if motive is not None:
            await self.tell(ago, ARM, call.StateMotive(call=name, motive=motive))
        if priority is not None:
            await self.tell(ago, ARM, call.AssignPriority(call=name, priority=Priority(priority)))

    async def regulate(self, ago: float, name: str, by: Actor = DOCTOR) -> None:
        await self.tell(ago, by, call.StartRegulation(call=name))

    async def ask_team(self, ago: float, name: str, wanted: str, by: Actor = DOCTOR) -> None:
        """A doctor asks for a team, and its mission begins."""
        await self.tell(ago, by, call.DecideIntervention(call=name, mission=wanted, needs=NEEDS))

    async def start_shift(self, name: str, base: str, *, ends_in: float) -> None:
        """A paramedical crew of two comes on duty three hours ago."""
        await self.tell(
            3 * 3600,
            ARM,
            team.StartShift(
                team=name,
                crew=(
                    CrewMember(f"{name}-nurse", Role.NURSE),
                    CrewMember(f"{name}-driver", Role.AMBULANCE_CREW),
                ),
                vehicle=f"VL {name}",
                skills=frozenset({Skill.NURSE}),
                equipment=frozenset({Equipment.ECG, Equipment.OXIMETER, Equipment.BLOOD_PRESSURE}),
                care_type=CareType.PARAMEDICAL,
                base=a_place(base),
                ends_at=self.now + timedelta(seconds=ends_in),
            ),
        )

    async def heard(self, name: str, ago: float, lat: float = 48.58, lon: float = 7.75) -> None:
        """Telemetry of a team."""
        at = self.now - timedelta(seconds=ago)
        position = TeamPosition(team=name, lat=lat, lon=lon, at=at)
        await self.world.house.telemetry.publish(name, msgspec.json.encode(position))


COMMUNES = {
    "Barr": (48.408, 7.449),
    "Benfeld": (48.372, 7.593),
    "Erstein": (48.423, 7.661),
    "Haguenau": (48.816, 7.788),
    "Hœnheim": (48.625, 7.755),
    "Lingolsheim": (48.558, 7.683),
    "Molsheim": (48.543, 7.492),
    "Obernai": (48.462, 7.482),
    "Saverne": (48.742, 7.362),
    "Schiltigheim": (48.606, 7.749),
    "Sélestat": (48.260, 7.454),
    "Wasselonne": (48.637, 7.448),
}


def a_place(label: str) -> Place:
    """Somewhere in the Bas-Rhin: the commune that the label names, or Strasbourg."""
    lat, lon = next((at for name, at in COMMUNES.items() if name in label), (48.58, 7.75))
    return Place(label=label, position=Position(lat, lon), insee="67482")


def candidate(name: str, minutes: float, kilometres: float, age: float) -> Candidate:
    return Candidate(
        team=name,
        eta=minutes * 60,
        distance=kilometres * 1000,
        cost=minutes * 60,
        terms=(CostTerm("travel", minutes * 60),),
        position=Position(48.58, 7.75),
        position_age=age,
        estimated=True,
    )


def a_proposal(*ranked: Candidate, solve_id: str = "solve-1") -> Proposal:
    """The first of `ranked` is proposed; two teams are set aside."""
    return Proposal(
        solve_id=solve_id,
        chosen=ranked[0].team if ranked else None,
        ranked=ranked,
        excluded=(
            ExcludedTeam(team="M25", reason=Exclusion.OUT_OF_SERVICE),
            ExcludedTeam(team="M22", reason=Exclusion.ENGAGED),
        ),
        objective=0.0,
        status="optimal",
        bound=0.0,
    )


@asynccontextmanager
async def telling(world: World) -> AsyncGenerator[Teller]:
    """A teller whose present is the clock's, and who leaves the clock there."""
    teller = Teller(world, world.clock.at)
    yield teller
    world.clock.at = teller.now


async def a_waiting_call(teller: Teller, name: str, priority: str | None, *, ago: float = 60) -> None:
    await teller.receive(ago, name, f"Motif de {name}", "Rue des Essais, Obernai", priority)
    if priority is not None:
        await teller.tell(ago - 1, ARM, call.TransferToRegulator(call=name))
