"""One real server for the whole folder; each test has its own centre on it."""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from eventlog.embedded import EmbeddedServer
from tests.api.world import Browser, World, a_world


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[EmbeddedServer]:
    running = EmbeddedServer(tmp_path_factory.mktemp("nats")).start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
async def world(server: EmbeddedServer, tmp_path: Path) -> AsyncGenerator[World]:
    async with a_world(server, tmp_path) as made:
        yield made


@pytest.fixture
async def arm(world: World) -> AsyncGenerator[Browser]:
    async with world.signed_in("arm-1") as browser:
        yield browser


@pytest.fixture
async def doctor(world: World) -> AsyncGenerator[Browser]:
    async with world.signed_in("doctor-1") as browser:
        yield browser
