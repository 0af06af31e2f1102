"""The files of `deploy/` on three real nodes: what Vigie does there, and what a lost node costs."""

import asyncio
import time
from contextlib import ExitStack, aclosing, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.envelope import Recorded
from eventlog.backup import restore, save
from eventlog.connection import Connection, connected
from eventlog.dead_letters import DeadLetters
from eventlog.embedded import EmbeddedServer
from eventlog.feed import Redelivery, SideEffects
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import Entry, LogFull, LogUnavailable
from eventlog.layout import Layout
from eventlog.log import EventLog
from eventlog.protections import missing, protected
from eventlog.snapshots import JetStreamSnapshots, Snapshot
from eventlog.telemetry import Telemetry
from eventlog.wire import stream_answer
from tests.eventlog.ledger import CODEC, DECIDERS, Ledger, act, add, move, stream
from tests.eventlog.production import CENTRE, LAYOUT, NODES, STREAMS, Cluster, Stopped, a_cluster, open_log
from tests.waiting import until_told

pytestmark = pytest.mark.timeout(180)


async def test_the_operator_creates_each_stream_with_three_copies(operator: Connection) -> None:
    for name in STREAMS:
        answer = stream_answer((await operator.request(f"$JS.API.STREAM.INFO.{name}", seconds=5)).data)
        assert answer.config is not None
        assert answer.config.num_replicas == 3
        if name == LAYOUT.stream:
            assert missing(answer.config, protected(LAYOUT, replicas=3)) == []


async def test_the_writer_appends_reads_and_follows(writer: Connection) -> None:
    journal = await open_log(writer)
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
    journal, dead = await open_log(writer), DeadLetters(writer, CENTRE, Stopped(), replicas=3)
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


async def test_the_operator_saves_a_log_and_restores_another(
    cluster: Cluster, writer: Connection, operator: Connection, own_server: EmbeddedServer, tmp_path: Path
) -> None:
    entry = Entry(id="saved:1", version=1, topic="t", data=b"x")
    await (await open_log(writer)).append([entry], save_id="saved")
    label = await save(operator, LAYOUT.stream, tmp_path / "ours")
    assert label.state["messages"] == await (await open_log(writer)).last_position()
    other = Layout.for_centre("999")
    async with connected(own_server.settings) as alone:
        await (await open_journal(alone, other)).append([entry], save_id="saved")
        await save(alone, other.stream, tmp_path / "theirs")
    await restore(operator, tmp_path / "theirs", replicas=3)
    journal = await open_journal(writer, other, replicas=3)
    found: list[str] = []

    async def are_read() -> bool:
        # A node told of the restored stream a moment ago says that nobody answers for it.
        with suppress(LogUnavailable):
            found.extend(each.id for each in await journal.scan())
        return bool(found)

    await until_told(are_read)
    assert found == [entry.id]


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


async def until_led_by_another(connection: Connection, former: str) -> None:
    async with asyncio.timeout(30):
        while True:
            with suppress(LogUnavailable, KeyError):
                if await leader_of(connection, LAYOUT.stream) not in ("", former):
                    return
            await asyncio.sleep(0.1)


@pytest.mark.parametrize(("way", "gap"), [("retire", 8.0), ("kill", 15.0)])
async def test_a_node_that_goes_costs_a_pause_and_no_entry(
    cluster: Cluster, writer: Connection, way: str, gap: float
) -> None:
    """Measured: some 0.1 s when it is taken away, some 5 s when it dies (the election)."""
    journal = await open_log(writer)
    leader = await leader_of(writer, LAYOUT.stream)
    stop = asyncio.Event()
    writing = asyncio.create_task(write_until(journal, stop, way))
    await asyncio.sleep(0.3)
    await asyncio.to_thread(getattr(cluster, way), leader)
    await until_led_by_another(writer, leader)
    await asyncio.sleep(0.3)
    stop.set()
    acknowledged, longest = await writing
    await asyncio.to_thread(cluster.start, leader)
    found = await stored(journal, way)
    assert len(acknowledged) > 50
    assert acknowledged <= set(found)
    assert len(found) == len(set(found))
    assert longest < gap


async def fill(cluster: Cluster, size: int) -> int:
    """Append until the log refuses; how many it took, all of which can be read."""
    async with connected(cluster.settings("writer")) as writer:
        journal = await open_log(writer)

        async def append(count: int) -> None:
            for number in range(count):
                entry = Entry(id=f"fill:{number}", version=1, topic="t", data=b"x" * size)
                await journal.append([entry], save_id=entry.id)

        with pytest.raises(LogFull):
            await append(1000)
        return len(await journal.scan(limit=1000))


@pytest.mark.soak
async def test_a_full_log_is_read_and_goes_on_with_a_higher_limit(tmp_path: Path) -> None:
    """The limit is raised node by node, as the runbook says."""
    with ExitStack() as stack:
        cluster = await asyncio.to_thread(stack.enter_context, a_cluster(tmp_path, log_limit="30MB"))
        held = await fill(cluster, 200_000)
        assert 40 < held < 120
        cluster.log_limit = "1GB"
        for name in NODES:
            await asyncio.to_thread(cluster.retire, name)
            await asyncio.to_thread(cluster.start, name)
        async with connected(cluster.settings("writer")) as writer:
            journal = await open_log(writer)
            entry = Entry(id="after", version=1, topic="t", data=b"x" * 200_000)
            async with asyncio.timeout(30):
                while await journal.last_position() == held:
                    with suppress(LogUnavailable):
                        await journal.append([entry], save_id="after")
            assert len(await journal.scan(limit=1000)) == held + 1


@pytest.mark.soak
async def test_a_node_with_an_empty_disk_copies_all_and_can_be_counted_on(tmp_path: Path) -> None:
    with ExitStack() as stack:
        cluster = await asyncio.to_thread(stack.enter_context, a_cluster(tmp_path))
        async with connected(cluster.settings("writer")) as writer:
            journal = await open_log(writer)
            entries = [
                Entry(id="many", version=number, topic="t", data=b"x" * 500) for number in range(1, 501)
            ]
            await journal.append(entries, save_id="many")
            await asyncio.to_thread(cluster.kill, "nats-2")
            await asyncio.to_thread(cluster.wipe, "nats-2")
            await asyncio.to_thread(cluster.start, "nats-2")
            await asyncio.to_thread(cluster.kill, "nats-1")
            after = Entry(id="many", version=501, topic="t", data=b"x")
            async with asyncio.timeout(30):
                while True:
                    with suppress(LogUnavailable):
                        assert await journal.append([after], save_id="after") == [501]
                        break
            assert [found.version for found in await journal.scan(limit=1000)] == list(range(1, 502))
