"""Document: a picture of the patient kept with the file: a crew's photo or drawing, a caller's photo, a still
of a video session.

The fact names it and says who agreed; the content lies elsewhere, sealed with the key of the file
(`api.ports.MediaStore`), so that erasing the file makes it unreadable.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from domain.decider import Decider
from domain.fact import Act, Command, Fact, Refusal
from domain.mission.decide import not_on_it
from domain.mission.states import AfterCare, Closed, MissionState, WithPatient
from domain.refusals import AlreadyExists, NotFound, OutOfOrder
from domain.vocabulary import Identifier, Sha256, ShortText

KIND = "document"
LARGEST_IMAGE = 4 * 1024 * 1024
"""Bytes of the largest content kept."""


class DocumentKind(StrEnum):
    """What a document is. Vigie's own list."""

    PHOTO = "photo"
    DRAWING = "drawing"
    SNAPSHOT = "snapshot"


class MediaType(StrEnum):
    """What contents are kept as (IANA media types)."""

    JPEG = "image/jpeg"
    PNG = "image/png"


class PhotoConsent(StrEnum):
    """Who agreed that the patient be photographed. Vigie's own list."""

    PATIENT = "patient"
    RELATIVE = "relative"
    UNABLE = "unable"


class PhotoWithoutConsent(Refusal):
    """A person is photographed with an agreement, or where they cannot give one and care needs it."""

    field = "consent"


class DocumentAdded(Fact, frozen=True, kw_only=True, tag="document.added"):
    """A picture is kept with file `call`. `size` in bytes, `width` and `height` in pixels.

    `sha256` is of the content as it is kept, `sent_sha256` of what the device sent, before it was decoded and
    cleaned of what a camera adds.
    """

    call: Identifier
    mission: Identifier | None = None
    session: Identifier | None = None
    kind: DocumentKind
    media_type: MediaType
    size: int
    width: int
    height: int
    sha256: Sha256
    sent_sha256: Sha256
    consent: PhotoConsent | None = None
    caption: ShortText | None = None


class AddDocument(Command, frozen=True, kw_only=True, tag="add-document"):
    """Issued by the API once the content is checked and kept. One of `mission` (with the crew's `team`) and
    `session` says where it was taken."""

    document: Identifier
    call: Identifier
    mission: Identifier | None = None
    session: Identifier | None = None
    team: Identifier | None = None
    kind: DocumentKind
    media_type: MediaType
    size: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_IMAGE)]
    width: Annotated[int, msgspec.Meta(ge=1)]
    height: Annotated[int, msgspec.Meta(ge=1)]
    sha256: Sha256
    sent_sha256: Sha256
    consent: PhotoConsent | None = None
    caption: ShortText | None = None


class NotAdded(msgspec.Struct, frozen=True, tag="not-added"):
    """Nothing has happened yet."""


class Added(msgspec.Struct, frozen=True, tag="added"):
    """The document is kept with its file."""

    document: DocumentAdded

    @property
    def call(self) -> Identifier:
        """The file that it belongs to."""
        return self.document.call


DocumentFact = DocumentAdded
DocumentState = NotAdded | Added


def evolve(state: DocumentState, fact: DocumentAdded) -> DocumentState:
    """The state after one more fact."""
    return Added(fact)


def decide(command: AddDocument, state: DocumentState, about: Any, act: Act) -> Sequence[DocumentAdded]:
    """The document, added once. `about` is the state of its mission or of its session. Raises AlreadyExists,
    PhotoWithoutConsent, NotFound, OutOfOrder, NotThisTeam."""
    if isinstance(state, Added):
        raise AlreadyExists(f"document {command.document} is kept already")
    if command.kind is DocumentKind.PHOTO and command.consent is None:
        raise PhotoWithoutConsent("say who agreed to the photo")
    if command.mission is not None:
        _check_mission(command, about)
    elif getattr(about, "call", None) != command.call:
        raise NotFound(f"no session {command.session} of call {command.call}")
    fields = {name: getattr(command, name) for name in DocumentAdded.__struct_fields__}
    return [DocumentAdded(**fields)]


def _check_mission(command: AddDocument, state: MissionState) -> None:
    """With the patient, or after: what was taken without a network arrives when it can."""
    task = getattr(state, "task", None)
    if task is None or task.call != command.call:
        raise NotFound(f"no mission {command.mission} of call {command.call}")
    if command.team is not None and getattr(state, "team", None) != command.team:
        raise not_on_it(str(command.mission), command.team, task)
    if not isinstance(state, WithPatient | AfterCare | Closed):
        raise OutOfOrder(f"no patient seen on mission {command.mission} yet")


DECIDER: Decider[DocumentState] = Decider(
    kind=KIND, initial=NotAdded(), evolve=evolve, facts=DocumentAdded, states=DocumentState
)
