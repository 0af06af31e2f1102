"""What facts say of patients is stored sealed: read with its key, as placeholders without."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from domain.envelope import StreamId
from domain.fact import Act, Actor
from domain.house import DECIDERS, AnyFact, plan
from domain.personal import ERASED
from domain.regulation_call import commands as c
from domain.regulation_call.facts import CallReceived
from domain.vocabulary import Caller, CallOrigin, Place, Role, TeamNeeds
from eventlog.codec import Codec, PoisonEvent
from eventlog.connection import Connection
from eventlog.log import EventLog
from eventlog.proof.aes import Gcm
from eventlog.proof.primitives import Fault
from eventlog.repeated import CommandIdReused
from eventlog.sealing.blob import SEALED
from eventlog.sealing.keys import FileErased, keys_stream
from eventlog.sealing.master import MasterKey, NoMasterKey
from eventlog.sealing.sealing import Sealing
from tests.builders import ARM, DOCTOR, NOW, PLACE
from tests.eventlog.sealed import NAME, Site, another, opened_site
from tests.waiting import until

NURSE = Actor(Role.NURSE, "nurse-1")


@pytest.fixture
async def site(nats_connection: Connection) -> Site:
    return await opened_site(nats_connection)


async def stored(site: Site) -> bytes:
    """All that the log holds."""
    entries = await site.journal.scan()
    return b"".join(each.data + repr(each.headers).encode() for each in entries)


async def test_nothing_about_a_patient_is_stored_in_clear(site: Site) -> None:
    await site.call()
    raw = await stored(site)
    assert not [each for each in (NAME, "Lilas", "48.54") if each.encode() in raw]
    assert b'"origin"' in (await site.journal.scan())[0].data
    state, _ = await site.log.load(StreamId("regulation-call", "C1"))
    assert (state.file.caller.name, state.file.place) == (NAME, PLACE)


async def test_what_a_command_said_is_compared_and_stored_sealed(
    site: Site, nats_connection: Connection
) -> None:
    """Whoever knows who may have called could try them all on a digest in clear."""
    await site.mission("C1", "M1")
    act = Act(at=NOW, by=ARM, command_id="same", digest="0123456789abcdef")
    await site.log.execute(plan(c.NoteObservation(call="C1", text=NAME)), act)
    decided = Act(at=NOW, by=DOCTOR, command_id="both", digest="fedcba9876543210")
    await site.log.execute(plan(c.DecideIntervention(call="C1", mission="M2", needs=TeamNeeds())), decided)
    assert not [each for each in (b"0123456789abcdef", b"fedcba9876543210") if each in await stored(site)]
    other = another(site, nats_connection)
    await other.open()
    again = plan(c.NoteObservation(call="C1", text=NAME))
    assert (await other.log.execute(again, act)).repeated
    with pytest.raises(CommandIdReused):
        await other.log.execute(again, msgspec.structs.replace(act, digest="0000000000000000"))
    await site.keys.destroy("C1")
    erased = another(site, nats_connection)
    await erased.open()
    assert (await erased.log.execute(again, msgspec.structs.replace(act, digest="0000000000000000"))).repeated


async def test_every_way_of_reading_opens_what_is_sealed(site: Site, nats_connection: Connection) -> None:
    await site.call()
    cold = another(site, nats_connection)
    await cold.open()
    facts = await cold.log.scan()
    assert [each.position for each in facts] == [1, 2]
    async with asyncio.timeout(30):
        follower = another(site, nats_connection)
        await follower.open()
        followed: list[Any] = []
        async for each in follower.log.follow():
            followed.append(each)
            if len(followed) == 2:
                break
    reader = another(site, nats_connection)
    await reader.open()
    history = await reader.log.history(StreamId("regulation-call", "C1"))
    assert facts == followed == history
    assert isinstance(followed[0].fact, CallReceived)
    assert followed[0].fact.caller.name == NAME


async def test_a_key_handed_over_opens_what_is_sealed_under_exactly_its_files(site: Site) -> None:
    await site.keys.for_sealing(["C2"])
    for together in ("C1", "C1,C2"):
        name, cipher = await site.keys.for_sealing(together.split(","))
        handed = (await site.keys.disclosed([name]))[together] or b""
        blob = cipher.encrypt(bytes(12), b"said", b"bound")
        assert Gcm(handed).opened(bytes(12), blob, b"bound") == b"said"
        with pytest.raises(Fault):
            Gcm((await site.keys.disclosed(["C2"]))["C2"] or b"").opened(bytes(12), blob, b"bound")


async def test_once_the_key_is_gone_placeholders_are_read(site: Site, nats_connection: Connection) -> None:
    await site.call()
    before = await stored(site)
    assert await site.keys.destroy("C1")
    assert await stored(site) == before
    for reader in (site, another(site, nats_connection)):
        await reader.open()
        received, located = await reader.log.scan()
        assert not isinstance(received, PoisonEvent)
        assert not isinstance(located, PoisonEvent)
        assert (received.erased, located.erased) == (True, True)
        assert (received.fact.caller, located.fact.place) == (Caller(), Place(label=ERASED))
        state, version = await reader.log.load(StreamId("regulation-call", "C1"))
        assert (state.file.caller.name, version) == (None, 2)
    with pytest.raises(FileErased):
        await site.say(c.NoteObservation(call="C1", text="encore"))
    assert (await site.say(c.LoseCaller(call="C1"))).facts  # what says nothing of a patient goes on


async def test_two_processes_seal_a_file_with_one_key(site: Site, nats_connection: Connection) -> None:
    other = another(site, nats_connection)
    await other.open()
    sealing = await asyncio.gather(*(each.keys.for_sealing(["C1"]) for each in (site, other) * 3))
    assert {name for name, _ in sealing} == {"C1"}
    blob = sealing[0][1].encrypt(b"0" * 12, b"text", b"")
    assert all(cipher.decrypt(b"0" * 12, blob, b"") == b"text" for _, cipher in sealing)


async def test_another_master_key_is_refused(site: Site, nats_connection: Connection) -> None:
    await site.call()
    with pytest.raises(NoMasterKey, match="not that of the log"):
        await another(site, nats_connection).open(MasterKey(b"n" * 32))


async def test_a_lost_key_is_named_and_is_no_erasure(site: Site, nats_connection: Connection) -> None:
    await site.call()
    lost = another(site, nats_connection)
    await lost.open()
    centre = site.journal.layout.stream.removeprefix("CRRA_")
    await nats_connection.request(
        f"$JS.API.STREAM.PURGE.{keys_stream(centre)}",
        msgspec.json.encode({"filter": f"keys.{centre}.file.C1"}),
        seconds=5,
    )
    received = (await lost.log.scan())[0]
    assert isinstance(received, PoisonEvent)
    assert "the key of file C1 is missing" in received.why


@pytest.mark.parametrize("what", ["altered", "moved", "cut"])
async def test_what_is_altered_or_moved_is_named(site: Site, what: str) -> None:
    await site.call()
    first, second = await site.journal.scan()
    name, _, blob = first.headers[SEALED].partition(" ")
    bad = {
        "altered": f"{name} {blob[:-6]}{'A' if blob[-6] != 'A' else 'B'}{blob[-5:]}",
        "moved": second.headers[SEALED],
        "cut": f"{name} {blob[:20]}",
    }
    forged = msgspec.structs.replace(first, headers={**first.headers, SEALED: bad[what]})
    with pytest.raises(PoisonEvent, match="altered, or belongs to another fact"):
        site.codec.decode(forged)
    assert site.codec.decode(first).fact.caller.name == NAME


async def test_facts_stored_in_clear_by_an_earlier_release_are_read(site: Site) -> None:
    await site.call()
    plain = Codec(AnyFact)
    facts = await site.log.scan()
    entries = [plain.encode(each) for each in facts if not isinstance(each, PoisonEvent)]
    assert all(SEALED not in each.headers for each in entries)
    again = [site.codec.decode(msgspec.structs.replace(e, position=n)) for n, e in enumerate(entries, 1)]
    assert again == facts


async def test_snapshots_are_sealed_and_go_with_the_key(site: Site, nats_connection: Connection) -> None:
    await site.call()
    await site.say(c.NoteObservation(call="C1", text="seule"))
    stream = StreamId("regulation-call", "C1")
    kept = await site.snapshots.latest(stream)
    assert kept is not None
    assert kept.version == 3
    assert NAME.encode() not in kept.state
    cold = another(site, nats_connection)
    cold.snapshots = site.snapshots
    cold.log = EventLog(
        site.journal, cold.codec, DECIDERS, snapshots=site.snapshots, sealing=Sealing(cold.keys, cold.codec)
    )
    await cold.open()
    state, version = await cold.log.load(stream)
    assert (state.file.caller.name, version) == (NAME, 3)
    await site.keys.destroy("C1")
    state, version = await site.log.load(stream)
    assert (state.file.caller.name, version) == (None, 3)


async def test_a_command_that_comes_again_gets_its_first_answer(site: Site) -> None:
    command = plan(c.ReceiveCall(call="C1", origin=CallOrigin.LINE_15, rang_at=NOW, caller=Caller(name=NAME)))
    act = Act(at=NOW, by=ARM, command_id="c-1")
    first = await site.log.execute(command, act)
    again = await site.log.execute(command, act)
    assert (again.repeated, again.facts) == (True, first.facts)
    assert first.facts[0].fact.caller.name == NAME


async def test_many_files_are_read_with_few_questions(
    site: Site, nats_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        await site.call(f"C{number}")
    cold = another(site, nats_connection)
    await cold.open()
    asked: list[str] = []
    request = Connection.request

    async def counted(self: Connection, subject: str, *words: Any, **named: Any) -> Any:
        asked.append(subject)
        return await request(self, subject, *words, **named)

    monkeypatch.setattr(Connection, "request", counted)
    assert len(await cold.log.scan()) == 60
    assert len([each for each in asked if "KEYS_" in each]) == 1


@pytest.fixture
async def watched(site: Site, nats_connection: Connection) -> AsyncIterator[Site]:
    """Another process, which hears of erasures."""
    other = another(site, nats_connection)
    await other.open()
    watching = asyncio.create_task(other.keys.watch())
    yield other
    watching.cancel()


async def test_a_process_that_watches_drops_the_key(site: Site, watched: Site) -> None:
    await site.call()
    await watched.log.scan()
    told: list[str] = []
    watched.keys.on_erased(told.append)
    await site.keys.destroy("C1")
    await until(lambda: told == ["C1"], 5)
    assert watched.keys.ciphers == {"C1": None}
