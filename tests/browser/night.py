"""An hour of an invented night, told by commands on the real log: what the pages are shown with."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from api.teams import TeamPosition
from domain.codes import CareType, Equipment, InsStatus, Priority, Role, Skill
from domain.dmp_access import commands as dmp
from domain.dmp_access.facts import Attestation
from domain.fact import Act, Actor
from domain.house import plan
from domain.mission import commands as mission
from domain.mobile_team import commands as team
from domain.mobile_team.facts import CrewMember
from domain.proposal import Candidate, CostTerm, ExcludedTeam, Exclusion, Proposal
from domain.regulation_call import commands as call
from domain.visio_session import commands as visio
from domain.visio_session.facts import Participant
from domain.vocabulary import (
    Caller,
    CallerType,
    CallOrigin,
    DmpMode,
    Ins,
    Person,
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
        """A doctor asks for a team, and the reaction opens the mission."""
        await self.tell(ago, by, call.DecideIntervention(call=name, mission=wanted, needs=NEEDS))
        row = self.world.log
        state, _ = await row.load(plan(call.CompleteCall(call=name)).writes[0])
        file = state.file
        request = mission.RequestMission(
            mission=wanted, call=name, priority=file.priority, place=file.place, needs=NEEDS
        )
        await self.tell(ago, MACHINE, request)

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

    async def heard(self, name: str, ago: float) -> None:
        """Telemetry of a team."""
        at = self.now - timedelta(seconds=ago)
        position = TeamPosition(team=name, lat=48.58, lon=7.75, at=at)
        await self.world.house.telemetry.publish(name, msgspec.json.encode(position))


def a_place(label: str) -> Place:
    return Place(label=label, position=Position(48.58, 7.75), insee="67482")


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
        status="OPTIMAL",
    )


@asynccontextmanager
async def telling(world: World) -> AsyncGenerator[Teller]:
    """A teller whose present is the clock's, and who leaves the clock there."""
    teller = Teller(world, world.clock.at)
    yield teller
    world.clock.at = teller.now


async def a_full_night(world: World) -> None:
    """Fifteen calls, six teams, four missions, a break-glass access and two video sessions."""
    async with telling(world) as teller:
        await _teams(teller)
        await _waiting(teller)
        await _in_hand(teller)
        await _missions(teller)
        await _done(teller)


async def _teams(teller: Teller) -> None:
    bases = ["Strasbourg Hautepierre", "Haguenau", "Sélestat", "Saverne", "Molsheim", "Erstein"]
    for number, base in enumerate(bases, 21):
        await teller.start_shift(f"M{number}", base, ends_in=(number - 19) * 3000)
    await teller.tell(900, ARM, team.MakeTeamUnavailable(team="M25", why="Panne du véhicule"))
    await teller.tell(240, MACHINE, team.LoseTablet(team="M26"))
    for number, ago in [(21, 8), (22, 15), (23, 4), (24, 95), (26, 260)]:
        await teller.heard(f"M{number}", ago)


async def _waiting(teller: Teller) -> None:
    calls = [
        (38, "c-1058", "Convulsions, enfant de 3 ans", "14 rue des Tilleuls, Schiltigheim", "P0"),
        (412, "c-1051", "Douleur thoracique constrictive", "3 place du Marché, Haguenau", "P1"),
        (131, "c-1056", "Dyspnée d'effort, BPCO connue", "22 route de Bischwiller, Hœnheim", "P1"),
        (905, "c-1047", "Fièvre 39,5 °C, nourrisson", "8 rue du Moulin, Erstein", "P2"),
        (320, "c-1053", "Chute de sa hauteur, hanche", "EHPAD Les Acacias, Molsheim", "P2"),
        (21, "c-1059", None, "Barr", None),
        (2470, "c-1032", "Lombalgie aiguë", "5 rue Haute, Obernai", "P3"),
        (780, "c-1049", "Renouvellement de traitement", "41 avenue des Vosges, Strasbourg", "P3"),
    ]
    for ago, name, motive, place, priority in calls:
        await teller.receive(ago, name, motive, place, priority)
        if priority is not None:
            await teller.tell(max(ago - 20, 1), ARM, call.TransferToRegulator(call=name))
    await teller.tell(60, ARM, call.LoseCaller(call="c-1053"))


