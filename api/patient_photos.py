"""Photos from the patient's telephone: in parts that may be sent again, checked, cleaned, kept."""

import hashlib
from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import Request, get, post, put
from litestar.params import FromPath, JSONBody

from api.house import House, TheHouse
from api.media import PartsHere
from api.media_intake import FROM_TELEPHONES, LARGEST_PART, MOST_PARTS, Declared, Intake, Place
from api.patient_door import DOOR_PROBLEMS, ClosedDoor, Visitor, check_same_origin, issue, visitor
from api.problems import HttpProblem
from domain.document import KIND, LARGEST_IMAGE, Added, DocumentKind, PhotoConsent
from domain.envelope import StreamId
from domain.visio_session.refusals import ConsentMissing
from domain.visio_session.states import AfterConsent
from domain.vocabulary import Identifier, Sha256

AnyRequest = Request[Any, Any, Any]


class PhotoSent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All `parts` are sent: `size` in bytes, `sha256` of the whole."""

    kind: Literal["photo"] = "photo"
    parts: Annotated[int, msgspec.Meta(ge=1, le=MOST_PARTS)]
    size: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_IMAGE)]
    sha256: Sha256


class PhotoKept(msgspec.Struct, frozen=True, kw_only=True):
    """The name of the document that the photo became."""

    document: str


@put(
    "/v/photos/{photo:str}/parts/{part:int}",
    operation_id="sendVisioPhotoPart",
    status_code=204,
    exclude_from_csrf=True,
    request_max_body_size=LARGEST_PART,
    responses=DOOR_PROBLEMS,
    tags=["patients"],
)
async def send_photo_part(
    photo: FromPath[str], part: FromPath[int], request: AnyRequest, house: TheHouse
) -> None:
    """Send one part, at most 128 KiB, in any order; again where nobody knows whether it came."""
    _, intake = await _intake(house, request, photo)
    await intake.take(part, await request.body())


@get(
    "/v/photos/{photo:str}/parts",
    operation_id="readVisioPhotoParts",
    exclude_from_csrf=True,
    responses=DOOR_PROBLEMS,
    tags=["patients"],
)
async def read_photo_parts(photo: FromPath[str], request: AnyRequest, house: TheHouse) -> PartsHere:
    """Which parts have come, so that the rest can be sent."""
    _, intake = await _intake(house, request, photo, reading=True)
    return PartsHere(parts=tuple(await intake.here()))


@post(
    "/v/photos/{photo:str}",
    operation_id="addVisioPhoto",
    status_code=200,
    exclude_from_csrf=True,
    responses=DOOR_PROBLEMS,
    tags=["patients"],
)
async def add_photo(
    photo: FromPath[str], data: JSONBody[PhotoSent], request: AnyRequest, house: TheHouse
) -> PhotoKept:
    """All parts are sent: the photo is decoded, cleaned of what a camera adds, kept sealed with the file,
    and told by a fact. Again, the first answer."""
    by, intake = await _intake(house, request, photo)
    known, _ = await house.log.load(StreamId(KIND, intake.media))
    if not isinstance(known, Added):
        declared = Declared(
            kind=DocumentKind.PHOTO,
            parts=data.parts,
            size=data.size,
            sha256=data.sha256,
            consent=PhotoConsent.PATIENT,
        )
        await issue(house, by, await intake.finished(declared))
        await intake.done()
    return PhotoKept(document=intake.media)


async def _intake(
    house: House, request: AnyRequest, photo: str, *, reading: bool = False
) -> tuple[Visitor, Intake]:
    """The way in to the file of the session. Raises ClosedDoor, ConsentMissing, 403, 422 and 503."""
    if not reading:
        check_same_origin(request)
    by = await visitor(house, request)
    if by.guest is not None:
        raise ClosedDoor
    if not isinstance(by.state, AfterConsent):
        raise ConsentMissing(f"no consent recorded in video session {by.session}")
    if house.media is None:
        raise HttpProblem(503, "no-media", "Aucun rangement pour les images")
    try:
        msgspec.convert(photo, Identifier)
    except msgspec.ValidationError:
        raise HttpProblem(422, "malformed", "Nom de photo impossible") from None
    # A name of its own for each session: no telephone reaches the parts of another, nor of a crew.
    name = hashlib.sha256(f"{by.session}\n{photo}".encode()).hexdigest()[:32]
    place = Place(call=by.state.call, session=by.session)
    return by, Intake(house.media, place, f"{FROM_TELEPHONES.names}{name}", FROM_TELEPHONES)


ROUTES: Final[list[Any]] = [send_photo_part, read_photo_parts, add_photo]
