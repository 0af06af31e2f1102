"""A mission seen from the room: order the proposed team, watch it, orient the patient, close the file."""

from domain.mission import commands as m
from domain.mission.commands import OrderMission
from domain.proposal import Proposal
from domain.regulation_call import commands as c
from domain.visio_session import commands as v
from domain.visio_session.facts import Participant, VisioResult
from domain.vocabulary import OrientationType
from simulators import fates
from simulators.arrivals import PlannedCall
from simulators.board import MissionRow, Rows
from simulators.remote import hold
from simulators.wire import Refused
from simulators.world import Person

OVERRIDES = (
    "Équipe qui connaît déjà ce patient",
    "L'équipe proposée sort d'une mission longue, pause due",
    "Route coupée vers ce secteur",
)
HOSPITAL = "CHU, service des urgences"
_BEFORE_ARRIVAL = frozenset({"ordered", "alerted", "en-route"})
_WITH_PATIENT = frozenset({"on-scene", "in-care", "transporting", "in-transit"})
_HUMAN = 12.0
_LOOK_AGAIN = 20
_UNSEEN = 15


async def follow_up(person: Person, call: PlannedCall, mission: str) -> None:
    """Follow `mission` until it is over, then close the file of `call`."""
    person.world.busy += 1
    try:
        await _watch(person, call, mission)
        await _close(person, call)
    except Refused:
        # A colleague took the file over: theirs to close.
        pass
    finally:
        person.world.busy -= 1


async def _watch(person: Person, call: PlannedCall, mission: str) -> None:
    cancelled = person.happens(person.world.night.habits.cancelled)
    asked_at, unseen, seen = person.now, 0, False
    await person.spend(_HUMAN)
    while person.now < person.world.night.ends_at:
        rows = (await person.board()).board
        row = rows.missions.get(mission)
        seen = seen or row is not None
        if row is None:
            unseen += 1
            if seen or unseen > _UNSEEN:
                return
        elif row.state == "requested":
            if (person.now - asked_at).total_seconds() > 3 * 3600:
                await person.attempt(m.CancelMission(mission=mission, why="aucune équipe en trois heures"))
            elif await _ordered(person, row):
                continue
        elif row.state in _BEFORE_ARRIVAL and cancelled:
            why = "le patient est parti avec ses proches"
            gone = await person.attempt(m.CancelMission(mission=mission, why=why, team=row.team))
            if gone is not None and row.team is not None:
                person.world.pager(row.team).set()
            cancelled = False
        else:
            await _attend(person, call, row, rows)
        every = person.world.night.board_every
        await _look_again(person, mission, every if row is None or row.state == "requested" else 4 * every)


async def _look_again(person: Person, mission: str, seconds: float) -> None:
    """Look at the board again in so many seconds, or where the crew has news."""
    news = person.world.news(mission)
    if await news.wait(person.later(seconds)):
        news.clear()
        await person.spend(5)


async def _ordered(person: Person, row: MissionRow) -> bool:
    """Try to send a team. False where there is nobody to send now."""
    order = _choice(person, row.id, row.proposal)
    if order is None:
        return False
    await person.spend(_HUMAN)
    if await person.attempt(order) is None:
        await person.spend(_LOOK_AGAIN, 0.1)
    else:
        person.world.pager(order.team).set()
        await person.spend(person.world.night.board_every, 0.1)
    return True


def _choice(person: Person, mission: str, proposal: Proposal | None) -> OrderMission | None:
    if proposal is None or proposal.chosen is None:
        return None
    others = [candidate.team for candidate in proposal.ranked if candidate.team != proposal.chosen]
    if others and person.happens(person.world.night.habits.override):
        reason = person.rng.choice(OVERRIDES)
        return OrderMission(mission=mission, team=others[0], solve_id=proposal.solve_id, reason=reason)
    return OrderMission(mission=mission, team=proposal.chosen, solve_id=proposal.solve_id)


async def _attend(person: Person, call: PlannedCall, row: MissionRow, rows: Rows) -> None:
    """The crew is with the patient: look through their camera where they call, say where to go."""
    for visio in rows.visios.values():
        if visio.mission == row.id and visio.state == "consented":
            await _join(person, call, row.id, visio.id)
    if row.bilans and row.orientation is None and row.state in _WITH_PATIENT:
        await person.spend(_HUMAN)
        home = person.happens(person.world.night.habits.left_home)
        orientation = OrientationType.HOME if home else OrientationType.EMERGENCY_DEPARTMENT
        assigned = m.AssignDestination(
            mission=row.id, orientation=orientation, destination=None if home else HOSPITAL
        )
        await person.attempt(assigned)


async def _join(person: Person, call: PlannedCall, mission: str, session: str) -> None:
    await person.attempt(v.JoinVisio(session=session, participant=Participant.REGULATOR))
    await person.spend(240)
    await person.attempt(v.NoteFinding(session=session, text=person.rng.choice(fates.FINDINGS)))
    result = person.rng.choices(list(VisioResult), weights=(30, 60, 10))[0]
    assisted = Person(person.world, person.wire, f"consultation on {session}")
    await hold(assisted, call.id, session, mission)
    await person.attempt(v.EndVisio(session=session, result=result))


async def _close(person: Person, call: PlannedCall) -> None:
    await person.spend(60)
    advice = c.GiveAdvice(call=call.id, text=person.rng.choice(fates.ADVICE))
    await person.do(advice)
    await person.do(c.CompleteCall(call=call.id))
    await person.do(c.ValidateCall(call=call.id))
