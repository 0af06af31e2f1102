"""The files of `deploy/` on three real nodes: who may do what, and what a lost node costs."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.envelope import Recorded
from eventlog.connection import Connection, connected
from eventlog.dead_letters import DeadLetters
from eventlog.feed import Redelivery, SideEffects
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry, LogUnavailable
from eventlog.layout import Layout
from eventlog.log import EventLog
from eventlog.protections import missing, protected
from eventlog.snapshots import JetStreamSnapshots, Snapshot
from eventlog.telemetry import Telemetry
from eventlog.wire import stream_answer
from tests.eventlog.cluster import NODES, Cluster, a_cluster, make_site
from tests.eventlog.ledger import CODEC, DECIDERS, T0, Ledger, act, add, move, stream

pytestmark = pytest.mark.timeout(180)

CENTRE = "250"
LAYOUT = Layout.for_centre(CENTRE)
STREAMS = [LAYOUT.stream, f"SNAPSHOTS_{CENTRE}", f"DEAD_{CENTRE}", f"TELEMETRY_{CENTRE}"]


class Stopped:
    """A clock that stands still."""

    def now(self) -> datetime:
        return T0

    async def sleep_until(self, at: datetime) -> None:
        raise AssertionError(f"nobody waits until {at} here")


async def until_it_answers(connection: Connection) -> None:
    """A new cluster loses what it is asked in its first second."""
    async with asyncio.timeout(30):
        while True:
            with suppress(LogUnavailable):
                await connection.request("$JS.API.STREAM.NAMES", seconds=0.3)
                return


async def create_streams(connection: Connection) -> None:
    """What the operator does once."""
    await until_it_answers(connection)
    await open_journal(connection, LAYOUT, replicas=3)
    await JetStreamSnapshots(connection, CENTRE, replicas=3).open()
    await DeadLetters(connection, CENTRE, Stopped(), replicas=3).open()
    await Telemetry(connection, CENTRE, replicas=3).open()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    async def first_day(running: Cluster) -> None:
        async with connected(running.settings("operator")) as connection:
            await create_streams(connection)

    with a_cluster(tmp_path_factory.mktemp("site")) as running:
        asyncio.run(first_day(running))
        yield running


@pytest.fixture
async def writer(cluster: Cluster) -> AsyncIterator[Connection]:
    async with connected(cluster.settings("writer")) as connection:
        yield connection


@pytest.fixture
async def operator(cluster: Cluster) -> AsyncIterator[Connection]:
    async with connected(cluster.settings("operator")) as connection:
        yield connection


async def opened(writer: Connection) -> JetStreamJournal:
    return await open_journal(writer, LAYOUT, replicas=3)


async def test_the_operator_creates_each_stream_with_three_copies(operator: Connection) -> None:
    for name in STREAMS:
        answer = stream_answer((await operator.request(f"$JS.API.STREAM.INFO.{name}", seconds=5)).data)
        assert answer.config is not None
        assert answer.config.num_replicas == 3
        if name == LAYOUT.stream:
            assert missing(answer.config, protected(LAYOUT, replicas=3)) == []


async def test_the_writer_appends_reads_and_follows(writer: Connection) -> None:
    journal = await opened(writer)
    snapshots = JetStreamSnapshots(writer, CENTRE, replicas=3)
    await snapshots.open()
    log = EventLog(journal, CODEC, DECIDERS, snapshots=snapshots)
    before = await log.last_position()
    await log.execute(add("one", 5), act())
    await log.execute(add("one", 1, 2), act())
    await log.execute(move("one", "two", 3), act())
    assert (await log.load(stream("one")))[0].total == 5
    assert (await log.load(stream("two")))[0].total == 3
    assert [entry.version for entry in await journal.scan(after=before)] == [1, 2, 3, 4, 1]
    async with asyncio.timeout(10), aclosing(journal.follow(after=before)) as entries:
        assert [(await anext(entries)).position for _ in range(5)] == list(range(before + 1, before + 6))


async def test_the_writer_keeps_snapshots_and_positions_of_teams(writer: Connection) -> None:
    snapshots = JetStreamSnapshots(writer, CENTRE, replicas=3)
    kept = Snapshot(version=3, schema="s", state=msgspec.msgpack.encode(Ledger(8)))
    await snapshots.save(stream("one"), kept)
    assert await snapshots.latest(stream("one")) == kept
    telemetry = Telemetry(writer, CENTRE, replicas=3)
    await telemetry.publish("t1", b"here")
    async with asyncio.timeout(10), aclosing(telemetry.follow()) as reports:
        assert await anext(reports) == ("t1", b"here")


async def test_side_effects_run_and_their_dead_letters_are_retried(
    cluster: Cluster, writer: Connection
) -> None:
    journal, dead = await opened(writer), DeadLetters(writer, CENTRE, Stopped(), replicas=3)
    seen: list[int] = []
    settled = asyncio.Event()

    async def fail_then_do(recorded: Recorded[Any]) -> None:
        if recorded.fact.amount == 13 and 13 not in seen:
            seen.append(13)
            raise OSError("the gateway is away")
        if recorded.fact.amount == 13:
            settled.set()

    feed = SideEffects(
        writer,
        cluster.settings("writer"),
        LAYOUT,
        CODEC,
        fail_then_do,
        dead,
        name="sms",
        redelivery=Redelivery(deliveries=1),
        grace=0.1,
    )
    log = EventLog(journal, CODEC, DECIDERS)
    async with feed:
        await log.execute(add("sms", 13), act())
        await feed.progress.wait(await log.last_position(), 20)
        [letter] = await dead.list("sms")
        await dead.retry([letter.id])
        await asyncio.wait_for(settled.wait(), 20)


async def refused(connection: Connection, subject: str, payload: bytes = b"") -> None:
    with pytest.raises(LogUnavailable):
        await connection.request(subject, payload, seconds=0.3)


def forbidden(name: str) -> dict[str, bytes]:
    """What nobody may ask of a stream."""
    update = msgspec.json.encode({"name": name, "subjects": LAYOUT.subjects, "max_msgs": 1})
    return {
        f"$JS.API.STREAM.PURGE.{name}": b"",
        f"$JS.API.STREAM.MSG.DELETE.{name}": b'{"seq":1}',
        f"$JS.API.STREAM.UPDATE.{name}": update,
        f"$JS.API.STREAM.DELETE.{name}": b"",
    }


async def logged(cluster: Cluster, *words: str) -> None:
    """Wait until a node has written of a violation with these words."""
    async with asyncio.timeout(5):
        while not any(all(word in line for word in words) for line in cluster.violations()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("user", ["writer", "operator"])
async def test_nobody_deletes_or_edits_and_whoever_tries_is_named(cluster: Cluster, user: str) -> None:
    async with connected(cluster.settings("writer")) as connection:
        journal = await opened(connection)
        await journal.append([Entry(id=f"kept:{user}", version=1, topic="t", data=b"1")], save_id=user)
        before = await journal.scan(limit=10_000)
    questions = {subject: text for name in STREAMS for subject, text in forbidden(name).items()}
    async with connected(cluster.settings(user)) as connection:
        await asyncio.gather(*(refused(connection, *question) for question in questions.items()))
    for subject in questions:
        await logged(cluster, f"CN={user}", f'"{subject}"')
    async with connected(cluster.settings("writer")) as connection:
        assert await (await opened(connection)).scan(limit=10_000) == before


async def test_the_writer_creates_no_stream_and_moves_no_leader(writer: Connection, cluster: Cluster) -> None:
    for subject in (
        "$JS.API.STREAM.CREATE.OTHER",
        f"$JS.API.STREAM.SNAPSHOT.{LAYOUT.stream}",
        f"$JS.API.STREAM.LEADER.STEPDOWN.{LAYOUT.stream}",
        f"$JS.API.CONSUMER.PAUSE.{LAYOUT.stream}.sms",
    ):
        await refused(writer, subject)
        await logged(cluster, "CN=writer", f'"{subject}"')


async def test_the_operator_neither_writes_nor_reads_facts(operator: Connection, cluster: Cluster) -> None:
    for subject in (LAYOUT.entry("forged", 1), f"$JS.API.DIRECT.GET.{LAYOUT.stream}"):
        await refused(operator, subject, b'{"last_by_subj":">"}')
        await logged(cluster, "CN=operator", f'"{subject}"')


async def test_a_second_publication_of_a_version_removes_nothing(writer: Connection) -> None:
    """A writer that lies can add; what was there stays at its position."""
    journal = await opened(writer)
    true = Entry(id="lied:about", version=1, topic="t", data=b"true")
    [position] = await journal.append([true], save_id="s1")
    await writer.request(LAYOUT.entry("lied:about", 1), b"false", seconds=5)
    [first] = await journal.scan(after=position - 1, limit=1)
    assert (first.position, first.data) == (position, b"true")


@pytest.mark.parametrize(("spy", "victim"), [("writer", "_INBOX.operator.>"), ("operator", "_INBOX.vigie.>")])
async def test_users_do_not_read_each_others_answers(cluster: Cluster, spy: str, victim: str) -> None:
    heard: list[str] = []

    async def hear(message: Any) -> None:
        heard.append(message.subject)

    async with (
        connected(cluster.settings("operator")) as operator,
        connected(cluster.settings("writer")) as writer,
    ):
        await (writer if spy == "writer" else operator).client.subscribe(victim, cb=hear)
        await logged(cluster, f"CN={spy}", f'"{victim}"')
        for each in (operator, writer):
            await each.request(f"$JS.API.STREAM.INFO.{LAYOUT.stream}", seconds=5)
        await asyncio.sleep(0.1)
    assert heard == []


_HELLO = b'CONNECT {"verbose":false,"pedantic":false}\r\nPING\r\n'


def in_the_clear(port: int) -> bytes:
    """All a node says to a client that speaks without TLS, until it hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall(_HELLO)
        return b"".join(iter(lambda: link.recv(65536), b""))


