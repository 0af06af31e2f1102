"""The patient's side of a video session: nobody is signed in, a link opens it on one device."""

import hashlib
import secrets
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody

from api.bodies import LARGEST
from api.house import House, TheHouse
from api.patient_door import (
    COOKIE,
    DOOR_PROBLEMS,
    ClosedDoor,
    Visitor,
    check_same_origin,
    cookie_of,
    failed,
    issue,
    link_of,
    visitor,
)
from api.phones import coarse
from domain.envelope import StreamId
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from domain.visio_session.links import LONGEST, Link
from domain.visio_session.refusals import LinkNotUsable, SessionOver
from domain.visio_session.states import AfterConsent, NotRequested
from domain.visio_session.words import (
    LadderStep,
    Language,
    Metres,
    Milliseconds,
    Participant,
    ToldVersion,
    TroubleKind,
    Want,
)
from domain.vocabulary import Latitude, Longitude, Position, ShortText

AnyRequest = Request[Any, Any, Any]
TOLD_VERSION: Final = 1
"""Of the text on benefits and risks that the page shows."""
_DEVICE_SECONDS: Final = 24 * 3600
Token = Annotated[str, msgspec.Meta(max_length=LONGEST)]
Code = Annotated[str, msgspec.Meta(pattern=r"\A[0-9 ]{8,12}\Z")]


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page sends."""


class Open(Body, frozen=True, kw_only=True):
    """The token of the link, or the code that was read out; neither where the page was loaded again."""

    token: Token | None = None
    code: Code | None = None
    language: Language = "fr"


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What who opened a link sees. `short_code`: what the regulator reads out, so that both know. `state`:
    where the session is; `told_version`: which text to show before consent; `snapshots_asked`: whether the
    page asks for that agreement too."""

    session: str
    want: Want
    centre: str
    phone_to_call: str
    short_code: str
    state: str
    role: Participant
    guest: str | None
    told_version: int
    consented: bool
    location_agreed: bool
    snapshots_agreed: bool
    snapshots_asked: bool


class Consent(Body, frozen=True, kw_only=True):
    told_version: ToldVersion
    language: Language
    spoken: bool = False
    location: bool = False
    snapshots: bool = False


class Refuse(Body, frozen=True, kw_only=True):
    why: ShortText | None = None


class Trouble(Body, frozen=True, kw_only=True):
    """`token` where the link has not opened yet."""

    kind: TroubleKind
    detail: ShortText | None = None
    token: Token | None = None


class Here(Body, frozen=True, kw_only=True):
    lat: Latitude
    lon: Longitude
    accuracy_m: Metres


class Rung(Body, frozen=True, kw_only=True):
    step: LadderStep
    why: ShortText | None = None
    automatic: bool = False
    took_ms: Milliseconds | None = None


_DOOR: Final[dict[str, Any]] = {
    "exclude_from_csrf": True,
    "request_max_body_size": LARGEST,
    "responses": DOOR_PROBLEMS,
    "tags": ["patients"],
}


@post("/v/open", operation_id="openVisioLink", status_code=200, **_DOOR)
async def open_link(data: JSONBody[Open], request: AnyRequest, house: TheHouse) -> Response[Opened]:
    """Open a link on this device: from here on it opens on no other. The same device is welcome back."""
    check_same_origin(request)
    if data.token is None and data.code is None:
        return await _welcome_back(house, request)
    link = await link_of(house, request, data.token, data.code)
    secret = _secret_of(request, link) or secrets.token_urlsafe(32)
    command = c.OpenInvitation(
        session=link.session,
        generation=link.generation,
        guest=link.guest,
        device_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        phone=coarse(request.headers.get("user-agent", "")),
    )
    opening = await _unopened(house, link)
    try:
        facts = await issue(house, opening, command)
    except (LinkNotUsable, SessionOver):
        facts = None
    if facts is None or any(isinstance(fact, f.LinkRefused) for fact in facts):
        failed(house, request)
        raise ClosedDoor
    return Response(
        _opened(house, await _unopened(house, link), link), cookies=[_cookie(house, link, secret)]
    )


@post("/v/consent", operation_id="giveVisioConsent", status_code=204, **_DOOR)
async def consent(data: JSONBody[Consent], request: AnyRequest, house: TheHouse) -> None:
    """Record consent, before any camera is asked for: the patient's, or a guest's own."""
    check_same_origin(request)
    by = await visitor(house, request)
    if by.guest is not None:
        agrees = c.AgreeAsGuest(
            session=by.session, guest=by.guest, told_version=data.told_version, language=data.language
        )
        await issue(house, by, agrees)
        return
    said = {name: getattr(data, name) for name in Consent.__struct_fields__}
    await issue(house, by, c.GiveConsent(session=by.session, **said))


