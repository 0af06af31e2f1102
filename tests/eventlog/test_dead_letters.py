"""What fails for good is kept with why, and can be tried again."""

import asyncio
from typing import Any

import pytest

from domain.envelope import Recorded
from domain.fact import Fact
from eventlog.codec import Codec
from eventlog.connection import Connection
from eventlog.dead_letters import UnknownLetter
from eventlog.embedded import EmbeddedServer
from eventlog.feed import Redelivery
from eventlog.journal import Entry, LogUnavailable
from tests.eventlog.centre import QUICK, Centre
from tests.eventlog.ledger import CODEC, T0, Added, LedgerFact
from tests.waiting import until


@pytest.fixture
async def centre(nats_server: EmbeddedServer, nats_connection: Connection) -> Centre:
    return await Centre.open(nats_server, nats_connection)


async def test_what_fails_for_good_is_kept_with_why_and_the_feed_goes_on(centre: Centre) -> None:
    centre.failing = lambda recorded: recorded.fact.amount == 2
    async with centre.feed() as feed:
        await feed.progress.wait(await centre.add(1, 2, 3), 10)
    assert centre.seen == [1, 2, 2, 2, 3]
    [letter] = await centre.dead.list()
    assert (letter.id, letter.consumer, letter.tries) == ("sms@2", "sms", 3)
    assert letter.why == "OSError: the gateway is away"
    assert CODEC.decode(letter.entry).fact == Added(amount=2)
    assert (letter.died_at, letter.last_at, letter.settled_at) == (T0, T0, None)


async def poison(centre: Centre) -> None:
    envelope = {"At": T0.isoformat(), "Role": "MEDECIN", "By": "anne", "Command": "c"}
    entry = Entry(
        id="ledger:é",
        version=1,
        topic="ledger.later",
        data=b'{"type":"ledger.later"}',
        headers=envelope,
    )
    await centre.journal.append([entry], save_id="p")


class Later(Fact, frozen=True, tag="ledger.later"):
    """A fact that only a later version of the program knows."""

    amount: int = 77


async def test_poison_is_kept_at_once_and_read_by_a_program_that_knows_it(centre: Centre) -> None:
    await centre.add(1)
    await poison(centre)
    async with centre.feed() as feed:
        await feed.progress.wait(await centre.add(3), 10)
    [letter] = await centre.dead.list()
    assert (letter.why, letter.tries, letter.entry.id) == (
        "unknown fact 'ledger.later'",
        1,
        "ledger:é",
    )
    async with centre.feed(Codec(LedgerFact | Later)):
        await centre.dead.retry([letter.id])
        await until(lambda: 77 in centre.seen)
    assert centre.seen == [1, 3, 77]


async def test_a_log_that_is_away_makes_no_dead_letter(centre: Centre) -> None:
    async def away(recorded: Recorded[Any]) -> None:
        centre.seen.append(recorded.fact.amount)
        if len(centre.seen) < 2 * QUICK.deliveries:
            raise LogUnavailable("away")

    hasty = Redelivery(deliveries=3, first=0.01, longest=0.02)
    async with centre.feed(handler=away, redelivery=hasty) as feed:
        await feed.progress.wait(await centre.add(1), 10)
    assert centre.seen == [1] * 6
    assert await centre.dead.list() == []


async def test_a_retry_that_succeeds_settles_the_letter(centre: Centre) -> None:
    centre.failing = lambda recorded: recorded.fact.amount == 1
    async with centre.feed() as feed:
        await feed.progress.wait(await centre.add(1, 2), 10)
        [letter] = await centre.dead.list()
        assert await centre.dead.retry([letter.id]) == 1
        await until(lambda: centre.seen.count(1) == 4)
        await asyncio.sleep(0.05)
        [failed] = await centre.dead.list()
        assert failed.tries == 4
        centre.failing = lambda _: False
        await centre.dead.retry([letter.id])
        await until(lambda: centre.seen.count(1) == 5)
        await asyncio.sleep(0.05)
        assert await centre.dead.list() == []
        [done] = await centre.dead.list("sms", settled=True)
        assert (done.settled_at, done.tries) == (T0, 5)
        assert await centre.dead.retry([letter.id]) == 0


async def test_a_retry_waits_for_its_consumer_to_run(centre: Centre) -> None:
    centre.failing = lambda recorded: recorded.fact.amount == 1
    async with centre.feed() as feed:
        await feed.progress.wait(await centre.add(1), 10)
    centre.failing = lambda _: False
    await centre.dead.retry(["sms@1"])
    assert len(await centre.dead.list()) == 1
    async with centre.feed():
        await until(lambda: centre.seen == [1, 1, 1, 1])
        await asyncio.sleep(0.05)
    assert await centre.dead.list() == []


@pytest.mark.parametrize("letter", ["sms@99", "sms", "@1", "sms@one", ""])
async def test_an_unknown_letter_is_named(centre: Centre, letter: str) -> None:
    await centre.dead.open()
    with pytest.raises(UnknownLetter, match=r"no dead letter"):
        await centre.dead.retry([letter])


async def test_consumers_have_their_own_letters_and_places(centre: Centre) -> None:
    other: list[int] = []

    async def handle(recorded: Recorded[Any]) -> None:
        other.append(recorded.fact.amount)

    centre.failing = lambda _: True
    async with centre.feed() as sms, centre.feed(handler=handle, name="dmp.é") as dmp:
        last = await centre.add(1, 2)
        await dmp.progress.wait(last, 10)
        assert other == [1, 2]
        await sms.progress.wait(last, 10)
    assert [letter.id for letter in await centre.dead.list()] == ["sms@1", "sms@2"]
    assert await centre.dead.list("dmp.é") == []