async def _in_hand(teller: Teller) -> None:
    calls = [
        (640, "c-1044", "Détresse respiratoire", "17 rue de la Gare, Saverne", "P1", DOCTOR),
        (1500, "c-1038", "Altération de l'état général", "2 impasse des Vignes, Sélestat", "P2", DOCTOR),
        (2300, "c-1029", "Malaise, diabétique", "60 rue Principale, Wasselonne", "P2", COLLEAGUE),
        (700, "c-1043", "Plaie de la main", "Zone artisanale, Benfeld", "P3", COLLEAGUE),
    ]
    for ago, name, motive, place, priority, doctor in calls:
        await teller.receive(ago, name, motive, place, priority)
        person = Person(last_name="Exemple", first_name="Alice", birth_date="1943-05-02")
        identified = call.IdentifyPatient(
            call=name, patient="p1", person=person, status=InsStatus.QUALIFIED, ins=INS
        )
        await teller.tell(ago - 60, ARM, identified)
        await teller.regulate(ago - 120, name, doctor)
    attested = Attestation(cannot_express_will=True, immediate_risk=True)
    glass = dmp.RequestAccess(
        access="a-1",
        call="c-1044",
        patient="p1",
        mode=DmpMode.BREAK_GLASS,
        attestation=attested,
        reason="Inconsciente",
    )
    await teller.tell(200, DOCTOR, glass)
    await teller.tell(198, MACHINE, dmp.DmpAnswer(access="a-1"))
    await _see(teller, "c-1044", "v-1", 300, DOCTOR)
    await _see(teller, "c-1043", "v-2", 90, COLLEAGUE)
    caller = Actor(Role.CALLER, "caller-1")
    await teller.tell(30, caller, visio.ReportDegradation(session="v-2", why="Réseau faible"))


async def _see(teller: Teller, name: str, session: str, ago: float, by: Actor) -> None:
    caller = Actor(Role.CALLER, "caller-1")
    await teller.tell(ago, by, visio.RequestVisio(session=session, call=name, phone="+33600000001"))
    await teller.tell(ago - 2, MACHINE, visio.ConfirmInvitation(session=session, receipt="sms-1"))
    await teller.tell(ago - 12, caller, visio.GiveConsent(session=session))
    await teller.tell(ago - 13, caller, visio.JoinVisio(session=session, participant=Participant.PATIENT))
    await teller.tell(ago - 14, by, visio.JoinVisio(session=session, participant=Participant.REGULATOR))


async def _missions(teller: Teller) -> None:
    ranked = (candidate("M21", 14, 11.2, 8), candidate("M24", 19, 16.8, 95), candidate("M26", 31, 27.4, 260))
    await teller.ask_team(150, "c-1044", "m-301")
    await teller.tell(149, MACHINE, mission.ProposeTeams(mission="m-301", proposal=a_proposal(*ranked)))
    await _sent(teller, "c-1038", "m-298", "M23", DOCTOR, steps=2)
    await _sent(teller, "c-1029", "m-295", "M22", COLLEAGUE, steps=5)


async def _sent(teller: Teller, name: str, wanted: str, crew: str, by: Actor, *, steps: int) -> None:
    nurse = Actor(Role.NURSE, f"{crew}-nurse")
    await teller.ask_team(1100, name, wanted, by)
    await teller.tell(1080, by, mission.OrderMission(mission=wanted, team=crew))
    path: list[Any] = [
        (MACHINE, mission.AlertTeam(mission=wanted, team=crew)),
        (nurse, mission.ReportDeparture(mission=wanted, team=crew)),
        (nurse, mission.ReportArrival(mission=wanted, team=crew)),
        (nurse, mission.StartCare(mission=wanted, team=crew)),
        (nurse, mission.SendBilan(mission=wanted, team=crew, text="Conscient, glycémie corrigée")),
    ]
    for number, (actor, step) in enumerate(path[:steps]):
        await teller.tell(1070 - number * 220, actor, step)


async def _done(teller: Teller) -> None:
    for ago, name, motive, place in [
        (3300, "c-1021", "Gastro-entérite", "Illkirch-Graffenstaden"),
        (3900, "c-1017", "Otalgie", "Bischheim"),
        (2900, "c-1026", "Entorse de la cheville", "Lingolsheim"),
    ]:
        await teller.receive(ago, name, motive, place, "P3")
        await teller.regulate(ago - 500, name)
        await teller.tell(ago - 700, DOCTOR, call.GiveAdvice(call=name, text="Repos, rappel si aggravation"))
        await teller.tell(ago - 710, DOCTOR, call.CompleteCall(call=name))
