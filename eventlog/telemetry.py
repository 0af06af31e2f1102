"""Positions of teams as telemetry: the last known of each, soon forgotten, and never a fact."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from eventlog.connection import Connection
from eventlog.following import OrderedConsumer
from eventlog.journal import LogUnavailable
from eventlog.layout import escape, unescape
from eventlog.shelf import Shelf


class Telemetry:
    """The last report of each team of one centre, in memory of the server."""

    def __init__(
        self, connection: Connection, code: str, *, max_age: float = 900.0, replicas: int = 1
    ) -> None:
        """`max_age` (seconds) is how long a report is known once its team is silent."""
        token = escape(code)
        self._connection = connection
        self._prefix = f"telemetry.{token}"
        self._shelf = Shelf(
            connection,
            f"TELEMETRY_{token}",
            [f"{self._prefix}.*"],
            replicas=replicas,
            in_memory=True,
            max_age=max_age,
        )

    async def open(self) -> None:
        """Create the stream on first use. Raises LogUnavailable."""
        await self._shelf.open()

    async def publish(self, team: str, payload: bytes) -> None:
        """Replace what is known of a team. Raises LogUnavailable."""
        subject = f"{self._prefix}.{escape(team)}"
        try:
            await self._shelf.put(subject, payload)
        except LogUnavailable:
            # A server alone forgets its streams in memory when it restarts.
            await self._shelf.open()
            await self._shelf.put(subject, payload)

    async def follow(self) -> AsyncGenerator[tuple[str, bytes]]:
        """(team, payload): the last known of each team, then each report as it comes, for ever.

        After a lost connection the last known of each team come again. Never raises for an absent
        server: it waits.
        """
        reports = OrderedConsumer(
            self._connection, self._shelf.stream, subjects=f"{self._prefix}.*", latest=True
        )
        async with aclosing(reports.messages()) as messages:
            async for followed in messages:
                team = followed.message.subject.rpartition(".")[2]
                yield unescape(team), followed.message.data
