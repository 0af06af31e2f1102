"""A mission lived by its crew: about an hour from the call to the next one, 35 to 40 minutes on site."""

from domain.mission import commands as m
from domain.mission.facts import Agreement, Outcome, VitalSign
from domain.visio_session import commands as v
from domain.visio_session.facts import Participant
from domain.vocabulary import DmpMode, InsStatus, OrientationType, Position, VitalParameter
from simulators.board import Sheet, SheetMission
from simulators.reading import read, request
from simulators.tablet import MissionGone, Tablet
from simulators.wire import Refused
from simulators.world import Person

ON_SITE = 37 * 60.0
DECLINES = ("Véhicule en panne au départ", "Équipier souffrant", "Matériel en cours de désinfection")
BILANS = (
    "Consciente, orientée, douleur 3/10, pas de signe de gravité.",
    "Dyspnée modérée, sibilants aux deux bases, parle en phrases.",
    "Chute mécanique, pas de point douloureux osseux, appui possible.",
    "Asthénie, pli cutané, muqueuses sèches, a bu un verre d'eau.",
)
_WAITS_FOR_WORD = 8
_READS = 14.0
"""Seconds from the ring to the answer: most crews are within the half minute of a P0, not all."""


class CrewOnMission:
    """One crew on one mission. `hospital` is where patients who do not stay at home go."""

    def __init__(self, tablet: Tablet, mission: SheetMission, base: Position, hospital: Position) -> None:
        self._tablet = tablet
        self._person: Person = tablet.person
        self._mission = mission
        self._base = base
        self._hospital = hospital
        self._names = {"mission": mission.id, "team": tablet.team}

    async def run(self) -> None:
        """Live through the mission. Ends early where the room calls it off."""
        try:
            await self._go()
            await self._tablet.flush()
        except MissionGone:
            return
        except Refused:
            await self._wind_up()

    async def _wind_up(self) -> None:
        """The tablet and the room disagree: say by telephone every step to the end, whichever are missing."""
        names = self._names
        for command in (
            m.ReportDeparture(**names),
            m.ReportArrival(**names),
            m.ReportDestination(**names),
            m.HandOverPatient(**names, outcome=Outcome.LEFT_AT_HOME),
            m.LeaveScene(**names),
            m.CloseMission(**names),
        ):
            await self._person.attempt(command)

    async def _go(self) -> None:
        habits, say = self._person.world.night.habits, self._tablet.say
        await self._person.spend(_READS)
        if self._person.happens(habits.declined):
            await say(m.DeclineMission(**self._names, why=self._person.rng.choice(DECLINES)))
            self._tell_the_room()
            return
        await say(m.AcknowledgeMission(**self._names))
        await self._person.spend(75)
        await say(m.ReportDeparture(**self._names))
        place = self._mission.place.position or self._base
        await self._drive(place)
        await self._enter_silence()
        await say(m.ReportArrival(**self._names))
        outcome = await self._care()
        await say(m.HandOverPatient(**self._names, outcome=outcome))
        await self._person.spend(120)
        await say(m.LeaveScene(**self._names))
        await self._go_home()

    async def _enter_silence(self) -> None:
        """Some small communes have holes in their coverage."""
        call = self._person.world.calls.get(self._mission.call)
        if call is not None and call.commune.rural and self._person.happens(_silence(self._person)):
            self._tablet.lose_network(self._person.rng.uniform(300, 3000))

    def _bilan(self, text: str | None = None) -> m.SendBilan:
        mission, team = self._names["mission"], self._names["team"]
        return m.SendBilan(mission=mission, team=team, vitals=vitals(self._person), text=text)

    async def _care(self) -> Outcome:
        """From the door to the end of the care; where the patient ends."""
        person, say = self._person, self._tablet.say
        await person.spend(ON_SITE * 0.07)
        if person.happens(person.world.night.habits.no_patient):
            return Outcome.NO_PATIENT
        await say(m.StartCare(**self._names))
        await person.spend(ON_SITE * 0.23)
        await say(self._bilan(person.rng.choice(BILANS)))
        self._tell_the_room()
        await self._show()
        await self._read_record()
        await person.spend(ON_SITE * 0.4)
        if person.happens(0.4):
            await say(self._bilan())
        orientation = await self._word()
        if orientation in (None, OrientationType.HOME):
            await person.spend(ON_SITE * 0.2)
            return Outcome.LEFT_AT_HOME
        await say(m.StartTransport(**self._names))
        await self._drive(self._hospital)
        await say(m.ReportDestination(**self._names))
        await person.spend(600)
        return Outcome.HANDED_OVER

    async def _drive(self, to: Position) -> None:
        person = self._person
        arrives_at = person.later(self._tablet.set_out(to))
        pager = person.world.pager(self._tablet.team)
        while person.now < arrives_at:
            await self._tablet.signal()
            if await pager.wait(min(arrives_at, person.later(person.world.night.telemetry_every))):
                pager.clear()
                if await self._called_off():
                    raise MissionGone("the room rang")
        await self._tablet.signal()

    async def _called_off(self) -> bool:
        if not self._tablet.connected:
            return False
        mission = (await self._tablet.look()).mission
        return mission is None or mission.id != self._mission.id

    async def _show(self) -> None:
        """Show the patient to the doctor, who is told by telephone, where the network allows."""
        person = self._person
        if not self._tablet.connected or not person.happens(person.world.night.habits.crew_visio):
            return
        agreed = m.ConsentTeleconsultation(**self._names, given_by=Agreement.PATIENT, told_version=1)
        if await person.attempt(agreed) is None:
            return
        session = person.world.numbered(f"{self._mission.call}-v")
        asked = v.RequestVisio(session=session, call=self._mission.call, mission=self._mission.id)
        if await person.attempt(asked) is None:
            return
        await person.spend(20)
        if await person.attempt(v.GiveConsent(session=session, spoken=True)) is not None:
            await person.attempt(v.JoinVisio(session=session, participant=Participant.CREW))
            self._tell_the_room()
            await person.spend(420, 0.15)
            await person.attempt(v.LeaveVisio(session=session, participant=Participant.CREW))

    async def _read_record(self) -> None:
        """The nurse may open the record with the patient's agreement, or break the glass."""
        person, habits = self._person, self._person.world.night.habits
        share = person.rng.random()
        if not self._tablet.connected or share > habits.crew_record + habits.crew_glass:
            return
        patient = _qualified(await self._tablet.look())
        if patient is None:
            return
        mode = DmpMode.BREAK_GLASS if share < habits.crew_glass else DmpMode.NORMAL
        access = await request(person, self._mission.call, patient, mode)
        call = person.world.calls.get(self._mission.call)
        if access is None or call is None or call.record is None or call.record.opposed_to_break_glass:
            return
        await person.spend(15, 0.1)
        await read(person, access, mode)

    async def _word(self) -> OrientationType | None:
        """The doctor's word on where the patient goes, waited for as long as a crew waits."""
        for _ in range(_WAITS_FOR_WORD):
            if not self._tablet.connected:
                return None
            mission = (await self._tablet.look()).mission
            if mission is None or mission.orientation is not None:
                return mission.orientation if mission else None
            await self._person.spend(60, 0.1)
        return None

    async def _go_home(self) -> None:
        """Half the crews are free on the road; the others say it at their base."""
        if self._person.happens(0.5) and self._tablet.connected:
            await self._tablet.say(m.CloseMission(**self._names))
            self._tell_the_room()
            self._tablet.set_out(self._base)
            return
        await self._tablet.say(m.ReturnToBase(**self._names))
        await self._drive(self._base)
        while not self._tablet.connected:
            await self._person.spend(60)
        await self._tablet.say(m.CloseMission(**self._names))
        self._tell_the_room()

    def _tell_the_room(self) -> None:
        if self._tablet.connected:
            self._person.world.news(self._mission.id).set()


