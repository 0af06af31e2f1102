"""Processes beside this one that read and hash the log, since one alone uses one core."""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Final

import msgspec

from eventlog.connection import ConnectionSettings
from eventlog.proof.hashing import Hashed
from eventlog.proof.helper import LENGTH, Question, encoded

SPAN: Final = 1 << 14
"""Facts of one range: a power of two, so that a range is a subtree of its own."""
_LEAST: Final = 4 * SPAN
_HELPERS: Final = 2
_AHEAD: Final = 2
_BUFFERED_BYTES: Final = 1 << 22

Ranges = Callable[[int], AsyncGenerator[Hashed, None]]
"""The ranges of a log up to a position, in order, from the first. Each but the last is of the same power
of two."""

_answer = msgspec.msgpack.Decoder(Hashed).decode
log = logging.getLogger(__name__)


async def alone(until: int) -> AsyncGenerator[Hashed, None]:
    """One range, left to who asks."""
    yield Hashed(0, until)


def helped(
    settings: ConnectionSettings, stream: str, *, span: int = SPAN, least: int = _LEAST, count: int = _HELPERS
) -> Ranges:
    """Ranges of `span` facts by `count` processes, for a log of `least` facts or more on several cores.

    Memory: a few ranges for each process, whatever the log. What a process cannot read, and what one that
    has ended was to read, comes unread.
    """

    async def ranges(until: int) -> AsyncGenerator[Hashed, None]:
        if until < least or len(os.sched_getaffinity(0)) == 1:
            yield Hashed(0, until)
            return
        async with AsyncExitStack() as stack:
            at_work = [await stack.enter_async_context(_helper(settings, stream)) for _ in range(count)]
            asked: deque[tuple[_Helper, int, int]] = deque()
            for number, after in enumerate(range(0, until, span)):
                if len(asked) == count * _AHEAD:
                    yield await _first(asked)
                helper, end = at_work[number % count], min(after + span, until)
                helper.ask(after, end)
                asked.append((helper, after, end))
            while asked:
                yield await _first(asked)

    return ranges


async def _first(asked: "deque[tuple[_Helper, int, int]]") -> Hashed:
    helper, after, end = asked.popleft()
    return await helper.answer() or Hashed(after, end)


@asynccontextmanager
async def _helper(settings: ConnectionSettings, stream: str) -> "AsyncGenerator[_Helper, None]":
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-P", "-m", "eventlog.proof.helper"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # what goes wrong shows where its range is read again
        limit=_BUFFERED_BYTES,
    )
    try:
        helper = _Helper(process)
        helper.tell(encoded(Question(settings, stream)))
        yield helper
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


class _Helper:
    """One process at work. Once it has ended it answers None."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None  # noqa: S101  # both are pipes
        assert process.stdout is not None  # noqa: S101
        self._in, self._out = process.stdin, process.stdout
        self._gone = False

    def ask(self, after: int, until: int) -> None:
        self.tell(b"%d %d\n" % (after, until))

    def tell(self, line: bytes) -> None:
        if not self._in.is_closing():
            self._in.write(line)

    async def answer(self) -> Hashed | None:
        if self._gone:
            return None
        try:
            (length,) = LENGTH.unpack(await self._out.readexactly(LENGTH.size))
            return _answer(await self._out.readexactly(length))
        except (asyncio.IncompleteReadError, OSError):
            self._gone = True
            log.warning("a process that helped to read the log has ended: its part is read here")
            return None
