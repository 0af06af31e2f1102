"""An embedded log that another command runs is shared; what a crash left of one misleads nobody."""

import os
from pathlib import Path

import msgspec
import pytest

from eventlog.child import lock_folder
from eventlog.embedded import EmbeddedServer
from tests.vigie.shell import Shell
from vigie import endpoint


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with a log, whose server has stopped."""
    monkeypatch.delenv("VIGIE_NATS_URL", raising=False)
    EmbeddedServer(tmp_path / "nats").start().stop()
    return tmp_path


def _left(data: Path, pid: int) -> Path:
    file = data / "log.endpoint"
    file.write_bytes(
        msgspec.json.encode(endpoint.Endpoint("nats://127.0.0.1:1", 0)).replace(b"0}", b"%d}" % pid)
    )
    return file


@pytest.mark.parametrize("pid", [None, 1, 10**20, -(10**20)], ids=["ours", "1", "huge", "negative"])
def test_what_a_crash_left_is_ignored_and_removed(vigie: Shell, data: Path, pid: int | None) -> None:
    pid = os.getpid() if pid is None else pid
    file = _left(data, pid)
    assert endpoint.running(data) is None
    assert not file.exists()
    _left(data, pid)
    done = vigie("log", "stats", "--data", str(data))
    assert (done.code, done.err) == (0, "")
    assert "0 facts in 0 streams" in done.out
    assert not file.exists()


def test_a_held_log_is_shared(vigie: Shell, data: Path) -> None:
    server = EmbeddedServer(data / "nats").start()
    try:
        with endpoint.published(data, server.secret_url):
            assert endpoint.running(data) == server.secret_url
            assert vigie("log", "stats", "--data", str(data)).code == 0
            assert server.running
            assert (data / "log.endpoint").exists()
    finally:
        server.stop()


@pytest.mark.parametrize("pid", [10**20, 2**22 + 1])
def test_a_lock_held_for_a_dead_owner_is_no_running_log(data: Path, pid: int) -> None:
    _left(data, pid)
    held = lock_folder(data / "nats")
    try:
        assert endpoint.running(data) is None
    finally:
        os.close(held)
