"""The ARM: they pick up, write the file field by field, and hand it to the doctors."""

from collections.abc import Iterator

from domain.fact import Command
from domain.regulation_call import commands as c
from domain.vocabulary import Caller, DismissalCode, InsStatus, Priority
from simulators import fates
from simulators.arrivals import PlannedCall
from simulators.fates import Fate
from simulators.settings import FILES_PER_HOUR_ARM
from simulators.wire import Refused
from simulators.world import Person

URGENT = frozenset({Priority.P0, Priority.P1})
_RANK = {priority: rank for rank, priority in enumerate(Priority)}
_MEAN = 3600 / FILES_PER_HOUR_ARM
_CALL_BACK = 45.0
_HURRIED = 20.0
"""Seconds for each question of an urgent call until a doctor has it; the rest is written afterwards."""


async def callers(person: Person) -> None:
    """The town: calls ring at their time, whoever is there to answer."""
    for call in person.world.calls.values():
        await person.world.timeline.sleep_until(call.rings_at)
        person.world.tally.calls_rung += 1
        person.world.ringing.put(call)


async def assistant(person: Person) -> None:
    """Answer calls until the end of the night."""
    world = person.world
    while (call := await world.ringing.get(world.night.ends_at)) is not None:
        waited = (person.now - call.rings_at).total_seconds()
        if waited > call.patience:
            world.tally.calls_abandoned += 1
            continue
        world.busy += 1
        try:
            await person.spend(3)
            await _take(person, call)
        except Refused:
            # A colleague has closed or taken the file meanwhile: the next call.
            pass
        finally:
            world.busy -= 1


async def _take(person: Person, call: PlannedCall) -> None:
    received = c.ReceiveCall(
        call=call.id, origin=call.origin, rang_at=call.rings_at, caller=Caller(phone=call.caller.phone)
    )
    await person.do(received)
    steps = list(_steps(person, call))
    dropped = person.rng.randrange(1, len(steps) + 1) if call.lost else 0
    hurried = call.priority in URGENT and call.fate in _REGULATED
    for number, command in enumerate(steps, 1):
        await person.spend(_HURRIED if hurried else _MEAN / (len(steps) + 1))
        hurried = hurried and not isinstance(command, c.TransferToRegulator)
        await person.do(command)
        if isinstance(command, c.TransferToRegulator):
            person.world.waiting.put(call, (_RANK[call.priority], call.rings_at))
        if number == dropped and not await _still_there(person, call):
            return


def _steps(person: Person, call: PlannedCall) -> Iterator[Command]:
    locate = c.LocateCall(call=call.id, place=call.place)
    describe = c.DescribeCaller(call=call.id, caller=call.caller)
    motive = c.StateMotive(call=call.id, motive=call.motive.words, code=call.motive.code)
    match call.fate:
        case Fate.DISMISSED:
            yield motive
            yield c.DismissCall(call=call.id, code=call.dismissal)
        case Fate.DUPLICATE:
            yield locate
            yield motive
            yield c.LinkDuplicate(call=call.id, original=call.original or "")
        case _:
            priority = c.AssignPriority(call=call.id, priority=call.priority)
            transfer = c.TransferToRegulator(call=call.id, channel=call.channel)
            identify = list(_identify(person, call))
            if call.priority in URGENT:
                yield from (locate, motive, priority, transfer, describe, *identify)
            else:
                yield from (describe, locate, motive, *identify, priority)
                yield c.NoteObservation(call=call.id, text=person.rng.choice(fates.OBSERVATIONS))
                yield transfer


def _identify(person: Person, call: PlannedCall) -> Iterator[Command]:
    """A qualified identity comes at once with the health card, or after a second look."""
    at_once = person.happens(0.5) and call.ins is not None
    yield c.IdentifyPatient(
        call=call.id,
        patient=call.patient,
        person=call.person,
        status=InsStatus.QUALIFIED if at_once else InsStatus.PROVISIONAL,
        ins=call.ins if at_once else None,
    )
    if call.ins is not None and not at_once:
        yield c.QualifyIdentity(call=call.id, patient=call.patient, ins=call.ins)


async def _still_there(person: Person, call: PlannedCall) -> bool:
    """The line dropped: call back, and drop the file where nobody answers."""
    await person.do(c.LoseCaller(call=call.id))
    await person.spend(_CALL_BACK)
    await person.do(c.CallBack(call=call.id, reached=call.reached))
    if call.reached or call.fate not in _REGULATED:
        return True
    await person.do(c.DismissCall(call=call.id, code=DismissalCode.HUNG_UP))
    return False


_REGULATED = frozenset(Fate) - {Fate.DISMISSED, Fate.DUPLICATE}
