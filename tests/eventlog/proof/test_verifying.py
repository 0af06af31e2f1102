"""The whole log verified: what was done to it is named, with its position."""

import asyncio
from pathlib import Path

import pytest

from eventlog.embedded import EmbeddedServer
from eventlog.proof.primitives import Key
from eventlog.proof.raw import last_position, pages
from eventlog.proof.stored import Stored
from simulators.witness import StandInWitness
from tests.eventlog.proof.site import NOW, Site, access, fact
from tests.eventlog.proof.tampering import Change, cut, edited, rewrite, swapped, without


@pytest.fixture(params=[0, 8], ids=["in one go", "by ranges of eight"])
async def signed(site: Site, request: pytest.FixtureRequest) -> Site:
    """Thirty facts under three checkpoints, and two that none signs yet."""
    if request.param:
        site.ranges = site.by_ranges(request.param)
    for start in (1, 11, 21):
        await site.append(*(fact(number, f"med-{number % 3}") for number in range(start, start + 10)))
        await site.sign()
    await site.append(access("acc-1", 1, b'{"patient":"p-1"}'), fact(32))
    site.stop()
    return site


def witness_of(site: Site) -> StandInWitness:
    return StandInWitness("witness.test/w1", "w1", [site.key()], lambda: NOW)


async def cosigned(site: Site, witness: StandInWitness) -> bytes:
    """What the witness shows after it has seen the last checkpoint."""
    last = await site.checkpoints.last()
    assert last is not None
    status, _ = witness.add(b"old 0\n\n" + last.note)
    assert status == 200
    return witness.heads[site.origin].note


async def test_an_untouched_log_verifies(signed: Site) -> None:
    report = await signed.verify(pinned=Key.read(signed.key()))
    assert report.failures == []
    assert (report.facts, report.checkpoints, report.signed) == (32, 3, 30)
    assert report.keys == [Key.read(signed.key())]


async def test_a_log_without_facts_or_without_checkpoints(site: Site) -> None:
    assert (await site.verify()).failures == []
    await site.append(fact(1))
    (failure,) = (await site.verify()).failures
    assert failure.text == "no checkpoint signs the log"


@pytest.mark.parametrize(
    ("change", "positions"),
    [
        (edited(1), [1]),
        (edited(14), [14]),
        (edited(30), [30]),
        (swapped(3, 27), [3, 27]),
        (swapped(29, 30), [29, 30]),
    ],
)
async def test_an_edited_or_swapped_fact_is_named(signed: Site, change: Change, positions: list[int]) -> None:
    await rewrite(signed.connection, signed.layout, change)
    found = await signed.verify()
    assert [each.position for each in found.failures] == positions
    assert all("is not what checkpoint" in each.text for each in found.failures)


async def test_without_the_tree_kept_beside_it_the_range_is_named(signed: Site) -> None:
    await rewrite(signed.connection, signed.layout, edited(14))
    (failure,) = (await signed.verify(nodes=False)).failures
    assert (failure.position, failure.text) == (11, "positions 11 to 20 are not what checkpoint 2 signs")


async def test_a_fact_that_no_checkpoint_signs_yet_is_named_too(signed: Site) -> None:
    signing = await signed.checkpointer()
    await signing.step()
    signed.clock.pass_(61)
    await signing.step()
    signed.stop()
    await rewrite(signed.connection, signed.layout, edited(32))
    assert [each.position for each in (await signed.verify()).failures] == [32]


async def test_a_fact_taken_out_is_seen_from_its_position_on(signed: Site) -> None:
    await rewrite(signed.connection, signed.layout, without(14))
    found = (await signed.verify()).failures
    assert found[0].position == 14


async def test_a_cut_log_is_named(signed: Site) -> None:
    await rewrite(signed.connection, signed.layout, cut(17))
    found = [each.text for each in (await signed.verify()).failures]
    assert found == ["the log is cut: it ends at position 17, but checkpoint 2 signs 20 facts"]


async def test_a_tail_removed_and_grown_again_is_named(signed: Site) -> None:
    await rewrite(signed.connection, signed.layout, cut(17))
    await signed.append(*(fact(number, "med-9") for number in range(100, 120)))
    found = (await signed.verify()).failures
    assert found[0].position == 18
    (failure,) = (await signed.verify(nodes=False)).failures
    assert failure.position == 11


async def test_a_rewriting_with_checkpoints_of_another_key_is_named(signed: Site, tmp_path: Path) -> None:
    key = signed.key()
    await rewrite(signed.connection, signed.layout, edited(5))
    await rewrite(signed.connection, signed.checkpoints.layout, cut(0))
    forger = await Site(signed.connection, signed.code, tmp_path / "forger").open()
    await forger.sign()
    forger.stop()
    assert (await forger.verify()).failures == []
    (failure,) = (await forger.verify(pinned=Key.read(key))).failures
    assert failure.text.startswith("unknown key")


