"""What the web room needs of the rest of the house, said as small protocols."""

from collections.abc import AsyncGenerator
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


class Telemetry(Protocol):
    """Positions of teams on their way to whoever shows them. Never facts."""

    async def publish(self, team: str, payload: bytes) -> None:
        """Replace what is known of a team. Raises LogUnavailable."""
        ...

    def follow(self) -> AsyncGenerator[tuple[str, bytes]]:
        """(team, payload) for ever: the last known of each, then each report as it comes."""
        ...
