"""Reading by ranges and by helping processes finds what reading in one go finds."""

import asyncio
import logging
import random
import sys
from contextlib import aclosing
from pathlib import Path

import msgspec
import pytest

from eventlog import wire
from eventlog.connection import ConnectionSettings
from eventlog.embedded import EmbeddedServer
from eventlog.proof.hashing import Hashed
from eventlog.proof.helper import Question, decoded, encoded
from eventlog.proof.helpers import Ranges, helped
from eventlog.protections import protected
from tests.eventlog.proof.site import Site, access, fact
from tests.eventlog.proof.tampering import Change, cut, edited, rewrite, swapped, without

FACTS = 150


@pytest.fixture
async def long(site: Site) -> Site:
    """A hundred and fifty facts, accesses that name their patient late or never among them, eleven
    checkpoints at places of chance."""
    chance = random.Random(7)
    number = 0
    while number < FACTS:
        for _ in range(min(chance.randrange(1, 25), FACTS - number)):
            number += 1
            by = f"med-{number % 5}"
            if number % 4:
                await site.append(fact(number, by))
            else:
                said = chance.choice([b'{"patient":"p-1"}', b'{"patient":"p-2"}', b"{}", b"no json"])
                await site.append(access(f"acc-{number % 3}", number, said, by))
        await site.sign()
    site.stop()
    return site


async def same(site: Site, *others: Ranges) -> int:
    """Verify in every way; how many faults all of them find."""
    report = await site.verify()
    for other in others:
        assert await site.verify(ranges=other) == report
    return len(report.failures)


def changes(chance: random.Random) -> Change:
    """What somebody does to the log: one thing of chance."""
    one, other = chance.sample(range(1, FACTS + 1), 2)
    return chance.choice([edited(one), swapped(one, other), without(one), cut(one)])


async def test_an_untouched_log_is_the_same_in_ranges_of_any_size(long: Site) -> None:
    assert await same(long, *map(long.by_ranges, (1, 2, 16, 64, 256))) == 0


@pytest.mark.parametrize("seed", range(6))
async def test_a_change_is_found_at_the_same_place(long: Site, seed: int) -> None:
    await rewrite(long.connection, long.layout, changes(random.Random(seed)))
    assert await same(long, long.by_ranges(8), long.by_ranges(64)) > 0


@pytest.mark.parametrize(
    "gone", [(14,), (16,), (17,), (15, 16, 17, 18), tuple(range(16, 50)), (1,), (149,), (150,), (33, 48)]
)
async def test_a_gap_is_found_at_the_same_place(site: Site, gone: tuple[int, ...]) -> None:
    """The server says what is missing: nothing can be deleted from a log as Vigie makes it."""
    await unprotected(site)
    await site.fill(FACTS)
    await site.sign()
    site.stop()
    for position in gone:
        question = wire.encode({"seq": position})
        await site.connection.request(f"$JS.API.STREAM.MSG.DELETE.{site.layout.stream}", question, seconds=5)
    assert await same(site, site.by_ranges(16), site.by_ranges(64)) > 0


async def unprotected(site: Site) -> None:
    config = msgspec.structs.replace(protected(site.layout), deny_delete=False)
    for verb, said in (("DELETE", b""), ("CREATE", wire.encode(config))):
        subject = f"$JS.API.STREAM.{verb}.{site.layout.stream}"
        await site.connection.request(subject, said, seconds=5)


async def test_helping_processes_find_the_same(long: Site, nats_server: EmbeddedServer) -> None:
    beside = helped(nats_server.settings, long.layout.stream, span=16, least=0)
    async with aclosing(beside(FACTS)) as found:
        assert all([each.whole async for each in found])
    assert await same(long, beside) == 0
    await rewrite(long.connection, long.layout, edited(77))
    assert await same(long, beside) == 1


async def test_a_short_log_is_not_worth_a_process(long: Site, nats_server: EmbeddedServer) -> None:
    beside = helped(nats_server.settings, long.layout.stream)
    assert [each async for each in beside(FACTS)] == [Hashed(0, FACTS)]


async def test_processes_that_cannot_read_leave_it_to_who_asked(
    long: Site, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = ConnectionSettings(servers=("nats://127.0.0.1:9",))
    beside = helped(nowhere, long.layout.stream, span=16, least=0)
    with caplog.at_level(logging.WARNING):
        assert await same(long, beside) == 0
    assert caplog.messages == ["a process that helped to read the log has ended: its part is read here"] * 2


async def test_a_process_ends_with_who_asked(long: Site, nats_server: EmbeddedServer) -> None:
    pipe = asyncio.subprocess.PIPE
    words = ("-P", "-m", "eventlog.proof.helper")
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdin=pipe, stdout=pipe)
    question = encoded(Question(nats_server.settings, long.layout.stream))
    async with asyncio.timeout(30):
        await process.communicate(question + b"0 16\n")
    assert process.returncode == 0


def test_how_to_reach_the_log_is_told_whole(tmp_path: Path) -> None:
    settings = ConnectionSettings(
        servers=("nats://[::1]:1",), user="é", password="\n", ca=tmp_path / "ca", credentials=tmp_path
    )
    question = Question(settings, "CRRA_250")
    line = encoded(question)
    assert line.count(b"\n") == 1
    assert decoded(line) == question
