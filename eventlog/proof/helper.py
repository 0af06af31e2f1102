"""A process that reads and hashes ranges of the log for another: `python -m eventlog.proof.helper`.

On its input, one line says how to reach the log and which stream, each one after it a range. On its
output, each range in the order asked: eight bytes of length, then a Hashed. It ends with its input.
"""

import asyncio
import os
import struct
import sys
import threading
from typing import Any, Final

import msgspec

from eventlog.connection import ConnectionSettings, connected
from eventlog.journal import LogUnavailable
from eventlog.proof.hashing import Hashed, hashed

LENGTH: Final = struct.Struct(">Q")


class Question(msgspec.Struct, frozen=True):
    """Where the ranges are. It holds secrets: it is told through a pipe, never on a command line."""

    settings: ConnectionSettings
    stream: str


def encoded(question: Question) -> bytes:
    """The first line of the input."""
    return msgspec.json.encode(question, enc_hook=str) + b"\n"


def decoded(line: bytes) -> Question:
    """What `encoded` wrote."""

    def made(kind: type[Any], value: Any) -> Any:
        return kind(value)

    return msgspec.json.decode(line, type=Question, dec_hook=made)


async def _serve() -> None:
    question = decoded(sys.stdin.buffer.readline())
    asked: asyncio.Queue[bytes] = asyncio.Queue()
    threading.Thread(target=_listen, args=(asyncio.get_running_loop(), asked), daemon=True).start()
    writing: asyncio.Task[None] | None = None
    async with connected(question.settings) as connection:
        while True:
            after, until = map(int, (await asked.get()).split())
            try:
                found = await hashed(connection, question.stream, after, until)
            except LogUnavailable:
                found = Hashed(after, until)
            if writing is not None:
                await writing
            # The next range is read while this one waits to be taken: never more than these two.
            writing = asyncio.create_task(asyncio.to_thread(_write, msgspec.msgpack.encode(found)))


def _listen(loop: asyncio.AbstractEventLoop, asked: asyncio.Queue[bytes]) -> None:
    for line in sys.stdin.buffer:
        loop.call_soon_threadsafe(asked.put_nowait, line)
    # Who asked has ended: nothing here is worth keeping, and no connection worth waiting for.
    os._exit(0)


def _write(frame: bytes) -> None:
    out = sys.stdout.buffer
    out.write(LENGTH.pack(len(frame)))
    out.write(frame)
    out.flush()


if __name__ == "__main__":
    asyncio.run(_serve())
