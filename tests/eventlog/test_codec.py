"""Facts survive the way into the log and back; what cannot be read is named."""

from datetime import UTC, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.envelope import Recorded, StreamId
from domain.fact import Actor, Fact
from domain.vocabulary import Role
from eventlog.codec import Codec, PoisonEvent, UnreadableFact
from eventlog.journal import Entry
from tests.eventlog.ledger import ANNE, CODEC, T0, Added, Emptied, LedgerFact, Stray, recorded

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
instants = st.datetimes(
    min_value=T0.replace(year=2000, tzinfo=None),
    max_value=T0.replace(year=2100, tzinfo=None),
    timezones=st.just(UTC),
)
envelopes = st.builds(
    Recorded[Any],
    stream=st.builds(StreamId, st.just("ledger"), words),
    version=st.integers(1, 1000),
    position=st.integers(1, 1000),
    at=instants,
    by=st.builds(Actor, st.sampled_from(Role), words),
    fact=st.builds(Added, amount=st.integers(-1000, 1000), note=words, ratio=st.just(0.5)),
    command_id=words,
    cause=st.none() | words,
    correlation=st.none() | words,
    device_at=st.none() | instants,
    schema=st.just(1),
)


@given(envelopes)
def test_what_is_written_is_read_back(before: Recorded[Any]) -> None:
    entry = CODEC.encode(before)
    assert CODEC.decode(msgspec.structs.replace(entry, position=before.position)) == before


@given(envelopes)
def test_headers_are_printable_ascii_on_one_line(before: Recorded[Any]) -> None:
    for name, value in CODEC.encode(before).headers.items():
        assert name.isascii()
        assert value.isascii()
        assert value.isprintable()
        assert value == value.strip()


def test_the_entry_is_readable_by_eye() -> None:
    entry = CODEC.encode(
        recorded(Added(amount=3), by=Actor(Role.ARM, "Zoé"), cause="call:1@2", correlation="call:1")
    )
    assert entry.data == b'{"type":"ledger.added","amount":3}'
    assert (entry.id, entry.version, entry.topic) == ("ledger:a", 1, "ledger.added")
    assert entry.headers == {
        "At": "2026-11-21T22:00:00+00:00",
        "Role": "ARM",
        "By": "Zo%C3%A9",
        "Command": "c-0",
        "Cause": "call:1@2",
        "Correlation": "call:1",
    }


def test_instants_are_kept_in_utc() -> None:
    paris = T0.astimezone(timezone(timedelta(hours=1)))
    assert CODEC.encode(recorded(Added(amount=1), at=paris)).headers["At"].endswith("22:00:00+00:00")


# Facts of an older schema -------------------------------------------------------------------------


def _cents_to_units(stored: dict[str, Any]) -> dict[str, Any]:
    return {"type": stored["type"], "amount": stored["cents"] // 100}


def _name_the_note(stored: dict[str, Any]) -> dict[str, Any]:
    return {**stored, "note": f"was {stored['amount']}"}


LIFTING = Codec(
    LedgerFact,
    {("ledger.added", 1): _cents_to_units, ("ledger.added", 2): _name_the_note},
)


def _stored(topic: str, data: bytes, **headers: str) -> Entry:
    envelope = {"At": T0.isoformat(), "Role": "MEDECIN", "By": "anne", "Command": "c", **headers}
    return Entry(id="ledger:a", version=4, topic=topic, data=data, headers=envelope, position=9)


def test_a_fact_of_the_first_schema_is_lifted_step_by_step() -> None:
    old = _stored("ledger.added", b'{"type":"ledger.added","cents":700}')
    read = LIFTING.decode(old)
    assert read.fact == Added(amount=7, note="was 7")
    assert read.schema == 1


def test_a_fact_of_the_second_schema_takes_the_last_step_only() -> None:
    old = _stored("ledger.added", b'{"type":"ledger.added","amount":7}', Schema="2")
    assert LIFTING.decode(old).fact == Added(amount=7, note="was 7")


def test_a_new_fact_is_written_in_the_current_schema_and_not_lifted() -> None:
    entry = LIFTING.encode(recorded(Added(amount=7, note="new")))
    assert entry.headers["Schema"] == "3"
    assert LIFTING.decode(entry).fact == Added(amount=7, note="new")


@pytest.mark.parametrize("schema", ["4", "0", "-1", "soon"])
def test_a_schema_that_this_program_does_not_know_is_poison(schema: str) -> None:
    newer = _stored("ledger.added", b'{"type":"ledger.added","amount":7}', Schema=schema)
    with pytest.raises(PoisonEvent, match=r"ledger:a@4 at 9"):
        LIFTING.decode(newer)


def test_an_upcaster_that_fails_is_poison() -> None:
    old = _stored("ledger.added", b'{"type":"ledger.added","euros":7}')
    with pytest.raises(PoisonEvent, match="cents"):
        LIFTING.decode(old)


def test_a_hole_in_a_chain_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="chain from 1"):
        Codec(LedgerFact, {("ledger.added", 2): _name_the_note})
    with pytest.raises(ValueError, match="unknown facts"):
        Codec(LedgerFact, {("ledger.lost", 1): _name_the_note})