async def test_a_checkpoint_of_an_unknown_key_in_the_chain_is_named(signed: Site, tmp_path: Path) -> None:
    forger = Site(signed.connection, signed.code, tmp_path / "forger")
    await rewrite(signed.connection, signed.checkpoints.layout, cut(2))
    stranger = forger.keys.current(may_make=True)
    last = await signed.checkpoints.find(2)
    assert last is not None
    assert last.checkpoint is not None
    text = last.text.replace(b"number 2", b"number 3")
    await signed.checkpoints.append(3, text + b"\n" + stranger.line(text))
    (failure,) = (await signed.verify()).failures
    assert failure.text == "checkpoint 3: unknown key: not signed by the key of this log"
    assert failure.position == 20


async def test_checkpoints_taken_out_or_swapped_are_named(signed: Site) -> None:
    await rewrite(signed.connection, signed.checkpoints.layout, without(2))
    found = [each.text for each in (await signed.verify()).failures]
    assert found == ["checkpoint 2 is missing"]


async def test_the_witness_agrees_with_what_it_cosigned(signed: Site) -> None:
    witness = witness_of(signed)
    head = await cosigned(signed, witness)
    report = await signed.verify(witness=head, witness_key=Key.read(witness.key))
    assert (report.failures, report.witnessed) == ([], 30)
    stranger = StandInWitness("witness.test/w1", "other", [signed.key()], lambda: NOW)
    (failure,) = (await signed.verify(witness=head, witness_key=Key.read(stranger.key))).failures
    assert "not a checkpoint it cosigned" in failure.text


@pytest.mark.parametrize(("last", "position"), [(18, 19), (0, 1)])
async def test_an_older_copy_put_back_is_caught_by_the_witness(
    signed: Site, last: int, position: int
) -> None:
    """The log and its checkpoints agree with one another: only who is outside can tell."""
    head = await cosigned(signed, witness_of(signed))
    await rewrite(signed.connection, signed.layout, cut(last))
    await rewrite(signed.connection, signed.checkpoints.layout, cut(1 if last else 0))
    if last == 18:
        assert (await signed.verify()).failures == []
    failures = (await signed.verify(witness=head)).failures
    assert failures[0].position == position
    assert "tail was removed" in failures[0].text


async def test_a_history_rewritten_with_the_key_is_caught_by_the_witness(signed: Site) -> None:
    """The administrator holds the signing key too: edits, signs everything again, grows beyond."""
    head = await cosigned(signed, witness_of(signed))
    await rewrite(signed.connection, signed.layout, edited(14))
    await rewrite(signed.connection, signed.checkpoints.layout, cut(1))
    for name in ("tree", "index.sqlite"):
        (signed.folder / name).unlink()
    await signed.sign()
    signed.stop()
    assert (await signed.verify()).failures == []
    (failure,) = (await signed.verify(witness=head)).failures
    assert "the witness has cosigned another log up to position 30" in failure.text


async def test_the_stored_bytes_are_those_that_the_server_keeps(signed: Site) -> None:
    from eventlog.proof.picking import pick

    whole: list[Stored] = []
    last = await last_position(signed.connection, signed.layout.stream)
    async for page in pages(signed.connection, signed.layout.stream, after=0, until=last):
        whole += page
    sparse = [each async for each in pick(signed.connection, signed.layout.stream, [[1, 31]])]
    assert sparse == [whole[0], whole[30]]


async def test_bytes_changed_in_the_files_of_the_server_are_caught(
    own_server: EmbeddedServer, tmp_path: Path
) -> None:
    """Whether the server still serves the message or not."""
    from eventlog.connection import connected

    async with connected(own_server.settings) as connection:
        site = await Site(connection, "250", tmp_path / "proof").open()
        await site.append(*(fact(number, "med-01") for number in range(1, 31)))
        await site.sign()
        site.stop()
    own_server.stop()
    (block,) = (tmp_path / "nats" / "jetstream" / "$G" / "streams" / "CRRA_250" / "msgs").glob("*.blk")
    whole = block.read_bytes()
    assert whole.count(b'"n":14}') == 1
    block.write_bytes(whole.replace(b'"n":14}', b'"n":41}'))
    own_server.start()
    async with connected(own_server.settings) as connection:
        site = await Site(connection, "250", tmp_path / "proof").open()
        failures = (await site.verify()).failures
    assert [each.position for each in failures] == [14]


async def test_what_is_appended_and_signed_meanwhile_is_no_fault(signed: Site) -> None:
    signing = await signed.checkpointer()
    stop, seen = asyncio.Event(), set[int]()

    async def go_on() -> None:
        number = 100
        while not stop.is_set():
            number += 1
            await signed.append(fact(number))
            await signing.step(now=True)

    going = asyncio.create_task(go_on())
    async with asyncio.timeout(60):
        while len(seen) < 5:
            report = await signed.verify()
            assert report.failures == []
            seen.add(report.facts)
    stop.set()
    await going
