"""The rest of the command line: rebuild, accounts, folders, settings, help and exit codes."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from api.accounts import LocalAccounts
from domain.vocabulary import Role
from eventlog.embedded import EmbeddedServer
from tests.vigie.shell import Shell
from tests.vigie.telling import Room
from vigie import endpoint
from vigie.cli.main import vigie as group
from vigie.clock import RealClock
from vigie.demo_folder import emptied
from vigie.running import PROJECTIONS, open_store, running
from vigie.settings import Settings, from_environment
from vigie.views import load

PASSWORD = "correct horse"
VIGIE = (sys.executable, "-c", "from vigie.cli import main; main()")


def program(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*VIGIE, *words],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **env},
        check=False,
    )


async def _standings(settings: Settings) -> list[object]:
    store = await open_store(settings)
    try:
        return [(await load(store, each)).standing for each in PROJECTIONS]
    finally:
        await store.close()


def test_rebuild_makes_the_same_views_again(vigie: Shell, settings: Settings) -> None:
    async def tell() -> None:
        clock = RealClock()
        async with running(settings, clock, stepwise=True) as parts:
            room = Room(parts.doors.log, clock)
            await room.intervention("C1", "M1")
            await room.break_glass("A1", "C1")
            await parts.settle()
        await clock.close()

    asyncio.run(tell())
    kept = asyncio.run(_standings(settings))
    done = vigie("rebuild")
    assert done.code == 0
    assert "regulator-board: at " in done.out
    assert asyncio.run(_standings(settings)) == kept
    (settings.data / "views.sqlite").unlink()
    assert vigie("rebuild").code == 0
    assert asyncio.run(_standings(settings)) == kept


def test_rebuild_refuses_while_vigie_runs_on_the_folder(
    vigie: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("VIGIE_NATS_URL")
    with EmbeddedRunning(tmp_path):
        done = vigie("rebuild", "--data", str(tmp_path))
        assert done.code == 2
        assert f"Vigie is running on {tmp_path}: stop it first" in done.err
        assert vigie("log", "stats", "--data", str(tmp_path)).code == 0  # readers share the running log
    assert vigie("rebuild", "--data", str(tmp_path)).code == 0


class EmbeddedRunning:
    """A log that another program runs on a folder."""

    def __init__(self, data: Path) -> None:
        self._server = EmbeddedServer(data / "nats")
        self._data = data

    def __enter__(self) -> None:
        self._published = endpoint.published(self._data, self._server.start().secret_url)
        self._published.__enter__()

    def __exit__(self, *failure: object) -> None:
        self._published.__exit__(None, None, None)
        self._server.stop()


def test_an_account_is_opened(vigie: Shell, settings: Settings) -> None:
    words = ("--name", "Dr Exemple", "--role", Role.REGULATOR.value, "--password", PASSWORD)
    assert vigie("add-account", "doctor-1", *words).code == 0
    file = settings.data / "accounts.json"
    user = asyncio.run(LocalAccounts(file).verify("doctor-1", PASSWORD))
    assert user is not None
    assert (user.name, user.role) == ("Dr Exemple", Role.REGULATOR)
    assert file.stat().st_mode & 0o077 == 0
    assert PASSWORD not in file.read_text()


@pytest.mark.parametrize(
    "words",
    [
        ("--role", "SYSTEME", "--password", PASSWORD),
        ("--role", Role.ARM.value, "--password", "short"),
        ("--role", Role.NURSE.value, "--password", PASSWORD),  # a crew member has a team
        ("--role", Role.ARM.value, "--team", "T1", "--password", PASSWORD),
    ],
)
def test_an_impossible_account_is_exit_2(vigie: Shell, settings: Settings, words: tuple[str, ...]) -> None:
    done = vigie("add-account", "somebody", "--name", "X", *words)
    assert (done.code, (settings.data / "accounts.json").exists()) == (2, False)


@pytest.mark.parametrize(
    "command",
    [
        ("log", "stats"),
        ("rebuild",),
        ("demo", "--headless", "--hours", "0.1"),
        ("add-account", "a", "--name", "A", "--role", "ARM", "--password", PASSWORD),
    ],
    ids=lambda words: words[0],
)
def test_a_folder_that_cannot_be_made_is_one_line(
    vigie: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    monkeypatch.delenv("VIGIE_NATS_URL")
    monkeypatch.setattr("vigie.cli.demo.configure", _quiet)
    (tmp_path / "file").touch()
    done = vigie(*command, "--data", str(tmp_path / "file" / "data"))
    assert done.code in (1, 2)
    assert "Not a directory" in done.err
    assert len(done.err.splitlines()) == 1


def _quiet(level: int = 0) -> None:
    """No handler of the program stays on a stream that ends with the test."""


def test_a_demo_never_empties_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.odt").write_text("precious")
    done = program("demo", "--headless", "--data", str(mine))
    assert done.returncode == 2
    assert "not a demo's" in done.stderr
    assert "Traceback" not in done.stderr
    assert [each.name for each in mine.iterdir()] == ["thesis.odt"]
    assert (mine / "thesis.odt").read_text() == "precious"


def test_a_demo_empties_its_own_folder(tmp_path: Path) -> None:
    emptied(tmp_path / "demo")
    (tmp_path / "demo" / "views.sqlite").touch()
    emptied(tmp_path / "demo")
    assert not (tmp_path / "demo" / "views.sqlite").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x").touch()
    with pytest.raises(ValueError, match="not a demo's"):
        emptied(tmp_path / "other")


def _every(command: click.Command, *path: str) -> list[tuple[str, ...]]:
    found = [path]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            found += _every(below, *path, name)
    return found


def test_every_command_has_help(vigie: Shell) -> None:
    everything = _every(group)
    assert len(everything) > 12
    for words in everything:
        done = vigie(*words, "--help")
        assert done.code == 0, words
        assert "Usage: vigie" in " ".join(done.out.split()), words


@pytest.mark.parametrize(
    "words",
    [
        ("nothing-of-the-kind",),
        ("serve", "--port", "99999"),
        ("serve", "--role", "king"),
        ("log", "tail", "-n", "-1"),
        ("demo", "--speed", "slow"),
        ("demo", "--hours", "0"),
        ("bench", "replay", "--events", "1"),
        ("import-call",),
        ("log", "stats", "--colour"),
    ],
    ids=" ".join,
)
def test_bad_words_are_exit_2(vigie: Shell, words: tuple[str, ...]) -> None:
    done = vigie(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_exit_codes_are_those_of_the_program(tmp_path: Path) -> None:
    assert program("log", "show", "mission:x", VIGIE_DATA=str(tmp_path)).returncode == 2
    assert program("log", "stats", VIGIE_NATS_URL="nats://127.0.0.1:1").returncode == 1


@pytest.mark.parametrize("name", ["VIGIE_PORT", "VIGIE_REPLICAS"])
def test_a_number_that_is_none_is_named(vigie: Shell, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "many")
    done = vigie("log", "stats")
    assert (done.code, done.err) == (2, f"vigie: {name} is not a whole number: 'many'\n")


def test_settings_come_from_the_environment() -> None:
    env = {
        "VIGIE_DATA": "/srv/vigie",
        "VIGIE_CENTRE": "690",
        "VIGIE_NATS_URL": "nats://s3same@a,nats://s3same@b",
        "VIGIE_DATABASE_URL": "postgresql://s3same@db/vigie",
        "VIGIE_REPLICAS": "3",
        "VIGIE_PORT": "80",
        "VIGIE_SECURE_COOKIES": "1",
        "VIGIE_POLICY": "policy.toml",
    }
    settings = from_environment(env)
    assert (settings.data, settings.centre, settings.replicas) == (Path("/srv/vigie"), "690", 3)
    assert (settings.port, settings.secure_cookies, settings.policy) == (80, True, Path("policy.toml"))
    assert "s3same" not in repr(settings)
    assert from_environment({}) == Settings()