def _silence(person: Person) -> float:
    return person.world.night.habits.no_network


def _qualified(sheet: Sheet) -> str | None:
    patients = sheet.call.patients if sheet.call else {}
    known = [name for name, patient in patients.items() if patient.status is InsStatus.QUALIFIED]
    return min(known, default=None)


def vitals(person: Person) -> tuple[VitalSign, ...]:
    """Plausible measures of a patient who mostly stays at home."""
    gauss = person.rng.gauss
    systolic = round(gauss(138, 20))
    values = {
        VitalParameter.HEART_RATE: (f"{max(42, round(gauss(84, 16)))}", "/min"),
        VitalParameter.BLOOD_PRESSURE: (f"{systolic}/{round(systolic * 0.57 + gauss(0, 6))}", "mmHg"),
        VitalParameter.OXYGEN_SATURATION: (f"{min(100, max(82, round(gauss(96, 2.5))))}", "%"),
        VitalParameter.RESPIRATORY_RATE: (f"{max(10, round(gauss(18, 4)))}", "/min"),
        VitalParameter.TEMPERATURE: (f"{gauss(37.3, 0.8):.1f}", "°C"),
        VitalParameter.GLASGOW: ("15" if person.happens(0.93) else "14", ""),
    }
    if person.happens(0.6):
        values[VitalParameter.GLUCOSE] = (f"{max(0.5, gauss(1.3, 0.5)):.2f}", "g/L")
    return tuple(
        VitalSign(parameter=parameter, value=value, unit=unit) for parameter, (value, unit) in values.items()
    )
