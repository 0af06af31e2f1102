"""What the command line says where something fails, and what it refuses to take."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.fact import Actor
from domain.regulation_call.commands import NoteObservation
from domain.vocabulary import Role
from eventlog.embedded import EmbeddedServer
from tests.vigie.shell import Shell
from tests.vigie.telling import Room
from vigie.clock import RealClock
from vigie.doors import open_log
from vigie.settings import Settings

FOREIGN = "é \x1b]0;mine\x07\x1b[31m[/red]\r\nvigie: all is well \x9b2J\u2028:warning: \u202e"
READING = [
    ("log", "tail"),
    ("log", "show", "mission:M1"),
    ("log", "trace", "C1"),
    ("log", "stats"),
    ("log", "dead-letters"),
    ("log", "backup", "--stream", "CRRA_250", "there"),
    ("rebuild",),
]


@pytest.fixture
def foreign(settings: Settings) -> None:
    """A call observed by somebody whose name gives orders to terminals."""

    async def tell() -> None:
        clock = RealClock()
        async with open_log(settings) as doors:
            room = Room(doors.log, clock)
            await room.regulated("C1")
            await room.say(NoteObservation(call="C1", text="rien"), Actor(Role.ARM, FOREIGN))
        await clock.close()

    asyncio.run(tell())


@pytest.mark.usefixtures("foreign")
@pytest.mark.parametrize("words", [("tail",), ("show", "regulation-call:C1"), ("trace", "C1")])
def test_foreign_text_gives_no_orders(vigie: Shell, words: Sequence[str]) -> None:
    done = vigie("log", *words)
    assert done.code == 0
    assert "é \\u001b]0;mine\\u0007\\u001b[31m[/red]" in done.out
    assert "\\u009b2J\\u2028:warning: \\u202e" in " ".join(done.out.split("\n"))
    assert not set(FOREIGN) & set("\x1b\x07\r\x9b\u2028\u202e") & set(done.out)
    assert not any(line.startswith("vigie:") for line in done.out.splitlines())


@pytest.mark.usefixtures("foreign")
def test_json_says_the_same_escaped(vigie: Shell) -> None:
    (line,) = vigie("log", "tail", "-n", "1", "--json").out.splitlines()
    assert json.loads(line)["by"]["id"] == FOREIGN
    assert "é" in line
    assert not set("\x1b\x9b\u202e") & set(line)


def test_a_failure_is_told_in_one_harmless_line(vigie: Shell, tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_text(json.dumps({"createCaseHealth": {"caseId": f"x{FOREIGN}", "\x1b[2Jé\n": 1}}))
    for done in (vigie("import-call", str(file)), vigie("log", "trace", FOREIGN)):
        assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
        assert "\x1b" not in done.err
    assert "é" in done.err


def test_a_file_that_cannot_be_written_is_named(vigie: Shell, tmp_path: Path) -> None:
    assert vigie("init-streams").code == 0
    centre = vigie("init-streams").out.split("centre ")[1].split()[0]
    file = tmp_path / "nowhere" / "copy"
    done = vigie("log", "backup", "--stream", f"CRRA_{centre}", str(file))
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert str(file) in done.err
    assert "No such file or directory" in done.err


def test_tables_that_are_no_database_are_one_line(vigie: Shell, settings: Settings) -> None:
    settings.data.mkdir()
    (settings.data / "views.sqlite").write_bytes(b"not a database" * 100)
    done = vigie("rebuild")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "file is not a database" in done.err


@pytest.mark.parametrize("url", ["postgres:secret", "mysql://u:secret@db/vigie"])
def test_an_address_that_is_no_database_is_one_line_without_it(
    vigie: Shell, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("VIGIE_DATABASE_URL", url)
    done = vigie("rebuild")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "VIGIE_DATABASE_URL" in done.err
    assert "secret" not in done.err


@pytest.mark.parametrize("words", READING, ids=lambda words: " ".join(words[:2]))
def test_reading_makes_no_log(
    vigie: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    monkeypatch.delenv("VIGIE_NATS_URL")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    for folder in ("absent", "empty"):
        done = vigie(*words, "--data", folder)
        assert (done.code, done.out, done.err) == (2, "", f"vigie: no log in the folder {folder}\n")
    assert list(tmp_path.rglob("*")) == [tmp_path / "empty"]


def test_a_log_that_is_there_is_read(vigie: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VIGIE_NATS_URL")
    EmbeddedServer(tmp_path / "nats").start().stop()
    assert vigie("log", "stats", "--data", str(tmp_path)).code == 0
    fresh = tmp_path / "fresh"
    assert vigie("init-streams", "--data", str(fresh)).code == 0
    assert vigie("log", "stats", "--data", str(fresh)).code == 0


@pytest.mark.parametrize("words", [*READING, ("demo",), ("serve",), ("init-streams",)], ids=" ".join)
def test_a_folder_without_a_name_is_refused(vigie: Shell, words: tuple[str, ...]) -> None:
    done = vigie(*words, "--data", "")
    assert (done.code, done.out) == (2, "")
    assert "--data" in done.err


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "NaN"])
@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("demo", "--hours"),
        ("demo", "--calls-per-day"),
        ("demo", "--speed"),
        ("simulate", "--hours"),
        ("simulate", "--calls-per-day"),
    ],
)
def test_a_number_is_finite(vigie: Shell, command: str, option: str, value: str) -> None:
    done = vigie(command, option, value)
    assert (done.code, done.out) == (2, "")
    assert option in done.err
