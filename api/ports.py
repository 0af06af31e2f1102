"""What the web room needs of the rest of the house, said as small protocols."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import msgspec

from domain.vocabulary import CREW_ROLES, Identifier, Role, ShortText


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with an account. `team` is the mobile team of a crew member, None for everyone else."""

    user: Identifier
    name: ShortText
    role: Role
    team: Identifier | None = None

    @property
    def crew(self) -> bool:
        """Whether this person may act for `team` only."""
        return self.role in CREW_ROLES


class Accounts(Protocol):
    """Who may sign in. Local accounts today; OpenID Connect or Pro Santé Connect behind the same port."""

    async def verify(self, user: str, password: str) -> User | None:
        """The person, or None. Takes as long for an unknown user as for a wrong password."""
        ...

    def person(self, user: str) -> User | None:
        """Who this account is now; None once it is closed. Asked at each request."""
        ...


class MediaStore(Protocol):
    """Contents of documents, outside the log, sealed with the key of their file.

    Every coroutine raises LogErrors; those that seal or open raise FileErased once the file is erased.
    """

    async def keep_part(self, file: str, media: str, part: int, content: bytes) -> None:
        """Keep one part of a content that is on its way; the same again replaces it."""
        ...

    async def parts(self, file: str, media: str) -> frozenset[int]:
        """Which parts of a content are here."""
        ...

    async def whole(self, file: str, media: str, parts: int) -> bytes | None:
        """The parts put together, None where one is missing."""
        ...

    async def drop_parts(self, file: str, media: str) -> None:
        """Forget what came in parts."""
        ...

    async def coming(self, file: str) -> frozenset[str]:
        """The contents of a file that are on their way."""
        ...

    async def keep(self, file: str, name: str, content: bytes) -> None:
        """Keep a content under a name, whole or not at all."""
        ...

    async def read(self, file: str, name: str) -> bytes | None:
        """A content, None where there is none."""
        ...

    async def names(self, file: str) -> frozenset[str]:
        """The names under which contents of a file are kept."""
        ...


class Telemetry(Protocol):
    """Positions of teams on their way to whoever shows them. Never facts."""

    async def publish(self, team: str, payload: bytes) -> None:
        """Replace what is known of a team. Raises LogUnavailable."""
        ...

    def follow(self) -> AsyncGenerator[tuple[str, bytes]]:
        """(team, payload) for ever: the last known of each, then each report as it comes."""
        ...


class Relay(Protocol):
    """Words between the processes of one site, said once and kept by nobody."""

    async def tell(self, room: str, payload: bytes) -> None:
        """To every process that listens now, this one too. Raises LogUnavailable."""
        ...

    def listening(self, hear: Callable[[str, bytes], None]) -> AbstractAsyncContextManager[None]:
        """Give `hear` (room, payload) until the end of the block."""
        ...
