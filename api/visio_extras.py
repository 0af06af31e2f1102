"""What the room needs of a video session beside commands: its codes, and stills of the picture; and the door
of the operator, who tells what became of messages."""

import hashlib
import hmac
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, get, post
from litestar.params import FromPath, JSONBody

from api.access import allow
from api.commands import COMMAND_PROBLEMS, PROBLEMS, AtDesk, Beside, CommandOutcome
from api.house import TheHouse
from api.media_intake import LARGEST_PART, Declared, Intake, Place
from api.problems import HttpProblem
from domain.document import LARGEST_IMAGE, DocumentKind
from domain.envelope import StreamId
from domain.fact import Act, Actor, Refusal
from domain.house import plan
from domain.refusals import NotFound
from domain.rules.permissions import ROOM
from domain.visio_session.commands import ReportDelivery
from domain.visio_session.facts import KIND
from domain.visio_session.links import Link
from domain.visio_session.refusals import SnapshotNotAgreed
from domain.visio_session.states import AfterConsent, NotRequested
from domain.visio_session.words import Delivery, Way
from domain.vocabulary import Role, ShortText

AnyRequest = Request[Any, Any, Any]


class GuestCode(msgspec.Struct, frozen=True, kw_only=True):
    """What is read aloud to a third party who has not come yet."""

    guest: str
    spoken_code: str


class VisioCodes(msgspec.Struct, frozen=True, kw_only=True):
    """`short_code`: what the page shows to the patient too. `spoken_code`: only where the link is read aloud,
    with the `address` of the page to read; `guests`: the same, of each third party invited that way."""

    session: str
    generation: int
    short_code: str
    address: str
    spoken_code: str | None = None
    guests: tuple[GuestCode, ...] = ()


@get(
    "/api/visios/{session:str}/codes",
    operation_id="readVisioCodes",
    guards=[allow(ROOM)],
    responses=PROBLEMS,
    tags=["visios"],
)
async def read_codes(session: FromPath[str], desk: AtDesk) -> VisioCodes:
    """The codes of a session's newest link, and of its guests': derived, and never kept."""
    state, _ = await desk.house.log.load(StreamId(KIND, desk.named(session)))
    if isinstance(state, NotRequested):
        raise NotFound(f"no video session {session}")
    patients, link = desk.house.patients, Link(session, state.subject.generation)
    aloud = state.subject.way is Way.READ_ALOUD and state.subject.mission is None
    guests = (
        GuestCode(guest=each.id, spoken_code=patients.key.spoken_code(Link(session, guest=each.id)))
        for each in state.subject.guests
        if each.way is Way.READ_ALOUD and not (each.opened or each.revoked)
    )
    return VisioCodes(
        session=session,
        generation=link.generation,
        short_code=patients.key.short_code(link),
        address=patients.address,
        spoken_code=patients.key.spoken_code(link) if aloud else None,
        guests=tuple(guests),
    )


@post(
    "/api/visios/{session:str}/snapshots/{media:str}",
    operation_id="keepVisioSnapshot",
    status_code=200,
    guards=[allow(ROOM)],
    responses=COMMAND_PROBLEMS,
    request_max_body_size=LARGEST_IMAGE,
    tags=["visios"],
)
async def keep_snapshot(
    session: FromPath[str], media: FromPath[str], request: AnyRequest, desk: AtDesk, envelope: Beside
) -> CommandOutcome:
    """Keep a still of the picture as a document of the file, as the patient agreed. The body is the image,
    JPEG or PNG, at most 4 MiB; it is decoded and cleaned like every picture."""
    state, _ = await desk.house.log.load(StreamId(KIND, desk.named(session)))
    if isinstance(state, NotRequested):
        raise NotFound(f"no video session {session}")
    agreed = state.subject.agreed
    if not isinstance(state, AfterConsent) or agreed is None or not agreed.snapshots:
        raise SnapshotNotAgreed(f"no agreement to stills in video session {session}")
    if desk.house.media is None:
        raise HttpProblem(503, "no-media", "Aucun rangement pour les images")
    content = await request.body()
    intake = Intake(desk.house.media, Place(call=state.call, session=session), desk.named(media))
    starts = range(0, len(content), LARGEST_PART)
    for part, start in enumerate(starts):
        await intake.take(part, content[start : start + LARGEST_PART])
    declared = Declared(
        kind=DocumentKind.SNAPSHOT,
        parts=max(1, len(starts)),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    outcome = await desk.issue(await intake.finished(declared), envelope)
    await intake.done()
    return outcome


class Fate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of a message. `reference`: that of the message, as it was handed over."""

    reference: Annotated[str, msgspec.Meta(max_length=200)]
    state: Delivery
    why: ShortText | None = None


@post(
    "/v/delivery",
    operation_id="reportSmsDelivery",
    status_code=204,
    exclude_from_csrf=True,
    include_in_schema=False,
)
async def report_delivery(data: JSONBody[Fate], request: AnyRequest, house: TheHouse) -> None:
    """For the operator alone, who shows the secret of the site as a bearer. Where the site takes no reports,
    or the secret is another one: 404, as if there were no such door. A message nobody knows is no news."""
    secret = house.patients.reports
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    same = hmac.compare_digest(shown.encode(), secret or b"\x00")
    if secret is None or not same:
        raise HttpProblem(404, "unknown-address", "Adresse inconnue")
    link = Link.named(data.reference)
    if link is None:
        return
    command = ReportDelivery(
        session=link.session,
        state=data.state,
        why=data.why,
        generation=link.generation,
        guest=link.guest,
    )
    act = Act(at=house.clock.now(), by=Actor(Role.SYSTEM, "sms-operator"), command_id=house.ids())
    try:
        await house.log.execute(plan(command), act)
    except Refusal:
        return


ROUTES: Final[list[Any]] = [read_codes, keep_snapshot, report_delivery]
