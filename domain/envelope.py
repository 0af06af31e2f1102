"""What the log wraps around a fact. Deciders never see it; folds and reactions do."""

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from domain.fact import Actor, Fact

F_co = TypeVar("F_co", bound=Fact, covariant=True)


class StreamId(msgspec.Struct, frozen=True, order=True):
    """The name of one story: what kind of thing, and which one. Written ``kind:id``."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "StreamId":
        """Read ``kind:id``. Raises ValueError where there is no colon."""
        kind, colon, id_ = text.partition(":")
        if not colon:
            raise ValueError(f"not a stream name: {text!r}")
        return cls(kind, id_)


class Recorded(msgspec.Struct, Generic[F_co], frozen=True, kw_only=True, omit_defaults=True):
    """A fact as the log keeps it.

    `position` is its place in the log of the centre (from 1, increasing); `version` its place in
    its own stream (from 1, contiguous). `at` and `device_at` are UTC. `cause` is the event id
    (``stream@version``) of the fact that led to it; `correlation` is the call's stream name. `erased`:
    what the fact said of a patient is gone, and placeholders stand in its place. `digest`, that of the act,
    is written with the fact and read back only where a command comes again.
    """

    stream: StreamId
    version: int
    position: int
    at: datetime
    by: Actor
    fact: F_co
    command_id: str
    cause: str | None = None
    correlation: str | None = None
    device_at: datetime | None = None
    schema: int = 1
    erased: bool = False
    digest: str = ""

    @property
    def event_id(self) -> str:
        """``kind:id@version``: the name of this fact, for ever."""
        return f"{self.stream}@{self.version}"
