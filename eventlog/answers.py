"""Questions under way on one connection, and who waits for their answers."""

import asyncio
import itertools
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from eventlog.journal import LogUnavailable

LOST: Final = "the connection to the log was lost"
LATE: Final = "the log did not answer in time"


class Message(Protocol):
    """What the rest of this room uses of a message of nats-py."""

    @property
    def subject(self) -> str: ...
    @property
    def reply(self) -> str: ...
    @property
    def data(self) -> bytes: ...
    @property
    def headers(self) -> Mapping[str, str] | None: ...


class Answers:
    """Futures of answers by token, the last part of the subject an answer comes on."""

    def __init__(self) -> None:
        self._tokens = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[Message]] = {}
        self._collecting: dict[str, _Collector] = {}

    def one(self, seconds: float) -> "_One":
        """Expect one answer within `seconds`; a context manager that gives its token and future."""
        return _One(self._waiting, str(next(self._tokens)), seconds)

    def many(self, is_last: Callable[[Message], bool], silence: float) -> "_Many":
        """Expect answers up to one that `is_last`, never `silence` seconds apart."""
        return _Many(self._collecting, str(next(self._tokens)), is_last, silence)

    def deliver(self, token: str, message: Message) -> None:
        """Give an answer to who waits for it, if anybody still does."""
        future = self._waiting.get(token)
        if future is not None:
            if not future.done():
                future.set_result(message)
            return
        collector = self._collecting.get(token)
        if collector is not None:
            collector.add(message)

    def fail_all(self) -> None:
        """The connection is down: nobody may wait for an answer that cannot come."""
        waiting = [*self._waiting.values(), *(each.done for each in self._collecting.values())]
        for future in waiting:
            _fail(future, LOST)


class _One:
    def __init__(self, waiting: dict[str, asyncio.Future[Message]], token: str, seconds: float) -> None:
        self._waiting = waiting
        self._token = token
        loop = asyncio.get_running_loop()
        self._future: asyncio.Future[Message] = loop.create_future()
        self._timer = loop.call_later(seconds, _fail, self._future, LATE)

    def __enter__(self) -> tuple[str, asyncio.Future[Message]]:
        self._waiting[self._token] = self._future
        return self._token, self._future

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        _settle(self._future)
        del self._waiting[self._token]


class _Many:
    def __init__(
        self,
        collecting: "dict[str, _Collector]",
        token: str,
        is_last: Callable[[Message], bool],
        silence: float,
    ) -> None:
        self._collecting = collecting
        self._token = token
        self._collector = _Collector(is_last, silence)

    def __enter__(self) -> tuple[str, asyncio.Future[list[Message]]]:
        self._collecting[self._token] = self._collector
        return self._token, self._collector.done

    def __exit__(self, *_: object) -> None:
        self._collector.close()
        del self._collecting[self._token]


class _Collector:
    """Gathers the answers to one question until the last one, or until they stop coming."""

    def __init__(self, is_last: Callable[[Message], bool], silence: float) -> None:
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[list[Message]] = self._loop.create_future()
        self._messages: list[Message] = []
        self._is_last = is_last
        self._silence = silence
        self._seen = 0
        self._timer = self._loop.call_later(silence, self._check)

    def add(self, message: Message) -> None:
        self._messages.append(message)
        if self._is_last(message) and not self.done.done():
            self.done.set_result(self._messages)

    def close(self) -> None:
        self._timer.cancel()
        _settle(self.done)

    def _check(self) -> None:
        if self._seen == len(self._messages):
            _fail(self.done, LATE)
            return
        self._seen = len(self._messages)
        self._timer = self._loop.call_later(self._silence, self._check)


def _fail(future: asyncio.Future[Any], why: str) -> None:
    if not future.done():
        future.set_exception(LogUnavailable(why))


def _settle(future: asyncio.Future[Any]) -> None:
    """Nobody waits any more: an exception set meanwhile is not worth a warning."""
    if not future.cancel() and not future.cancelled():
        future.exception()