def over_tls(port: int, tls: ssl.SSLContext, *, route: bool = False) -> bytes:
    """What a node answers over TLS; nothing where it hangs up."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
        if not route:
            plain.recv(65536)  # clients are greeted before TLS
        with tls.wrap_socket(plain, server_hostname="127.0.0.1") as link:
            link.sendall(_HELLO)
            return link.recv(65536)
    return b""


def context(authority: Path, certificate: Path | None = None) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(authority))
    if certificate is not None:
        made.load_cert_chain(certificate)
    return made


def test_a_connection_without_tls_or_without_a_users_certificate_is_refused(
    cluster: Cluster, tmp_path: Path
) -> None:
    assert make_site(tmp_path / "elsewhere").returncode == 0
    ours = cluster.secrets / "log-ca.pem"
    for port in cluster.client_ports.values():
        heard = in_the_clear(port)
        assert b'"tls_required":true' in heard
        assert b"PONG" not in heard
        assert over_tls(port, context(ours, cluster.secrets / "writer.pem")).startswith(b"PONG")
        assert over_tls(port, context(ours)) == b""
        assert over_tls(port, context(ours, tmp_path / "elsewhere" / "secrets" / "writer.pem")) == b""
        assert over_tls(port, context(ours, cluster.secrets / "nats-1.pem")) == b""


def test_no_users_certificate_opens_a_route(cluster: Cluster) -> None:
    nodes = cluster.secrets / "cluster-ca.pem"
    for port in cluster.route_ports.values():
        assert b"INFO" in over_tls(port, context(nodes, cluster.secrets / "nats-2-route.pem"), route=True)
        assert over_tls(port, context(nodes, cluster.secrets / "writer.pem"), route=True) == b""


async def leader_of(connection: Connection, name: str) -> str:
    answer = await connection.request(f"$JS.API.STREAM.INFO.{name}", seconds=5)
    return msgspec.json.decode(answer.data)["cluster"]["leader"]


async def write_until(journal: JetStreamJournal, stop: asyncio.Event, name: str) -> tuple[set[str], float]:
    """Append one entry after another; the ids acknowledged and the longest gap between two (seconds)."""
    acknowledged: set[str] = set()
    longest, last, number = 0.0, time.perf_counter(), 0
    while not stop.is_set():
        entry = Entry(id=f"{name}:{number}", version=1, topic="t", data=b"x")
        number += 1
        with suppress(LogUnavailable):
            await journal.append([entry], save_id=entry.id)
            acknowledged.add(entry.id)
            longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
        await asyncio.sleep(0.002)
    return acknowledged, longest


async def stored(journal: JetStreamJournal, name: str) -> list[str]:
    return [entry.id for entry in await journal.scan(limit=100_000) if entry.id.startswith(f"{name}:")]


@pytest.mark.parametrize(("way", "gap"), [("retire", 5.0), ("kill", 15.0)])
async def test_a_node_that_goes_costs_a_pause_and_no_entry(
    cluster: Cluster, writer: Connection, way: str, gap: float
) -> None:
    """Measured: some 0.1 s when it is taken away, some 5 s when it dies (the election)."""
    journal = await opened(writer)
    leader = await leader_of(writer, LAYOUT.stream)
    stop = asyncio.Event()
    writing = asyncio.create_task(write_until(journal, stop, way))
    await asyncio.sleep(0.3)
    await asyncio.to_thread(getattr(cluster, way), leader)
    async with asyncio.timeout(30):
        while not await led_by_another(writer, leader):
            await asyncio.sleep(0.1)
    await asyncio.sleep(0.3)
    stop.set()
    acknowledged, longest = await writing
    await asyncio.to_thread(cluster.start, leader)
    found = await stored(journal, way)
    assert len(acknowledged) > 50
    assert acknowledged <= set(found)
    assert len(found) == len(set(found))
    assert longest < gap


async def led_by_another(connection: Connection, former: str) -> bool:
    with suppress(LogUnavailable, KeyError):
        return await leader_of(connection, LAYOUT.stream) not in ("", former)
    return False


def test_making_a_site_again_changes_nothing_and_renews_what_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def contents() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in (tmp_path / "secrets").iterdir()}

    assert make_site(tmp_path).returncode == 0
    first = contents()
    assert {f"{node}.pem" for node in NODES} <= first.keys()
    assert make_site(tmp_path).returncode == 0
    assert contents() == first
    monkeypatch.setenv("RENEW_DAYS", "400")
    assert make_site(tmp_path).returncode == 0
    changed = {name for name, text in contents().items() if text != first[name]}
    assert changed == {name for name in first if name.endswith(".pem") and not name.endswith("-ca.pem")}
    (tmp_path / "authority" / "log.key").unlink()
    done = make_site(tmp_path)
    assert (done.returncode, "bring back authority/log.key" in done.stderr) == (1, True)
