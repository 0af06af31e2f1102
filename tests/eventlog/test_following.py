"""An ordered consumer on the real server, through a client that loses messages."""

import asyncio
import random
import tracemalloc
from contextlib import aclosing

import msgspec

from eventlog.following import OrderedConsumer, Raw
from eventlog.jetstream import JetStreamJournal
from eventlog.journal import Entry
from tests.waiting import until_told


class Lossy(OrderedConsumer):
    """Loses about one message in fifty, as a slow client does."""

    lost = 0

    def _receive(self, message: Raw) -> None:
        if random.random() < 0.02:
            self.lost += 1
        else:
            super()._receive(message)


async def fill(journal: JetStreamJournal, first: int, last: int) -> None:
    entries = [Entry(id="a", version=v, topic="t", data=b"") for v in range(first, last + 1)]
    await journal.append(entries, save_id=str(first))


async def take(consumer: OrderedConsumer, count: int) -> list[int]:
    found: list[int] = []
    async with aclosing(consumer.messages()) as messages, asyncio.timeout(20):
        async for followed in messages:
            found.append(followed.sequence)
            if len(found) == count:
                break
    return found


async def test_what_is_lost_on_the_way_is_asked_for_again(nats_journal: JetStreamJournal) -> None:
    random.seed(7)
    await fill(nats_journal, 1, 1000)
    consumer = Lossy(nats_journal.connection, nats_journal.layout.stream)
    assert await take(consumer, 1000) == list(range(1, 1001))
    assert consumer.lost > 5


async def test_a_lost_last_message_is_noticed_by_the_heartbeat(
    nats_journal: JetStreamJournal,
) -> None:
    class LosesTheThird(OrderedConsumer):
        lost = 0

        def _receive(self, message: Raw) -> None:
            if self.lost == 0 and message.data == b"third":
                self.lost += 1
            else:
                super()._receive(message)

    for version, data in enumerate([b"first", b"second", b"third"], start=1):
        entry = Entry(id="a", version=version, topic="t", data=data)
        await nats_journal.append([entry], save_id=str(version))
    consumer = LosesTheThird(nats_journal.connection, nats_journal.layout.stream)
    assert await take(consumer, 3) == [1, 2, 3]
    assert consumer.lost == 1


async def test_a_reader_stopped_at_the_moment_it_is_woken_stops(nats_journal: JetStreamJournal) -> None:
    class StopsItsReader(OrderedConsumer):
        reader: asyncio.Task[list[int]]

        def _receive(self, message: Raw) -> None:
            super()._receive(message)
            if message.headers.startswith(b"NATS/1.0\r\n"):
                self.reader.cancel()

    consumer = StopsItsReader(nats_journal.connection, nats_journal.layout.stream)
    consumer.reader = asyncio.create_task(take(consumer, 2))

    async def there() -> bool:
        return bool(await consumers(nats_journal))

    await until_told(there)
    await asyncio.sleep(0.05)
    await fill(nats_journal, 1, 1)
    await asyncio.wait([consumer.reader], timeout=2)
    assert consumer.reader.cancelled()


async def test_what_waits_is_kept_as_it_came(nats_journal: JetStreamJournal) -> None:
    """A server sends far ahead of who uses it: headers made out would take many times the memory."""

    class Flooded(OrderedConsumer):
        def flood(self, number: int) -> None:
            reply = b"$JS.ACK.stream.consumer.1.%d.%d.0.0" % (number, number)
            self._receive_raw(b"a.subject", reply, bytes(bytearray(headers)), bytes(300))

        def take(self) -> int:
            return len(self._take())

    consumer = Flooded(nats_journal.connection, nats_journal.layout.stream)
    headers = b"NATS/1.0\r\n" + b"".join(b"Name-%d: value\r\n" % n for n in range(10)) + b"\r\n"
    tracemalloc.start()
    for number in range(1, 2001):
        consumer.flood(number)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept / 2000 < len(headers) + 300 + 400
    assert [consumer.take(), consumer.take(), consumer.take()] == [1024, 976, 0]


async def test_a_consumer_somebody_deletes_starts_again(nats_journal: JetStreamJournal) -> None:
    await fill(nats_journal, 1, 2)
    consumer = OrderedConsumer(nats_journal.connection, nats_journal.layout.stream)
    following = asyncio.create_task(take(consumer, 4))
    await asyncio.sleep(0.1)
    for name in await consumers(nats_journal):
        await nats_journal.connection.request(
            f"$JS.API.CONSUMER.DELETE.{nats_journal.layout.stream}.{name}", seconds=5
        )
    await fill(nats_journal, 3, 4)
    assert await following == [1, 2, 3, 4]


async def test_nothing_is_left_on_the_server(nats_journal: JetStreamJournal) -> None:
    await fill(nats_journal, 1, 10)
    await take(OrderedConsumer(nats_journal.connection, nats_journal.layout.stream), 5)

    async def gone() -> bool:
        return not await consumers(nats_journal)

    await until_told(gone, seconds=2)  # its own deletion is not waited for


async def consumers(journal: JetStreamJournal) -> list[str]:
    answer = await journal.connection.request(f"$JS.API.CONSUMER.NAMES.{journal.layout.stream}", seconds=5)
    return msgspec.json.decode(answer.data)["consumers"] or []
