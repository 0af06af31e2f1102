"""A process that verifies the whole log for another: `python -m vigie.verifying`.

The web room serves its pages meanwhile: hashing a million facts in the same process would hold up its live
feeds. On the input, one line says what to verify; on the output, a line for each step: how far it is, then
the report, or why there is none. It ends with its input.
"""

import asyncio
import os
import sys
import threading
from asyncio.subprocess import PIPE
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from api.auditing import Progress
from eventlog.connection import ConnectionSettings, connected
from eventlog.journal import LogError, LogUnavailable
from eventlog.proof.checkpoints import Checkpoints
from eventlog.proof.helpers import helped
from eventlog.proof.verifying import Report, nodes_of, verify
from vigie.witness import read_key

_NICE: Final = 10
_LINE_BYTES: Final = 1 << 20
_STEP: Final = 10_000


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What to verify. It holds secrets: it is told through a pipe, never on a command line."""

    nats: ConnectionSettings
    stream: str
    centre: str
    replicas: int
    origin: str
    folder: str
    witness: bytes | None = None
    witness_key: str | None = None


class Said(msgspec.Struct, omit_defaults=True):
    """One line of the answer."""

    done: int = 0
    total: int = 0
    report: Report | None = None
    fault: str | None = None


_said = msgspec.json.Decoder(Said).decode


async def verified_elsewhere(task: Task, progress: Progress) -> Report:
    """What another process finds. It ends with this call, whatever becomes of it. Raises LogUnavailable."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "vigie.verifying", stdin=PIPE, stdout=PIPE, limit=_LINE_BYTES
    )
    assert process.stdin is not None  # noqa: S101  # both are pipes
    assert process.stdout is not None  # noqa: S101
    try:
        process.stdin.write(msgspec.json.encode(task, enc_hook=str) + b"\n")
        while line := await process.stdout.readline():
            said = _said(line)
            if said.report is not None:
                return said.report
            if said.fault is not None:
                raise LogUnavailable(said.fault)
            progress(said.done, said.total)
        raise LogUnavailable("the process that verifies has ended before its report")
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def _verify(task: Task) -> Said:
    told = 0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if done - told >= _STEP or done == total:
            told = done
            _write(Said(done=done, total=total))

    try:
        async with connected(task.nats) as connection:
            checkpoints = Checkpoints(connection, task.centre, replicas=task.replicas)
            await checkpoints.look()
            report = await verify(
                connection,
                task.stream,
                checkpoints,
                origin=task.origin,
                nodes=nodes_of(Path(task.folder)),
                witness=task.witness,
                witness_key=read_key(task.witness_key, "VIGIE_WITNESS") if task.witness_key else None,
                progress=progress,
                ranges=helped(task.nats, task.stream),
            )
    except (LogError, ValueError) as error:
        return Said(fault=str(error))
    return Said(report=report)


def _write(said: Said) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
    sys.stdout.buffer.flush()


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Read the task, tell how far it is, then the report."""

    def made(kind: type[Any], value: Any) -> Any:
        return kind(value)

    os.nice(_NICE)  # whoever calls an ambulance goes first
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=Task, dec_hook=made)
    threading.Thread(target=_end_with_input, daemon=True).start()
    _write(asyncio.run(_verify(task)))


if __name__ == "__main__":
    main()
