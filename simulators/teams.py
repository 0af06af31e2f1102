"""Mobile teams: their shifts over the day, what they carry, and a crew's day between two missions."""

from datetime import UTC, datetime, timedelta

import msgspec

from domain.mobile_team import commands as t
from domain.mobile_team.facts import CrewMember
from domain.vocabulary import CareType, Equipment, Place, Position, Role, Skill
from simulators.chance import chance
from simulators.crew import CrewOnMission
from simulators.places import Commune
from simulators.settings import Night
from simulators.tablet import Tablet
from simulators.wire import Refused
from simulators.world import Person

_STARTS = (8, 20, 14, 22, 10, 17, 8, 12)
"""Local hours at which teams start, the first ones covering the day between them."""
SHIFT = timedelta(hours=10)
_FEW = 4

_BASIC = frozenset({Equipment.OXIMETER, Equipment.BLOOD_PRESSURE, Equipment.THERMOMETER})
_USUAL = _BASIC | {Equipment.GLUCOMETER, Equipment.ECG, Equipment.STETHOSCOPE, Equipment.OTOSCOPE}
_FULL = _USUAL | {Equipment.DERMATOSCOPE, Equipment.ULTRASOUND}
_PAUSES = ("repas", "réapprovisionnement", "nettoyage du véhicule")


class Vehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A team as it is planned. `shifts` are (start, end), in UTC."""

    team: str
    vehicle: str
    base: Commune
    nurse: str
    driver: str
    skills: frozenset[Skill]
    equipment: frozenset[Equipment]
    shifts: tuple[tuple[datetime, datetime], ...]


def fleet(night: Night, bases: list[Commune]) -> list[Vehicle]:
    """The teams of a night: one in four with ultrasound, all with a nurse."""
    vehicles: list[Vehicle] = []
    for number, base in enumerate(bases, 1):
        rng = chance(night.seed, f"vehicle {number}")
        full = number % 4 == 1
        skills = {Skill.NURSE, rng.choice((Skill.GERIATRIC, Skill.PAEDIATRIC))}
        vehicles.append(
            Vehicle(
                team=f"UMT-{number:02}",
                vehicle=f"VL télésanté {number:02}",
                base=base,
                nurse=f"ide-{number:02}",
                driver=f"amb-{number:02}",
                skills=frozenset(skills | ({Skill.ULTRASOUND} if full else set())),
                equipment=_FULL if full else _USUAL,
                shifts=tuple(_shifts(night, number)),
            )
        )
    return vehicles


def _shifts(night: Night, number: int) -> list[tuple[datetime, datetime]]:
    """The shifts of one team that touch the night. Few teams share the day evenly, for longer."""
    few = night.teams < _FEW
    hour = 24 / night.teams * (number - 1) + 8 if few else _STARTS[(number - 1) % len(_STARTS)]
    lasts = max(SHIFT, timedelta(hours=24 / night.teams - 0.5)) if few else SHIFT
    midnight = night.starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
    shifts: list[tuple[datetime, datetime]] = []
    for day in range(-1, int(night.hours // 24) + 2):
        start = midnight + timedelta(days=day, hours=hour)
        end = start + lasts
        if end > night.starts_at + timedelta(hours=1) and start < night.calls_end_at:
            shifts.append((max(start, night.starts_at).astimezone(UTC), end.astimezone(UTC)))
    return shifts


async def team(person: Person, vehicle: Vehicle, hospital: Position) -> None:
    """Work every shift of one team."""
    for start, end in vehicle.shifts:
        await person.world.timeline.sleep_until(start)
        crew = _Crew(person, vehicle, hospital, end)
        await crew.work()


class _Crew:
    """One crew for one shift."""

    def __init__(self, person: Person, vehicle: Vehicle, hospital: Position, end: datetime) -> None:
        self._person = person
        self._vehicle = vehicle
        self._hospital = hospital
        self._end = end
        self._tablet = Tablet(person, vehicle.team, vehicle.base.position)
        self._pause_at = end - timedelta(hours=person.rng.uniform(3, 6))

    async def work(self) -> None:
        await self._person.spend(60)
        await self._start()
        while True:
            mission = (await self._tablet.look()).mission
            if mission is not None:
                place = self._vehicle.base.position
                await CrewOnMission(self._tablet, mission, place, self._hospital).run()
                continue
            if self._person.now >= self._end and await self._went_home():
                return
            await self._tablet.signal()
            await self._pause_if_due()
            await self._wait()

    async def _start(self) -> None:
        vehicle = self._vehicle
        crew = (CrewMember(vehicle.nurse, Role.NURSE), CrewMember(vehicle.driver, Role.AMBULANCE_CREW))
        start = t.StartShift(
            team=vehicle.team,
            crew=crew,
            vehicle=vehicle.vehicle,
            skills=vehicle.skills,
            equipment=vehicle.equipment,
            care_type=CareType.PARAMEDICAL,
            base=Place(label=f"Base de {vehicle.base.name}", position=vehicle.base.position),
            ends_at=max(self._end, self._person.later(60)),
        )
        await self._person.attempt(start)
        await self._tablet.signal()
        await self._person.spend(300)
        working = sorted(vehicle.equipment)
        if self._person.happens(0.08):
            working.remove(self._person.rng.choice(working))
        await self._person.attempt(t.CheckEquipment(team=vehicle.team, equipment=frozenset(working)))

    async def _wait(self) -> None:
        """Until the pager rings, or it is time to look at the tablet anyway."""
        pager = self._person.world.pager(self._vehicle.team)
        if await pager.wait(self._person.later(self._person.world.night.tablet_every)):
            pager.clear()
            await self._person.spend(5)

    async def _pause_if_due(self) -> None:
        if self._person.now < self._pause_at:
            return
        self._pause_at = self._end + timedelta(days=1)
        name = self._vehicle.team
        why = self._person.rng.choice(_PAUSES)
        if await self._person.attempt(t.MakeTeamUnavailable(team=name, why=why)) is not None:
            await self._person.spend(1500)
            await self._person.attempt(t.MakeTeamAvailable(team=name))

    async def _went_home(self) -> bool:
        """End the shift; not where a mission was ordered at that very moment."""
        try:
            await self._person.do(t.EndShift(team=self._vehicle.team))
        except Refused as refused:
            return refused.reason != "TeamOnMission"
        return True
