"""Vigie is stopped while its log is away: it ends well, and at once."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from eventlog.embedded import EmbeddedServer
from vigie.settings import Settings

VIGIE = (sys.executable, "-c", "from vigie.cli import main; main()")


@asynccontextmanager
async def serving(server: EmbeddedServer, settings: Settings, role: str) -> AsyncGenerator[Process]:
    """`vigie serve` in its own process, once it has said that it runs."""
    env = {**os.environ, "VIGIE_NATS_URL": server.secret_url, "VIGIE_CENTRE": settings.centre}
    env |= {
        "VIGIE_DATA": str(settings.data),
        "VIGIE_PORT": "0",
        "VIGIE_MASTER_KEY_FILE": str(settings.master_key),
    }
    words = (*VIGIE, "serve", "--role", role)
    process = await asyncio.create_subprocess_exec(*words, stdout=PIPE, stderr=STDOUT, env=env)
    try:
        async with asyncio.timeout(30):
            assert process.stdout is not None
            assert (await process.stdout.readline()).startswith(b"vigie: ")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize("role", ["all", "worker", "api"])
async def test_it_stops_well_while_nats_is_away(
    own_server: EmbeddedServer, settings: Settings, role: str
) -> None:
    async with serving(own_server, settings, role) as process:
        assert process.stdout is not None
        await asyncio.to_thread(own_server.kill)
        async with asyncio.timeout(10):
            lost = await process.stdout.readuntil(b"was lost")
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(15):
            said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert b"Traceback" not in lost + said
    assert b"vigie: stopping" in said
