"""Real worker processes of one centre, started and stopped."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.tree import ROOT
from vigie.settings import Settings

IMPATIENT = "windows = {P0 = 0.0, P1 = 0.0, P2 = 0.5, P3 = 0.5, NR = 0.5}\n"
"""A policy that gathers for half a second only."""


def impatient(folder: Path) -> Path:
    """A file with IMPATIENT."""
    file = folder / "policy.toml"
    file.write_text(IMPATIENT)
    return file


@asynccontextmanager
async def a_worker(settings: Settings, name: str, *words: str) -> AsyncGenerator[Process]:
    """A worker at work; it ends with the context, whatever happens in it."""
    folder = settings.data.parent / name
    folder.mkdir(parents=True, exist_ok=True)
    assert settings.nats_url is not None
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.vigie.dispatch_worker", settings.centre, str(folder), str(impatient(folder)), *words),
        cwd=ROOT,
        env={**os.environ, "NATS_URL": settings.nats_url, "MASTER_KEY": str(settings.master_key)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"works\n"
        yield process
    finally:
        if process.returncode is None:
            assert process.stdin is not None
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), 15)
            except TimeoutError:
                process.kill()
                await process.wait()
