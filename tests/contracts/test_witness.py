"""The contract of a witness, kept by the adapter over HTTP with the stand-in; what the log does with it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest

from domain.ports import WitnessGateway
from domain.witnessing import Cosigned, CosigningRefused, SeenOtherwise, WitnessAway
from eventlog.connection import Connection
from eventlog.proof.checkpointer import WitnessRefuses
from eventlog.proof.primitives import Fault, Key, signature_line, signed, split_note
from gateways.witness import HttpWitness
from simulators.witness import StandInWitness, witness_app
from tests.eventlog.proof.site import Site
from tests.eventlog.proof.tampering import cut, edited, rewrite
from tests.eventlog.servers import nats_connection, nats_server

__all__ = ["nats_connection", "nats_server"]

NOW = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)


class Outside:
    """A witness and the way to it."""

    def __init__(self, witness: StandInWitness) -> None:
        self.witness = witness
        transport = httpx.ASGITransport(cast("Any", witness_app(witness, hold=5)))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://witness")
        self.gateway: WitnessGateway = HttpWitness(self.client, within=0.2)

    async def fail(self, rate: float, kind: str = "500") -> None:
        assert (await self.client.post("/faults", json={"rate": rate, "kind": kind})).status_code == 200


@pytest.fixture
async def site(nats_connection: Connection, tmp_path: Path) -> AsyncIterator[Site]:
    opened = await Site(nats_connection, uuid4().hex, tmp_path / "proof").open()
    yield opened
    opened.stop()


@pytest.fixture
async def outside(site: Site) -> AsyncIterator[Outside]:
    await site.fill(10)
    await site.sign()
    made = Outside(StandInWitness("witness.test/w1", "w1", [site.key()], lambda: NOW))
    yield made
    await made.client.aclose()


async def note(site: Site, number: int) -> bytes:
    found = await site.checkpoints.find(number)
    assert found is not None
    return found.note


async def test_it_cosigns_what_it_sees_first_and_what_only_grows(site: Site, outside: Outside) -> None:
    assert await outside.gateway.head(site.origin) is None
    first = await outside.gateway.cosign(await note(site, 1), 0, [])
    assert isinstance(first, Cosigned)
    text, _ = split_note(await note(site, 1))
    lines = [signature_line(each) for each in first.lines.splitlines()]
    assert signed(text, lines, Key.read(outside.witness.key))
    with pytest.raises(Fault):
        signed(text + b"x\n", lines, Key.read(outside.witness.key))
    assert await outside.gateway.head(site.origin) == await note(site, 1) + first.lines
    assert isinstance(await outside.gateway.cosign(await note(site, 1), 10, []), Cosigned)


async def test_it_says_which_size_it_saw_last(site: Site, outside: Outside) -> None:
    await outside.gateway.cosign(await note(site, 1), 0, [])
    await site.fill(10, start=11)
    await site.sign()
    assert await outside.gateway.cosign(await note(site, 2), 0, []) == SeenOtherwise(10)
    assert await outside.gateway.cosign(await note(site, 2), 7, []) == SeenOtherwise(10)


async def test_it_refuses_a_fork_and_keeps_its_head(site: Site, outside: Outside) -> None:
    await outside.gateway.cosign(await note(site, 1), 0, [])
    head = await outside.gateway.head(site.origin)
    site.stop()
    await rewrite(site.connection, site.layout, edited(4))
    await rewrite(site.connection, site.checkpoints.layout, cut(0))
    for name in ("tree", "index.sqlite"):
        (site.folder / name).unlink()
    await site.sign()
    other = await note(site, 1)
    assert isinstance(await outside.gateway.cosign(other, 10, []), CosigningRefused)
    await site.fill(5, start=20)
    signing = await site.checkpointer()
    await signing.step(now=True)
    proofs = [[bytes(32)], [], [bytes(32)] * 4]
    for proof in proofs:
        answer = await outside.gateway.cosign(await note(site, 2), 10, proof)
        assert isinstance(answer, CosigningRefused)
    assert await outside.gateway.head(site.origin) == head


async def test_it_refuses_what_it_cannot_know(site: Site, outside: Outside) -> None:
    good = await note(site, 1)
    stranger = good.replace(b"\n\n", b"\n\n").replace(site.origin.encode(), b"vigie/test/other")
    spoilt = good.replace(b"\n10\n", b"\n11\n")
    for wrong in (stranger, spoilt, b"", b"no note"):
        assert isinstance(await outside.gateway.cosign(wrong, 0, []), CosigningRefused)
    assert isinstance(await outside.gateway.cosign(good, 11, []), CosigningRefused)


@pytest.mark.parametrize("kind", ["500", "timeout"])
async def test_a_witness_away_is_an_answer(site: Site, outside: Outside, kind: str) -> None:
    await outside.fail(1, kind)
    assert isinstance(await outside.gateway.cosign(await note(site, 1), 0, []), WitnessAway)
    assert isinstance(await outside.gateway.head(site.origin), WitnessAway)


async def test_the_log_hands_over_its_checkpoints_and_keeps_the_answers(site: Site, outside: Outside) -> None:
    signing = await site.checkpointer(outside.gateway, witness_key=outside.witness.key)
    for start in (11, 21):
        await site.fill(10, start=start)
        made = await signing.step(now=True)
        assert made is not None
        lines = await site.checkpoints.cosignatures(made.number)
        assert signed(
            made.text, [signature_line(each) for each in lines.splitlines()], Key.read(outside.witness.key)
        )
    head = await outside.gateway.head(site.origin)
    assert isinstance(head, bytes)
    report = await site.verify(witness=head, witness_key=Key.read(outside.witness.key))
    assert (report.failures, report.witnessed) == ([], 30)


async def test_a_witness_that_was_away_is_asked_again(site: Site, outside: Outside) -> None:
    signing = await site.checkpointer(outside.gateway)
    await outside.fail(1)
    await site.fill(10, start=11)
    await signing.step(now=True)
    await outside.fail(0)
    await signing.step()
    assert await site.checkpoints.cosignatures(2) == b""
    site.clock.pass_(11)
    await signing.step()
    assert await site.checkpoints.cosignatures(2) != b""


async def test_it_follows_the_keys_of_the_log(site: Site, outside: Outside) -> None:
    signing = await site.checkpointer(outside.gateway)
    await signing.step()
    for start in (11, 21):
        site.keys.prepare()
        await site.fill(10, start=start)
        assert await signing.step(now=True)
    assert await site.checkpoints.last_cosigned() == 3
    assert (await site.verify()).failures == []


async def test_a_rewritten_log_is_not_cosigned_and_says_so(site: Site, outside: Outside) -> None:
    signing = await site.checkpointer(outside.gateway)
    await signing.step()
    site.stop()
    await rewrite(site.connection, site.layout, cut(8))
    await rewrite(site.connection, site.checkpoints.layout, cut(0))
    for name in ("tree", "index.sqlite"):
        (site.folder / name).unlink()
    signing = await site.checkpointer(outside.gateway)
    with pytest.raises(WitnessRefuses, match="has seen 10 facts"):
        await signing.step(now=True)
    await site.fill(10, start=50)
    signing = await site.checkpointer(outside.gateway)
    with pytest.raises(WitnessRefuses, match="does not cosign"):
        await signing.step(now=True)


async def test_a_witness_of_another_key_is_refused(site: Site, outside: Outside) -> None:
    other = StandInWitness("witness.test/w1", "w2", [], lambda: NOW)
    signing = await site.checkpointer(outside.gateway, witness_key=other.key)
    with pytest.raises(WitnessRefuses, match="another key"):
        await signing.step()
