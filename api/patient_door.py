"""Who stands at the public door of video sessions: by a link, by a spoken code, or by the device it opened.

Everything that does not open gets one and the same answer, byte by byte: whoever tries learns nothing, not
even whether a session exists. Why is a fact, where the link was a true one; links that nobody made are
counted.
"""

import hashlib
import hmac
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.openapi.datastructures import ResponseSpec

from api.commands import COMMAND_PROBLEMS
from api.house import House
from api.patients import ANYWHERE
from api.problems import MEDIA_TYPE, HttpProblem, Problem
from domain.envelope import StreamId
from domain.fact import Act, Actor, Fact
from domain.house import AnyCommand, plan
from domain.refusals import NotFound
from domain.visio_door import CountForgedLinks, hour
from domain.visio_session.facts import KIND
from domain.visio_session.links import Link
from domain.visio_session.states import Begun, Guest, NotRequested, Over
from domain.visio_session.words import Way
from domain.vocabulary import Role
from projections.visio_row import VisioRow, VisioStage

COOKIE: Final = "vigie_visio"
COUNT_EVERY: Final = 10.0
"""Seconds between two facts about forged links, for one process."""

AnyConnection = ASGIConnection[Any, Any, Any, Any]


def _spec(description: str) -> ResponseSpec:
    return ResponseSpec(Problem, description=description, media_type=MEDIA_TYPE, generate_examples=False)


DOOR_PROBLEMS: Final[dict[int, ResponseSpec]] = {
    **{status: COMMAND_PROBLEMS[status] for status in (400, 409, 413, 415, 422, 503)},
    403: _spec("The page that asks is another site's."),
    410: _spec("The link, the code or the device opens nothing now: who to call, and nothing else."),
    429: _spec("Too many failures: come again after Retry-After."),
}


class ClosedDoor(Exception):
    """The link, the code or the device opens nothing now."""


class NotUsable(msgspec.Struct, frozen=True, kw_only=True):
    """The one answer to whatever does not open: who to call, and nothing else."""

    type: str
    title: str
    status: int
    detail: str
    centre: str
    phone_to_call: str


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who came in by the device that the link opened on: the patient, or `guest`."""

    session: str
    guest: str | None
    state: Begun

    @property
    def actor(self) -> Actor:
        """Who acts in the log: nobody is named by a link."""
        return Actor(Role.CALLER, f"visio-{self.session}" + (f"~{self.guest}" if self.guest else ""))

    @property
    def known(self) -> Guest | None:
        """The guest, where the visitor is one."""
        return self.state.subject.guest(self.guest)


@dataclass
class Forgeries:
    """Links tried that nobody made: counted, and told now and then."""

    waiting: int = 0
    told_at: float = field(default=float("-inf"))

    def one_more(self, now: float) -> int:
        """How many to tell now, 0 where it is too early."""
        self.waiting += 1
        if now - self.told_at < COUNT_EVERY:
            return 0
        told, self.waiting, self.told_at = self.waiting, 0, now
        return told


def on_closed(request: Request[Any, Any, Any], _: ClosedDoor) -> Response[NotUsable]:
    """The one answer, in French, or in English where Accept-Language prefers it."""
    house: House = request.app.state.house
    english = request.headers.get("accept-language", "fr").strip().lower().startswith("en")
    said = NotUsable(
        type="urn:vigie:problem:link-not-usable",
        title="This link cannot be used" if english else "Ce lien ne peut pas être utilisé",
        status=410,
        detail="call the centre: the doctor sends another link",
        centre=house.patients.centre,
        phone_to_call=house.patients.phone_to_call,
    )
    return Response(said, status_code=410, media_type=MEDIA_TYPE)


def check_same_origin(request: AnyConnection) -> None:
    """Raise 403 unless the page that asks is ours, by `Sec-Fetch-Site` or by `Origin`, and by neither not."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    ours = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if (site is None and origin is None) or site not in (None, "same-origin") or not ours:
        raise HttpProblem(403, "cross-site", "Demande venue d'un autre site")


def address_of(request: AnyConnection) -> str:
    """Whose failures are counted together."""
    return request.client.host if request.client else ""


