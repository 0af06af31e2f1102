"""`vigie verify` and `vigie audit`: what an auditor types, and what they are told."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from eventlog.connection import connected
from eventlog.proof.concerning import person
from eventlog.proof.keyring import KEY_FILE, KeyRing
from simulators.witness import StandInWitness
from tests.eventlog.proof.site import NOW, SetClock, Site, fact
from tests.eventlog.proof.tampering import cut, edited, rewrite
from tests.vigie.shell import Shell
from vigie.doors import open_log, reach_nats
from vigie.settings import Settings
from vigie.witness import keep_signing, keys_of, origin_of, proofs_of


def at(settings: Settings, work: Callable[[Site], Awaitable[None]]) -> None:
    """Do something to the log of these settings, with its folder of proofs."""

    async def whole() -> None:
        async with reach_nats(settings) as nats, connected(nats) as connection:
            site = Site(connection, settings.centre, proofs_of(settings))
            site.origin, site.keys = origin_of(settings), keys_of(settings)
            await site.open()
            try:
                await work(site)
            finally:
                site.stop()

    asyncio.run(whole())


@pytest.fixture
def signed(settings: Settings) -> Settings:
    """Twenty facts under two checkpoints."""

    async def work(site: Site) -> None:
        for start in (1, 11):
            await site.append(*(fact(number) for number in range(start, start + 10)))
            await site.sign()

    at(settings, work)
    return settings


def test_a_log_as_it_was_signed_verifies(signed: Settings, vigie: Shell) -> None:
    done = vigie("verify")
    assert (done.code, done.out.splitlines()[0]) == (0, "verified: 20 facts, 2 checkpoints")
    assert "an older copy put back would not be seen" in done.out
    key = (proofs_of(signed) / "signing.pub").read_text().strip()
    assert vigie("verify", "--key", key).code == 0


def test_an_edited_fact_is_named_and_ends_with_1(signed: Settings, vigie: Shell) -> None:
    at(signed, lambda site: rewrite(site.connection, site.layout, edited(14)))
    done = vigie("verify")
    assert done.code == 1
    assert done.out.splitlines()[0] == "position 14: position 14 is not what checkpoint 2 signs"


def test_an_older_copy_is_caught_with_the_witness(signed: Settings, vigie: Shell, tmp_path: Path) -> None:
    key = (proofs_of(signed) / "signing.pub").read_text()
    witness = StandInWitness("witness.test/w1", "w1", [key.strip()], lambda: NOW)

    async def older(site: Site) -> None:
        last = await site.checkpoints.last()
        assert last is not None
        assert witness.add(b"old 0\n\n" + last.note)[0] == 200
        await rewrite(site.connection, site.layout, cut(10))
        await rewrite(site.connection, site.checkpoints.layout, cut(1))

    at(signed, older)
    seen = tmp_path / "seen.txt"
    seen.write_bytes(witness.heads[origin_of(signed)].note)
    assert vigie("verify").code == 0
    done = vigie("verify", "--witness", str(seen), "--witness-key", witness.key)
    assert done.code == 1
    assert "position 11: the witness has seen 20 facts, the log ends at position 10" in done.out


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "--key", "nonsense"),
        ("verify", "--witness", "/no/such/file"),
        ("audit", "verify", "nowhere"),
    ],
)
def test_bad_words_are_told_in_one_line(signed: Settings, vigie: Shell, words: tuple[str, ...]) -> None:
    assert signed
    done = vigie(*words)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_checkpoints_are_listed(signed: Settings, vigie: Shell) -> None:
    assert signed
    lines = vigie("audit", "checkpoints", "--json").out.splitlines()
    assert [msgspec.json.decode(line)["facts"] for line in lines] == [10, 20]
    assert "20" in vigie("audit", "checkpoints", "-n", "1").out


def test_an_extract_is_verified_by_the_program_too(signed: Settings, vigie: Shell, tmp_path: Path) -> None:
    out = tmp_path / "extract"

    async def work(site: Site) -> None:
        await site.extract(out, person("med-01"))

    at(signed, work)
    done = vigie("audit", "verify", str(out))
    assert (done.code, done.out.splitlines()[-1]) == (0, "VALID")
    facts = out / "facts.ndjson"
    facts.write_bytes(facts.read_bytes().replace(b"departed", b"Departed", 1))
    done = vigie("audit", "verify", str(out))
    assert done.code == 1
    assert "position 1 is not what the log holds there" in done.out


def test_a_key_is_turned_by_the_running_part(signed: Settings, vigie: Shell) -> None:
    assert vigie("audit", "rotate-key").code == 0
    again = vigie("audit", "rotate-key")
    assert again.code == 1
    assert "waits already" in again.err

    async def work() -> None:
        async with open_log(signed) as doors:
            signing = asyncio.create_task(keep_signing(doors, SetClock()))
            async with asyncio.timeout(20):
                while (proofs_of(signed) / f"{KEY_FILE}.next").exists():  # noqa: ASYNC110 - a file is no event
                    await asyncio.sleep(0.02)
            signing.cancel()
            await asyncio.gather(signing, return_exceptions=True)

    asyncio.run(work())
    done = vigie("verify")
    assert done.code == 0
    assert done.out.count("key: vigie/crra/") == 2


def test_the_key_may_be_kept_elsewhere(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys" / "log.key", "vigie/crra/250", tmp_path / "log.pub")
    assert ring.current(may_make=True).key == ring.current(may_make=False).key
    assert (tmp_path / "log.pub").exists()
