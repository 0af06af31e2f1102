"""`vigie demo`: alone on its machine whatever the environment says, its report whole or absent."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from tests.vigie.shell import Shell

VIGIE = (sys.executable, "-c", "from vigie.cli import main; main()")
NIGHT = ("demo", "--headless", "--hours", "0.1", "--speed", "max")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No handler of the program stays on a stream that ends with the test."""

    def configure(level: int = 0) -> None:
        pass

    monkeypatch.setattr("vigie.cli.demo.configure", configure)


@pytest.fixture
def bystander() -> Iterator[socket.socket]:
    """A server of the site, which hears whoever calls."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def test_a_demo_calls_nothing_of_the_site_and_its_report_is_written_whole(
    vigie: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bystander: socket.socket
) -> None:
    there = f"127.0.0.1:{bystander.getsockname()[1]}"
    monkeypatch.setenv("VIGIE_NATS_URL", f"nats://{there}")
    monkeypatch.setenv("VIGIE_DATABASE_URL", f"postgresql://{there}/vigie")
    for name in ("SMS", "DMP", "NOTICES"):
        monkeypatch.setenv(f"VIGIE_{name}_URL", f"http://{there}")
    monkeypatch.setenv("VIGIE_CENTRE", "690")
    monkeypatch.setenv("VIGIE_REPLICAS", "many")
    monkeypatch.setenv("VIGIE_PORT", "many")
    monkeypatch.setenv("VIGIE_POLICY", str(tmp_path / "nowhere.toml"))
    demo, report = tmp_path / "demo", tmp_path / "night" / "report.json"
    report.parent.mkdir()
    report.write_text("the former one, longer than nothing")
    done = vigie(*NIGHT, "--data", str(demo), "--report", str(report))
    assert done.code == 0, done.err
    assert "every promise kept" in done.err
    with pytest.raises(BlockingIOError):
        bystander.accept()
    assert (demo / "views.sqlite").exists()
    streams = [each.name for each in (demo / "nats" / "jetstream").rglob("CRRA_*")]
    assert streams == ["CRRA_250"]
    assert msgspec.json.decode(report.read_bytes())["rebuild_equal"] is True
    assert list(report.parent.iterdir()) == [report]
    assert report.stat().st_mode & 0o111 == 0


def test_a_demo_appends_nothing_to_the_log_of_the_site_and_its_report_may_live_in_its_folder(
    vigie: Shell, tmp_path: Path
) -> None:
    report = tmp_path / "demo" / "report.json"
    done = vigie(*NIGHT, "--data", str(tmp_path / "demo"), "--report", str(report))
    assert (done.code, "every promise kept" in done.err) == (0, True)
    assert "0 facts in 0 streams" in vigie("log", "stats").out
    assert msgspec.json.decode(report.read_bytes())["seed"] == 42


def test_the_help_tells_the_folder_of_the_demo(vigie: Shell) -> None:
    assert "(default: .vigie/demo)" in " ".join(vigie("demo", "--help").out.split())


@pytest.mark.parametrize("where", ["nowhere/report.json", "file/report.json"])
def test_a_report_that_cannot_be_written_is_told_before_the_night(
    vigie: Shell, tmp_path: Path, where: str
) -> None:
    (tmp_path / "file").touch()
    demo = tmp_path / "demo"
    done = vigie(*NIGHT, "--hours", "24", "--data", str(demo), "--report", str(tmp_path / where))
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert done.err.startswith(f"vigie: {tmp_path / where}: ")
    assert not (demo / "nats").exists()


def begun(data: Path) -> bool:
    """Whether the log of the night is there. Folders come and go while its server makes it."""
    with suppress(FileNotFoundError):
        return any(data.glob("nats/jetstream/**/CRRA_250"))
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_night_that_is_stopped_has_no_report(tmp_path: Path, number: signal.Signals) -> None:
    report = tmp_path / "report.json"
    words = ("--speed", "1", "--data", str(tmp_path / "demo"), "--report", str(report))
    command = [*VIGIE, "demo", "--headless", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
        try:
            deadline = time.monotonic() + 30
            while not begun(tmp_path / "demo"):
                assert time.monotonic() < deadline, "the night has not begun"
                time.sleep(0.05)
            os.kill(program.pid, number)
            _, said = program.communicate(timeout=30)
        finally:
            program.kill()
    assert program.returncode == 130
    assert said.splitlines()[-1] == "vigie: stopped before its end, no report"
    assert "Traceback" not in said
    assert [each.name for each in tmp_path.iterdir()] == ["demo"]
