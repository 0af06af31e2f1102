"""A picture on its way in, whoever sends it: parts kept sealed as they come, then the whole checked and kept.

What is told of it in the log is for the caller to issue: `finished` gives the command.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Annotated, Final, NamedTuple

import msgspec

from api.images import examined
from api.ports import MediaStore
from api.problems import HttpProblem
from domain.document import LARGEST_IMAGE, AddDocument, DocumentKind, PhotoConsent
from domain.vocabulary import Identifier, Sha256, ShortText

LARGEST_PART: Final = 128 * 1024
"""Bytes: seconds on a bad network, and no more is lost with it."""
MOST_PARTS: Final = LARGEST_IMAGE // LARGEST_PART


class Limits(NamedTuple):
    """How many pictures of a file may be `kept` and unfinished (`coming`), of those whose name begins so."""

    kept: int
    coming: int
    names: str = ""


OF_A_FILE: Final = Limits(kept=60, coming=20)
FROM_TELEPHONES: Final = Limits(kept=30, coming=10, names="v-")
"""Patients' own share: what their telephones send leaves room for what a crew or a doctor sees."""


class Declared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the sender says of a content once all `parts` are sent: `size` in bytes, `sha256` of it."""

    kind: DocumentKind
    parts: Annotated[int, msgspec.Meta(ge=1, le=MOST_PARTS)]
    size: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_IMAGE)]
    sha256: Sha256
    consent: PhotoConsent | None = None
    caption: ShortText | None = None


@dataclass(frozen=True)
class Place:
    """What a picture belongs to: the file `call`, and the mission (with its team) or the session."""

    call: Identifier
    mission: Identifier | None = None
    session: Identifier | None = None
    team: Identifier | None = None


@dataclass(frozen=True)
class Intake:
    """One picture on its way to one file. Every coroutine raises LogErrors and FileErased."""

    store: MediaStore
    place: Place
    media: Identifier
    limits: Limits = OF_A_FILE

    async def take(self, part: int, content: bytes) -> None:
        """Keep one part; the same again replaces it. Raises the problems 413, 422 and 429."""
        if not 0 <= part < MOST_PARTS:
            last = MOST_PARTS - 1
            raise HttpProblem(422, "part-out-of-range", "Partie hors limites", f"0 to {last}")
        if not content:
            raise HttpProblem(422, "part-empty", "Partie vide")
        if len(content) > LARGEST_PART:
            raise HttpProblem(413, "too-large", "Partie trop grande", f"at most {LARGEST_PART} bytes")
        file = self.place.call
        if not await self.store.parts(file, self.media) and await self._crowded():
            raise _crowd()
        await self.store.keep_part(file, self.media, part, content)
        if await self._coming() > self.limits.coming:  # others began at the same instant
            await self.store.drop_parts(file, self.media)
            raise _crowd()

    async def here(self) -> list[int]:
        """The parts that need not be sent again."""
        return sorted(await self.store.parts(self.place.call, self.media))

    async def finished(self, declared: Declared) -> AddDocument:
        """Check the whole, keep it, and say what to tell the log.

        Raises the problems 409 where a part is missing, 422 where it is not what was declared or no picture.
        """
        file = self.place.call
        whole = await self.store.whole(file, self.media, declared.parts)
        if whole is None:
            raise HttpProblem(409, "parts-missing", "Image incomplète", "send the missing parts first")
        if len(whole) != declared.size or hashlib.sha256(whole).hexdigest() != declared.sha256:
            await self.store.drop_parts(file, self.media)
            raise HttpProblem(409, "parts-differ", "Image altérée en route", "send all parts again")
        try:
            picture = await asyncio.to_thread(examined, whole)
        except HttpProblem:  # sent again it would be no better
            await self.store.drop_parts(file, self.media)
            raise
        await self.store.keep(file, content_name(self.media, picture.sha256), picture.content)
        return AddDocument(
            document=self.media,
            call=file,
            mission=self.place.mission,
            session=self.place.session,
            team=self.place.team,
            kind=declared.kind,
            media_type=picture.media_type,
            size=len(picture.content),
            width=picture.width,
            height=picture.height,
            sha256=picture.sha256,
            sent_sha256=declared.sha256,
            consent=declared.consent,
            caption=declared.caption,
        )

    async def done(self) -> None:
        """The log has it: parts are not needed any more."""
        await self.store.drop_parts(self.place.call, self.media)

    async def _crowded(self) -> bool:
        kept = await self.store.names(self.place.call)
        return self._of_ours(kept) >= self.limits.kept or await self._coming() >= self.limits.coming

    async def _coming(self) -> int:
        return self._of_ours(await self.store.coming(self.place.call))

    def _of_ours(self, names: frozenset[str]) -> int:
        return sum(name.startswith(self.limits.names) for name in names)


def _crowd() -> HttpProblem:
    return HttpProblem(
        429, "too-many-pictures", "Trop d'images pour ce dossier", headers={"Retry-After": "60"}
    )


def content_name(media: str, sha256: str) -> str:
    """The name of a content: by its digest too, so that nothing ever replaces what a fact names."""
    return f"{media}.{sha256}"
