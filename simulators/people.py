"""The regulating doctors: they take the file that waits first, look, decide, and answer for it."""

from domain.fact import Command
from domain.regulation_call import commands as c
from domain.visio_session import commands as v
from domain.visio_session.facts import Participant, VisioResult
from simulators import fates
from simulators.arrivals import PlannedCall
from simulators.fates import Fate
from simulators.follow_up import follow_up
from simulators.patients import patient
from simulators.reading import consult
from simulators.remote import hold
from simulators.settings import FILES_PER_HOUR_DOCTOR
from simulators.wire import Refused, Wire
from simulators.world import Person

_MEAN = 3600 / FILES_PER_HOUR_DOCTOR
_LOOK_EVERY = 15.0
_PATIENCE = 12
_TOGETHER = frozenset({"consented", "live", "degraded", "audio-only"})


async def regulator(person: Person, patients: Wire) -> None:
    """Regulate files until the end of the night. `patients` is the patients' side of the video."""
    world = person.world
    while (call := await world.waiting.get(world.night.ends_at)) is not None:
        world.busy += 1
        try:
            await _regulate(person, call, patients)
        except Refused:
            # Dismissed by the assistant meanwhile, or taken over: the next file.
            pass
        finally:
            world.busy -= 1


async def _regulate(person: Person, call: PlannedCall, patients: Wire) -> None:
    await person.do(c.StartRegulation(call=call.id))
    await person.wire.read(f"/api/calls/{call.id}", dict[str, object])
    await person.spend(_MEAN * 0.4)
    if call.visio:
        await _see(person, call, patients)
    if call.consults is not None:
        await consult(person, call, call.consults)
    await person.do(c.AssessCareLevel(call=call.id, level=call.level))
    await person.spend(_MEAN * 0.4)
    for command in _decisions(person, call):
        await person.do(command)
        if isinstance(command, c.DecideIntervention):
            _send_for(person, call, command.mission)
            return
    await person.spend(_MEAN * 0.2)
    await person.do(c.CompleteCall(call=call.id))
    await person.do(c.ValidateCall(call=call.id))


def _decisions(person: Person, call: PlannedCall) -> list[Command]:
    advice = c.GiveAdvice(call=call.id, text=person.rng.choice(fates.ADVICE))
    match call.fate:
        case Fate.INTERVENTION:
            mission = person.world.numbered(f"{call.id}-m")
            return [c.DecideIntervention(call=call.id, mission=mission, needs=call.needs)]
        case Fate.PRESCRIPTION:
            return [c.GivePhonePrescription(call=call.id, text=person.rng.choice(fates.PRESCRIPTIONS))]
        case Fate.ORIENTATION:
            orient = c.OrientPatient(call=call.id, orientation=call.orientation, patient=None)
            return [advice, orient] if person.happens(0.2) else [orient]
        case Fate.NOTHING:
            return [c.DecideNothingFurther(call=call.id, reason=person.rng.choice(fates.NOTHING))]
        case Fate.ADVICE | Fate.DISMISSED | Fate.DUPLICATE:
            return [advice]


def _send_for(person: Person, call: PlannedCall, mission: str) -> None:
    name = f"{person.name} for {mission}"
    follower = Person(person.world, person.wire, name)
    follower.position = person.position
    person.world.timeline.spawn(name, follow_up(follower, call, mission))


async def _see(person: Person, call: PlannedCall, patients: Wire) -> None:
    """Invite, wait until the patient is there, look, and say what it was worth."""
    session = person.world.numbered(f"{call.id}-v")
    invited = await person.attempt(v.RequestVisio(session=session, call=call.id, phone=call.caller.phone))
    if invited is None:
        return
    name = f"patient of {session}"
    if not person.world.telephones:
        person.world.timeline.spawn(name, patient(Person(person.world, patients, name), session))
    if not await _met(person, session):
        await person.attempt(v.EndVisio(session=session))
        return
    await person.attempt(v.JoinVisio(session=session, participant=Participant.REGULATOR))
    await person.spend(110)
    await person.attempt(v.NoteFinding(session=session, text=person.rng.choice(fates.FINDINGS)))
    result = person.rng.choices(list(VisioResult), weights=(25, 60, 15))[0]
    await hold(Person(person.world, person.wire, f"consultation on {session}"), call.id, session)
    await person.attempt(v.EndVisio(session=session, result=result))


async def _met(person: Person, session: str) -> bool:
    for _ in range(_PATIENCE):
        await person.spend(_LOOK_EVERY, 0.1)
        row = (await person.board()).board.visios.get(session)
        if row is None:
            return False
        if row.state in _TOGETHER:
            return True
    return False
