"""The real server, and settings of a centre that no other test uses."""

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from eventlog.embedded import EmbeddedServer
from tests.eventlog.servers import nats_server, own_server
from tests.postgres import postgres
from tests.vigie.outside import Outside
from tests.vigie.shell import Shell, shell
from tests.vigie.workers import impatient
from vigie.clock import RealClock
from vigie.settings import Settings

__all__ = ["nats_server", "own_server", "postgres"]


@pytest.fixture
def settings(nats_server: EmbeddedServer, tmp_path: Path) -> Settings:
    """A process with its own data folder, on the session's server."""
    return Settings(
        data=tmp_path / "data",
        centre=uuid4().hex,
        nats_url=nats_server.secret_url,
        master_key=tmp_path / "master.key",
    )


@pytest.fixture
def quick(settings: Settings, tmp_path: Path) -> Settings:
    """Missions of lower priority are gathered for half a second only."""
    return replace(settings, policy=impatient(tmp_path))


@pytest.fixture
async def clock() -> AsyncIterator[RealClock]:
    """Real time; what it still runs ends with the test."""
    clock = RealClock()
    yield clock
    await clock.close()


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    """The gateways of every worker of this test."""
    outside = Outside()
    outside.install(monkeypatch)
    return outside


@pytest.fixture
def vigie(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line on the centre of `settings`, told by the environment."""
    for name in [each for each in os.environ if each.startswith("VIGIE_")]:
        monkeypatch.delenv(name)
    assert settings.nats_url is not None
    monkeypatch.setenv("VIGIE_NATS_URL", settings.nats_url)
    monkeypatch.setenv("VIGIE_CENTRE", settings.centre)
    monkeypatch.setenv("VIGIE_DATA", str(settings.data))
    monkeypatch.setenv("VIGIE_MASTER_KEY_FILE", str(settings.master_key))
    return shell(monkeypatch, capsys)