def check_not_too_often(house: House, request: AnyConnection, *, code: bool) -> None:
    """Raise 429 with Retry-After after too many failures."""
    patients, place = house.patients, address_of(request)
    waits = [patients.links.wait(place)]
    if code:
        waits += [patients.codes.wait(place), patients.all_codes.wait(ANYWHERE)]
    if wait := max(waits):
        raise HttpProblem(429, "too-many-attempts", "Trop d'essais", headers={"Retry-After": str(wait)})


async def link_of(house: House, request: AnyConnection, token: str | None, code: str | None) -> Link:
    """The link shown: nothing is read of the log before it is known for ours. Raises ClosedDoor, 429."""
    check_not_too_often(house, request, code=token is None)
    found = house.patients.key.read(token) if token is not None else _spoken(house, code or "")
    if found is not None:
        return found
    failed(house, request, code=token is None)
    forgeries: Forgeries = request.app.state.forgeries
    if count := forgeries.one_more(time.monotonic()):
        at = house.clock.now()
        counted = CountForgedLinks(door=hour(at), count=count)
        act = Act(at=at, by=Actor(Role.SYSTEM, "visio-door"), command_id=house.ids())
        await house.log.execute(plan(counted), act)
    raise ClosedDoor


def failed(house: House, request: AnyConnection, *, code: bool = False) -> None:
    """One more failure of this address."""
    place = address_of(request)
    house.patients.links.failed(place)
    if code:
        house.patients.codes.failed(place)
        house.patients.all_codes.failed(ANYWHERE)


def _spoken(house: House, code: str) -> Link | None:
    """The link of the one open invitation whose code was read out: each is compared, whichever is first."""
    found: Link | None = None
    for row in house.board.view.visios.values():
        for link in _read_out(row):
            if house.patients.key.is_spoken_code(link, code):
                found = link
    return found


def _read_out(row: VisioRow) -> Iterator[Link]:
    """The links of a session whose codes may be typed now: the patient's, and those of its guests."""
    if row.way is Way.READ_ALOUD and row.state is VisioStage.INVITED:
        yield Link(row.id, row.generation)
    for guest in row.guests if row.state is not VisioStage.OVER else ():
        if guest.way is Way.READ_ALOUD and guest.sent and not (guest.opened or guest.revoked):
            yield Link(row.id, guest=guest.id)


async def visitor(house: House, connection: AnyConnection) -> Visitor:
    """Who comes in by the cookie of the device. Raises ClosedDoor where it opens nothing now."""
    came = await known_device(house, connection)
    if isinstance(came.state, Over):
        raise ClosedDoor
    return came


async def known_device(house: House, connection: AnyConnection) -> Visitor:
    """Whose device it is, whether or not the session is over. Raises ClosedDoor where a link never opened."""
    link, sha256 = cookie_of(connection)
    state, _ = await house.log.load(StreamId(KIND, link.session))
    if isinstance(state, NotRequested):
        raise ClosedDoor
    guest = state.subject.guest(link.guest)
    if link.guest is not None and (guest is None or guest.revoked):
        raise ClosedDoor
    device = guest.device if guest else state.subject.device
    if device is None or not hmac.compare_digest(device, sha256):
        raise ClosedDoor
    return Visitor(session=link.session, guest=link.guest, state=state)


def cookie_of(connection: AnyConnection) -> tuple[Link, str]:
    """What the cookie says: which session, and the digest of its secret. Raises ClosedDoor without one."""
    name, _, secret = (connection.cookies.get(COOKIE) or "").rpartition(".")
    link = Link.named(name)
    if link is None or not secret:
        raise ClosedDoor
    return link, hashlib.sha256(secret.encode()).hexdigest()


async def issue(house: House, by: Visitor, command: AnyCommand) -> list[Fact]:
    """Execute a visitor's command: the facts it led to. Raises Refusals and LogErrors, which become
    problems, and ClosedDoor."""
    call = by.state.call
    act = Act(
        at=house.clock.now(), by=by.actor, command_id=house.ids(), correlation=f"regulation-call:{call}"
    )
    try:
        outcome = await house.log.execute(plan(command), act)
    except NotFound:
        raise ClosedDoor from None
    return [each.fact for each in outcome.facts]
