"""The shape of every view: a pure fold from recorded facts, and how far in the log it stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from domain.envelope import Recorded

V = TypeVar("V")


@dataclass(frozen=True)
class Projection(Generic[V]):
    """One view of the log, held in memory.

    `apply(view, recorded)` returns the next view, or the very same object where nothing shows: that
    identity is what makes patches cheap. It is pure and never raises for facts that were decided.
    `version` changes with the meaning of the view, `view_type` is its struct, for checkpoints.
    """

    name: str
    version: int
    initial: V
    apply: Callable[[V, Recorded[Any]], V]
    view_type: type[V]


class Standing(msgspec.Struct, Generic[V], frozen=True):
    """A view and the position of the last fact it has taken in; 0 before the first."""

    view: V
    position: int = 0


def start(projection: Projection[V]) -> Standing[V]:
    """The view before any fact."""
    return Standing(projection.initial)


def advance(projection: Projection[V], standing: Standing[V], recorded: Recorded[Any]) -> Standing[V]:
    """One more fact. A fact at or before the standing's position was taken in already: no change."""
    if recorded.position <= standing.position:
        return standing
    return Standing(projection.apply(standing.view, recorded), recorded.position)


def rebuild(
    projection: Projection[V], facts: Iterable[Recorded[Any]], since: Standing[V] | None = None
) -> Standing[V]:
    """The view after `facts` in order of position, from the beginning or from an earlier standing."""
    standing = since or start(projection)
    view, position, apply = standing.view, standing.position, projection.apply
    for recorded in facts:
        if recorded.position > position:
            view, position = apply(view, recorded), recorded.position
    return Standing(view, position)


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A view as bytes, with what tells whether they can still be used."""

    name: str
    version: int
    position: int
    view: msgspec.Raw


def freeze(projection: Projection[V], standing: Standing[V]) -> bytes:
    """The standing as bytes (msgpack), to start from later."""
    return msgspec.msgpack.encode(
        Checkpoint(
            name=projection.name,
            version=projection.version,
            position=standing.position,
            view=msgspec.Raw(msgspec.msgpack.encode(standing.view)),
        )
    )


def thaw(projection: Projection[V], data: bytes) -> Standing[V] | None:
    """The standing that `freeze` made, None for another view, another version or unreadable bytes."""
    try:
        kept = msgspec.msgpack.decode(data, type=Checkpoint)
        if (kept.name, kept.version) != (projection.name, projection.version):
            return None
        return Standing(msgspec.msgpack.decode(kept.view, type=projection.view_type), kept.position)
    except (msgspec.DecodeError, ValueError):
        return None
