"""Contents of documents, outside the log: each sealed as a whole with the key of its file, so that erasing
the file makes them unreadable; and the parts of those that are still on their way.

`media.<centre>.<file>.<name>.<n>` holds one piece of a content and `….head` how many there are, written last.
`parts.<centre>.<file>.<name>.<n>` holds a part as it came, for a day, and `….here` that it has come, written
last: parts are counted without reading them.
"""

import asyncio
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eventlog.connection import Connection
from eventlog.journal import LogError
from eventlog.layout import escape, unescape
from eventlog.sealing.keys import FileErased, Keys
from eventlog.shelf import Shelf

PIECE: Final = 512 * 1024
"""Bytes of one message: half of what a server takes by default."""
PARTS_SECONDS: Final = 24 * 3600.0
_NONCE: Final = 12
_HERE: Final = b"1"
_GONE: Final = b""


class MediaSpoilt(LogError):
    """A stored content is not what was sealed under its name."""


class Media:
    """The contents of one centre, as `api.ports.MediaStore` says.

    Every coroutine raises LogUnavailable, and LogFull where it writes.
    """

    def __init__(
        self, connection: Connection, code: str, keys: Keys, *, replicas: int = 1, piece: int = PIECE
    ) -> None:
        token = escape(code)
        self._keys = keys
        self._piece = piece
        self._kept = f"media.{token}"
        self._coming = f"parts.{token}"
        self._media = Shelf(connection, f"MEDIA_{token}", [f"{self._kept}.>"], replicas=replicas)
        self._parts = Shelf(
            connection, f"PARTS_{token}", [f"{self._coming}.>"], replicas=replicas, max_age=PARTS_SECONDS
        )

    async def open(self) -> None:
        """Create the streams on first use."""
        await self._media.open()
        await self._parts.open()

    async def keep_part(self, file: str, media: str, part: int, content: bytes) -> None:
        """Keep one part of a content that is on its way; the same again replaces it. Raises FileErased."""
        sealed = await self._sealed(file, f"{media}/{part}", content)
        subject = f"{_of(self._coming, file, media)}.{part}"
        await self._parts.put(subject, sealed)
        await self._parts.put(f"{subject}.here", _HERE)

    async def parts(self, file: str, media: str) -> frozenset[int]:
        """Which parts of a content are here."""
        found = await self._parts.following(f"{_of(self._coming, file, media)}.*.here")
        return frozenset(int(subject.split(".")[-2]) for subject, value in found if value != _GONE)

    async def whole(self, file: str, media: str, parts: int) -> bytes | None:
        """The parts put together, None where one is missing. Raises FileErased, MediaSpoilt."""
        together: list[bytes] = []
        for part in range(parts):
            found = await self._parts.get(f"{_of(self._coming, file, media)}.{part}")
            if not found:
                return None
            together.append(await self._opened(file, f"{media}/{part}", found))
        return b"".join(together)

    async def drop_parts(self, file: str, media: str) -> None:
        """Forget what came in parts: it is kept whole, or not wanted."""
        parts = [f"{_of(self._coming, file, media)}.{part}" for part in await self.parts(file, media)]
        # Replaced, not deleted: deleting is a right of its own.
        await asyncio.gather(*(self._parts.put(f"{part}.here", _GONE) for part in parts))
        await asyncio.gather(*(self._parts.put(part, _GONE) for part in parts))

    async def coming(self, file: str) -> frozenset[str]:
        """The contents of a file that are on their way."""
        found = await self._parts.following(f"{self._coming}.{escape(file)}.*.*.here")
        return frozenset(unescape(subject.split(".")[-3]) for subject, value in found if value != _GONE)

    async def keep(self, file: str, name: str, content: bytes) -> None:
        """Keep a content under a name, whole or not at all. Raises FileErased."""
        sealed, subject = await self._sealed(file, name, content), _of(self._kept, file, name)
        pieces = [sealed[start : start + self._piece] for start in range(0, len(sealed), self._piece)]
        for number, piece in enumerate(pieces):
            await self._media.put(f"{subject}.{number}", piece)
        await self._media.put(f"{subject}.head", str(len(pieces)).encode())

    async def read(self, file: str, name: str) -> bytes | None:
        """A content, None where there is none. Raises FileErased, MediaSpoilt."""
        subject = _of(self._kept, file, name)
        head = await self._media.get(f"{subject}.head")
        if head is None:
            return None
        pieces = [await self._media.get(f"{subject}.{number}") for number in range(int(head))]
        return await self._opened(file, name, b"".join(piece or b"" for piece in pieces))

    async def names(self, file: str) -> frozenset[str]:
        """The names under which contents of a file are kept."""
        found = await self._media.following(f"{self._kept}.{escape(file)}.*.head")
        return frozenset(unescape(subject.split(".")[-2]) for subject, _ in found)

    async def _sealed(self, file: str, name: str, content: bytes) -> bytes:
        _, cipher = await self._keys.for_sealing([file])
        nonce = os.urandom(_NONCE)
        return nonce + cipher.encrypt(nonce, content, _bound(file, name))

    async def _opened(self, file: str, name: str, sealed: bytes) -> bytes:
        cipher = await self._cipher(file)
        try:
            return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(file, name))
        except InvalidTag:
            raise MediaSpoilt(f"a content of file {file} was altered, cut, or belongs elsewhere") from None

    async def _cipher(self, file: str) -> AESGCM:
        await self._keys.ready([file])
        cipher = self._keys.ciphers.get(file)
        if cipher is None:
            raise FileErased(f"file {file} was erased")
        return cipher


def _of(prefix: str, file: str, name: str) -> str:
    return f"{prefix}.{escape(file)}.{escape(name)}"


def _bound(file: str, name: str) -> bytes:
    return f"media {file} {name}".encode()
