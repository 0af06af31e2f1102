"""The door of pictures: sent in parts that may be sent again, checked, kept sealed, then told by a fact; read
one by one, each reading recorded first."""

import hashlib
from typing import Annotated, Any, Final
from urllib.parse import quote

import msgspec
from litestar import Request, Response, get, post, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter

from api.access import allow, on_mission
from api.commands import COMMAND_PROBLEMS, PROBLEMS, AtDesk, Beside, CommandOutcome, Desk
from api.media_intake import LARGEST_PART, Declared, Intake, Place, content_name
from api.ports import MediaStore
from api.problems import MEDIA_TYPE, HttpProblem, Problem
from domain import mission as missions
from domain.document import KIND, AddDocument, Added, DocumentAdded
from domain.envelope import StreamId
from domain.file_reading import What
from domain.mission.states import MissionState, NotRequested
from domain.refusals import NotFound
from domain.rules.permissions import CREW, ROOM

AnyRequest = Request[Any, Any, Any]
OfMission = Annotated[str, QueryParameter(description="The mission that the picture was taken on.")]
_LATER: Final = ResponseSpec(
    Problem, description="Too many pictures of this file.", media_type=MEDIA_TYPE, generate_examples=False
)
MEDIA_PROBLEMS: Final[dict[int, ResponseSpec]] = {**COMMAND_PROBLEMS, 429: _LATER}


class PartsHere(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of the parts that need not be sent again, in order."""

    parts: tuple[int, ...]


@put(
    "/api/media/{media:str}/parts/{part:int}",
    operation_id="sendMediaPart",
    status_code=204,
    guards=[allow(CREW)],
    responses=MEDIA_PROBLEMS,
    request_max_body_size=LARGEST_PART,
    tags=["media"],
)
async def send_part(
    media: FromPath[str],
    part: FromPath[int],
    mission: OfMission,
    desk: AtDesk,
    request: Request[Any, Any, Any],
) -> None:
    """Send one part of a picture, at most 128 KiB, in any order; again where nobody knows whether it came."""
    intake = await _intake(desk, media, mission)
    await intake.take(part, await request.body())


@get(
    "/api/media/{media:str}/parts",
    operation_id="readMediaParts",
    guards=[allow(CREW)],
    responses=PROBLEMS,
    tags=["media"],
)
async def read_parts(media: FromPath[str], mission: OfMission, desk: AtDesk) -> PartsHere:
    """Which parts have come, so that the rest can be sent."""
    return PartsHere(parts=tuple(await (await _intake(desk, media, mission)).here()))


@post(
    "/api/media/{media:str}",
    operation_id="addMedia",
    status_code=200,
    guards=[allow(CREW)],
    responses=MEDIA_PROBLEMS,
    tags=["media"],
)
async def add_media(
    media: FromPath[str], data: JSONBody[Declared], mission: OfMission, desk: AtDesk, envelope: Beside
) -> CommandOutcome:
    """All parts are sent: the picture is decoded, cleaned of what a camera adds, kept sealed with its file,
    and told by a fact. Again under the same command id, the first answer."""
    intake = await _intake(desk, media, mission)
    known, _ = await desk.house.log.load(StreamId(KIND, intake.media))
    if isinstance(known, Added):
        return await desk.issue(_again(known.document, intake), envelope, as_sent=False)
    outcome = await desk.issue(await intake.finished(data), envelope, as_sent=False)
    await intake.done()
    return outcome


@get(
    "/api/media/{media:str}",
    operation_id="readMedia",
    guards=[allow(ROOM | CREW)],
    responses=PROBLEMS,
    media_type="application/octet-stream",
    tags=["media"],
)
async def read_media(media: FromPath[str], desk: AtDesk) -> Response[bytes]:
    """One picture, in its own media type; its caption percent-encoded in `Vigie-Caption`. That it was read is
    recorded before it is shown."""
    document = desk.named(media)
    state, _ = await desk.house.log.load(StreamId(KIND, document))
    if not isinstance(state, Added):
        raise NotFound(f"no picture {media}")
    known = state.document
    if desk.person.crew:
        on_mission(desk.person, await _mission(desk, known.mission or ""))
    content = await _store(desk).read(known.call, content_name(document, known.sha256))
    if content is None or hashlib.sha256(content).hexdigest() != known.sha256:
        raise HttpProblem(500, "media-lost", "Image introuvable ou altérée", "it is not what its fact says")
    await desk.open_file(What.DOCUMENT, document)
    headers = {"Content-Disposition": "inline", "Cache-Control": "no-store"}
    if known.caption is not None:
        headers["Vigie-Caption"] = quote(known.caption)
    return Response(content, media_type=known.media_type.value, headers=headers)


def _again(document: DocumentAdded, intake: Intake) -> AddDocument:
    told = {name: getattr(document, name) for name in DocumentAdded.__struct_fields__}
    return AddDocument(document=intake.media, team=intake.place.team, **told)


async def _intake(desk: Desk, media: str, mission: str) -> Intake:
    """The way in to the file of a mission that the crew is, or was, on. Raises NotFound, NotYourMission."""
    state = await _mission(desk, desk.named(mission))
    on_mission(desk.person, state)
    task = getattr(state, "task", None)
    place = Place(call=task.call if task else "", mission=mission, team=desk.person.team)
    return Intake(_store(desk), place, desk.named(media))


async def _mission(desk: Desk, mission: str) -> MissionState:
    state, _ = await desk.house.log.load(StreamId(missions.KIND, mission or "none"))
    if isinstance(state, NotRequested):
        raise NotFound(f"no mission {mission}")
    return state


def _store(desk: Desk) -> MediaStore:
    if desk.house.media is None:
        raise HttpProblem(503, "no-media", "Aucun rangement pour les images")
    return desk.house.media


ROUTES: Final[list[Any]] = [send_part, read_parts, add_media, read_media]
