"""Facts as the log hands them over, for examples written by hand."""

from collections.abc import AsyncGenerator, Iterable
from datetime import datetime, timedelta
from typing import Any

from domain.envelope import Recorded, StreamId
from domain.fact import Actor, Fact
from projections.live import Follow, Item
from tests.builders import DOCTOR, NOW


class Telling:
    """A log told fact by fact, ten seconds apart unless said otherwise."""

    def __init__(self) -> None:
        self.log: list[Recorded[Any]] = []
        self.at = NOW
        self._versions: dict[StreamId, int] = {}

    def tell(
        self,
        kind: str,
        name: str,
        *facts: Fact,
        by: Actor = DOCTOR,
        after: float = 10,
        device_at: datetime | None = None,
    ) -> "Telling":
        """These facts happen to one stream, each `after` seconds later than what came before."""
        stream = StreamId(kind, name)
        for fact in facts:
            self.at += timedelta(seconds=after)
            self._versions[stream] = self._versions.get(stream, 0) + 1
            self.log.append(
                Recorded(
                    stream=stream,
                    version=self._versions[stream],
                    position=len(self.log) + 1,
                    at=self.at,
                    by=by,
                    fact=fact,
                    command_id=f"c{len(self.log)}",
                    device_at=device_at,
                )
            )
        return self


class Unreadable(Exception):
    """As the log's poison events: known by its shape."""

    def __init__(self, position: int, stream: str = "mission:M1", why: str = "unknown fact 'x'") -> None:
        super().__init__(why)
        self.position = position
        self.stream = stream
        self.why = why


def following(items: Iterable[Item], asked: list[int] | None = None) -> Follow:
    """A log that ends: what follows a position among `items`. `asked` gathers the positions asked."""
    kept = list(items)

    async def follow(after: int) -> AsyncGenerator[Item]:
        if asked is not None:
            asked.append(after)
        for item in kept:
            if item.position > after:
                yield item

    return follow