# Poison -------------------------------------------------------------------------------------------

GOOD = b'{"type":"ledger.added","amount":1}'


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (_stored("ledger.burnt", GOOD), "unknown fact 'ledger.burnt'"),
        (_stored("ledger.added", b"{"), "truncated"),
        (_stored("ledger.added", b"\xff\xfe"), "malformed"),
        (_stored("ledger.added", b'{"type":"ledger.added","amount":"x"}'), "amount"),
        (_stored("ledger.emptied", GOOD), "ledger.added"),
        (_stored("ledger.added", GOOD, At="yesterday"), "isoformat"),
        (_stored("ledger.added", GOOD, At="2026-11-21T22:00:00"), "time zone"),
        (_stored("ledger.added", GOOD, Role="JANITOR"), "JANITOR"),
        (msgspec.structs.replace(_stored("ledger.added", GOOD), id="ledger"), "not a stream name"),
        (msgspec.structs.replace(_stored("ledger.added", GOOD), headers={}), "no At"),
    ],
)
def test_what_cannot_be_read_is_named(entry: Entry, why: str) -> None:
    with pytest.raises(PoisonEvent, match=why) as caught:
        CODEC.decode(entry)
    assert (caught.value.position, caught.value.stream, caught.value.version) == (9, entry.id, 4)
    assert isinstance(CODEC.read(entry), PoisonEvent)


@pytest.mark.parametrize(
    "fact",
    [Added(amount=2000), Added(amount=1, ratio=float("nan")), Emptied(why="\ud800"), Stray()],
)
def test_a_fact_that_could_not_be_read_back_is_never_stored(fact: Fact) -> None:
    with pytest.raises(UnreadableFact):
        CODEC.encode(recorded(fact))


@pytest.mark.parametrize(
    "envelope",
    [{"at": T0.replace(tzinfo=None)}, {"by": Actor(Role.ARM, "\ud800")}],
)
def test_an_envelope_that_could_not_be_read_back_is_never_stored(envelope: dict[str, Any]) -> None:
    with pytest.raises(UnreadableFact):
        CODEC.encode(recorded(Added(amount=1), **envelope))


class _Untagged(Fact, frozen=True):
    pass


class _Twin(Fact, frozen=True, tag="ledger.added"):
    pass


def test_facts_need_one_tag_each() -> None:
    with pytest.raises(ValueError, match="no tag"):
        Codec(_Untagged)
    with pytest.raises(ValueError, match="two facts"):
        Codec(Added | _Twin)


def test_a_codec_of_one_fact() -> None:
    codec = Codec(Added)
    assert codec.tags == {"ledger.added"}
    assert codec.decode(codec.encode(recorded(Added(amount=1)))).by == ANNE
