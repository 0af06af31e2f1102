"""Whose socket it is: somebody signed in, or the device that a link was opened on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar.connection import ASGIConnection

from api.access import joins_as, who
from api.commands import Desk, Envelope
from api.house import House
from api.patient_door import ClosedDoor, visitor
from api.patient_door import issue as issue_for
from api.problems import HttpProblem
from api.sessions import COOKIE
from domain.house import AnyCommand
from domain.refusals import NotFound
from domain.visio_session.words import Participant

Connection = ASGIConnection[Any, Any, Any, Any]


@dataclass(frozen=True)
class Seat:
    """One person at one session. `key` is the same for each of their sockets; `issue` executes a command
    of theirs under a command id and says whether a fact came of it; `still_allowed` whether they may stay."""

    session: str
    participant: Participant
    guest: str | None
    key: str
    issue: Callable[[AnyCommand, str], Awaitable[bool]]
    still_allowed: Callable[[], Awaitable[bool]]


async def staff_seat(connection: Connection, session: str) -> Seat | None:
    """The seat of who is signed in; None where nobody is, or where their role joins nothing."""
    house: House = connection.app.state.house
    try:
        person = who(connection)
    except HttpProblem:
        return None
    participant = joins_as(person.role)
    if participant is None:
        return None
    desk = Desk(house, person)
    cookie = connection.cookies.get(COOKIE, "")
    sessions = connection.app.stores.get("sessions")

    async def issue(command: AnyCommand, command_id: str) -> bool:
        return bool((await desk.issue(command, Envelope(command_id, None))).facts)

    async def still_allowed() -> bool:
        return house.accounts.person(person.user) == person and await sessions.exists(cookie)

    return Seat(session, participant, None, f"{person.role}:{person.user}", issue, still_allowed)


async def patients_seat(connection: Connection) -> Seat | None:
    """The seat of the patient or the guest on whose device a link was opened; None where it opens nothing.

    What ends it later is a fact, which closes the socket: it is not looked at again. Raises LogErrors.
    """
    house: House = connection.app.state.house
    try:
        came = await visitor(house, connection)
    except ClosedDoor:
        return None

    async def issue(command: AnyCommand, _: str) -> bool:
        try:
            return bool(await issue_for(house, came, command))
        except ClosedDoor:
            raise NotFound(f"no video session {came.session}") from None

    async def still_allowed() -> bool:
        return True

    participant = Participant.PATIENT if came.guest is None else Participant.GUEST
    return Seat(came.session, participant, came.guest, came.actor.id, issue, still_allowed)