@post("/v/refuse", operation_id="refuseVisioConsent", status_code=204, **_DOOR)
async def refuse(data: JSONBody[Refuse], request: AnyRequest, house: TheHouse) -> None:
    """Say no, or no longer: the session is over."""
    by = await _patient(house, request)
    await issue(house, by, c.RefuseConsent(session=by.session, why=data.why))


@post("/v/trouble", operation_id="reportVisioTrouble", status_code=204, **_DOOR)
async def trouble(data: JSONBody[Trouble], request: AnyRequest, house: TheHouse) -> None:
    """Tell the regulator why this telephone cannot show its holder."""
    check_same_origin(request)
    if data.token is not None:
        link = await link_of(house, request, data.token, None)
        by = await _unopened(house, link)
    else:
        by = await visitor(house, request)
    who = Participant.GUEST if by.guest else Participant.PATIENT
    told = c.ReportTrouble(
        session=by.session, kind=data.kind, detail=data.detail, participant=who, guest=by.guest
    )
    await issue(house, by, told)


@post("/v/location", operation_id="giveVisioLocation", status_code=204, **_DOOR)
async def location(data: JSONBody[Here], request: AnyRequest, house: TheHouse) -> None:
    """Where the telephone is, where its holder agreed to tell."""
    by = await _patient(house, request)
    place = Position(data.lat, data.lon)
    await issue(house, by, c.GiveLocation(session=by.session, position=place, accuracy_m=data.accuracy_m))


@post("/v/report", operation_id="reportVisioLadder", status_code=204, **_DOOR)
async def report(data: JSONBody[Rung], request: AnyRequest, house: TheHouse) -> None:
    """Which rung the telephone went to, where its socket cannot tell."""
    check_same_origin(request)
    by = await visitor(house, request)
    moved = {name: getattr(data, name) for name in Rung.__struct_fields__}
    await issue(house, by, c.MoveOnLadder(session=by.session, **moved))


async def _welcome_back(house: House, request: AnyRequest) -> Response[Opened]:
    """Who opened a link on this device, by its cookie alone. Raises ClosedDoor."""
    by = await visitor(house, request)
    link, _ = cookie_of(request)
    return Response(_opened(house, by, link))


async def _patient(house: House, request: AnyRequest) -> Visitor:
    """The patient; a guest speaks for nobody. Raises ClosedDoor."""
    check_same_origin(request)
    by = await visitor(house, request)
    if by.guest is not None:
        raise ClosedDoor
    return by


async def _unopened(house: House, link: Link) -> Visitor:
    """Who holds a true link, whatever it opens. Raises ClosedDoor where its session is not in this log."""
    state, _ = await house.log.load(StreamId(f.KIND, link.session))
    if isinstance(state, NotRequested):
        raise ClosedDoor
    return Visitor(session=link.session, guest=link.guest, state=state)


def _secret_of(request: AnyRequest, link: Link) -> str | None:
    """The secret of this device for this very link, where it has one."""
    try:
        known, _ = cookie_of(request)
    except ClosedDoor:
        return None
    return (request.cookies[COOKIE]).rpartition(".")[2] if known == link else None


def _cookie(house: House, link: Link, secret: str) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=f"{link.name}.{secret}",
        path="/v",
        max_age=_DEVICE_SECONDS,
        secure=house.secure_cookies,
        httponly=True,
        samesite="strict",
    )


def _opened(house: House, by: Visitor, link: Link) -> Opened:
    subject, patients = by.state.subject, house.patients
    agreed = subject.agreed
    return Opened(
        session=by.session,
        want=subject.want,
        centre=patients.centre,
        phone_to_call=patients.phone_to_call,
        short_code=patients.key.short_code(link),
        state=str(by.state.__struct_config__.tag),
        role=Participant.GUEST if by.guest else Participant.PATIENT,
        guest=by.guest,
        told_version=TOLD_VERSION,
        consented=isinstance(by.state, AfterConsent),
        location_agreed=agreed is not None and agreed.location,
        snapshots_agreed=agreed is not None and agreed.snapshots,
        snapshots_asked=subject.want is Want.VIDEO,
    )


ROUTES: Final[list[Any]] = [open_link, consent, refuse, trouble, location, report]
