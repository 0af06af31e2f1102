"""Views kept up to date in one process: one reader of the log for all of them, waited for by position."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeGuard, TypeVar, cast

import msgspec

from domain.envelope import Recorded
from projections.projection import Projection, Standing, advance, freeze, start, thaw

V = TypeVar("V")

POISONS_NAMED = 100
"""How many unreadable facts are named on the health page; all of them are counted."""


class PoisonEvent(Protocol):
    """A fact that could not be read, known by its shape: it says why."""

    @property
    def position(self) -> int: ...
    @property
    def stream(self) -> str: ...
    @property
    def why(self) -> str: ...


Item = Recorded[Any] | PoisonEvent
Follow = Callable[[int], AsyncIterator[Item]]


class ViewBehind(TimeoutError):
    """The view did not reach the position in time: what it shows is older than asked for."""


class Poison(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that a view could not take in: the view shows the log without it."""

    position: int
    stream: str
    why: str


class Change(msgspec.Struct, Generic[V], frozen=True):
    """One fact taken in: the view before and after it. The same object where nothing shows."""

    before: V
    after: V
    recorded: Recorded[Any]


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What a checkpoint of a live view holds: a fact skipped once stays named after a restart."""

    standing: bytes
    poisons: tuple[Poison, ...]
    poisoned: int


Listener = Callable[[Change[V]], None]


class Live(Generic[V]):
    """One projection, running. One event loop only; reading `view` needs no lock: views never change.

    A fact that cannot be read, or on which the fold fails, is skipped and named in `poisons`.
    """

    def __init__(self, projection: Projection[V], checkpoint: bytes | None = None) -> None:
        """Start from a checkpoint where it is of this view and version, from nothing otherwise."""
        self.projection = projection
        kept = _read(checkpoint)
        standing = thaw(projection, kept.standing) if kept else None
        self._standing: Standing[V] = standing or start(projection)
        self._poisons: list[Poison] = list(kept.poisons) if kept and standing else []
        self._poisoned = kept.poisoned if kept and standing else 0
        self._listeners: list[Listener[V]] = []
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []

    @property
    def view(self) -> V:
        return self._standing.view

    @property
    def position(self) -> int:
        """Position of the last fact taken in; 0 before the first."""
        return self._standing.position

    @property
    def standing(self) -> Standing[V]:
        """The view with the position it shows."""
        return self._standing

    @property
    def poisons(self) -> Sequence[Poison]:
        """The first POISONS_NAMED facts that could not be taken in, those before the checkpoint too."""
        return tuple(self._poisons)

    @property
    def poisoned(self) -> int:
        """How many facts could not be taken in. A rebuild from nothing tries them again."""
        return self._poisoned

    def checkpoint(self) -> bytes:
        """The view as bytes, to start from later."""
        return msgspec.msgpack.encode(
            _Kept(
                standing=freeze(self.projection, self._standing),
                poisons=tuple(self._poisons),
                poisoned=self._poisoned,
            )
        )

    def take(self, item: Item) -> None:
        """One more item of the log, in order. One taken in already changes nothing."""
        before = self._standing
        if item.position <= before.position:
            return
        if not is_readable(item):
            self._skip(item, why_not(item))
            return
        try:
            self._standing = advance(self.projection, before, item)
        except Exception as error:  # a fold that fails must not stop the board: the fact is named
            self._skip(item, f"{self.projection.name} cannot take it in: {error!r}")
            return
        if self._listeners:
            change = Change(before.view, self._standing.view, item)
            for listener in tuple(self._listeners):
                listener(change)
        if self._waiting:
            self._wake()

    def subscribe(self, listener: Listener[V]) -> Callable[[], None]:
        """`listener` is called for each fact from now on, in order, at once. Returns how to stop.

        It must be quick and may not raise. Subscribing and reading `standing` with no await between
        them loses nothing.
        """
        self._listeners.append(listener)

        def stop() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    async def wait(self, position: int, timeout: float | None = None) -> None:  # noqa: ASYNC109  # its error says where it stands
        """Return once `position` is taken in. Raises ViewBehind after `timeout` seconds."""
        if position <= self.position:
            return
        reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = (position, reached)
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(timeout):
                await reached
        except TimeoutError:
            where = f"{self.projection.name} is at {self.position}, not yet at {position}"
            raise ViewBehind(where) from None
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    async def run(self, follow: Follow) -> None:
        """Take in what `follow(position)` gives, for ever. Raises what it raises."""
        await LiveViews(self).run(follow)

    def _skip(self, item: Item, why: str) -> None:
        self._poisoned += 1
        if len(self._poisons) < POISONS_NAMED:
            self._poisons.append(Poison(position=item.position, stream=str(item.stream), why=why))
        self._standing = Standing(self._standing.view, item.position)
        self._wake()

    def _wake(self) -> None:
        reached = [future for position, future in self._waiting if position <= self.position]
        for future in reached:
            if not future.done():
                future.set_result(None)


class LiveViews:
    """Several views behind one reader of the log, so that each process reads and decodes it once."""

    def __init__(self, *views: Live[Any]) -> None:
        self.views = views

    @property
    def position(self) -> int:
        """Where the view that is furthest behind stands; 0 where there is no view."""
        return min((view.position for view in self.views), default=0)

    @property
    def poisons(self) -> dict[str, Sequence[Poison]]:
        """Facts not taken in, by name of view, for the health page. Views without any are left out."""
        return {view.projection.name: view.poisons for view in self.views if view.poisoned}

    async def wait(self, position: int, timeout: float | None = None) -> None:  # noqa: ASYNC109  # its error says where it stands
        """Return once every view has `position`. Raises ViewBehind after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                for view in self.views:
                    await view.wait(position)
        except TimeoutError:
            raise ViewBehind(f"the views are at {self.position}, not yet at {position}") from None

    async def run(self, follow: Follow) -> None:
        """Take in what `follow(position)` gives after the position of the last view, for ever.

        Raises what `follow` raises (a log away, say); running again goes on where it stopped.
        """
        items = follow(self.position)
        try:
            async for item in items:
                for view in self.views:
                    view.take(item)
        finally:
            await close(items)


async def close(items: AsyncIterator[Item]) -> None:
    """Close a reader of the log, where it can be closed."""
    aclose = getattr(items, "aclose", None)
    if aclose is not None:
        await aclose()


def is_readable(item: Item) -> TypeGuard[Recorded[Any]]:
    """Whether an item of the log is a fact; otherwise it says why it could not be read."""
    return not hasattr(item, "why")


def why_not(item: Item) -> str:
    """Why an item of the log could not be read."""
    return cast("PoisonEvent", item).why


def _read(checkpoint: bytes | None) -> _Kept | None:
    if checkpoint is None:
        return None
    try:
        return msgspec.msgpack.decode(checkpoint, type=_Kept)
    except (msgspec.DecodeError, ValueError):
        return None
