"""Facts, states and commands on the wire: equal when read again; tags that never move."""

from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from domain import house
from domain.fact import Command, Fact, Refusal
from domain.mobile_team.commands import StartShift
from domain.regulation_call.commands import ReceiveCall
from domain.vocabulary import Ins, LongText, ShortText
from tools.exploring import COMMANDS, explore

TAGS = Path(__file__).with_name("tags.txt")
each_kind = pytest.mark.parametrize("kind", list(house.DECIDERS))


def tag(struct: type[Fact] | type[Command]) -> str:
    """The name on the wire."""
    return str(struct.__struct_config__.tag)


def again(value: Any, as_: Any) -> Any:
    """Written as JSON and read."""
    return msgspec.json.decode(msgspec.json.encode(value), type=as_)


@each_kind
def test_every_fact_is_equal_when_read_again(kind: str) -> None:
    facts = [fact for move in explore(kind) for fact in move.facts]
    assert facts
    decoder = msgspec.json.Decoder[Any](house.AnyFact)
    assert [decoder.decode(msgspec.json.encode(fact)) for fact in facts] == facts


@each_kind
def test_every_state_is_equal_when_read_from_a_snapshot(kind: str) -> None:
    states = [state for move in explore(kind) for state in move.states]
    decoder = msgspec.json.Decoder[Any](house.DECIDERS[kind].states)
    assert [decoder.decode(msgspec.json.encode(state)) for state in states] == states


@each_kind
def test_every_command_is_equal_when_read_again(kind: str) -> None:
    assert [again(command, house.AnyCommand) for command in COMMANDS[kind]] == COMMANDS[kind]


def test_a_command_with_an_unknown_field_is_malformed() -> None:
    text = msgspec.json.encode({"type": "lose-caller", "call": "C1", "urgent": True})
    with pytest.raises(msgspec.ValidationError, match="urgent"):
        msgspec.json.decode(text, type=house.AnyCommand)


@pytest.mark.parametrize(
    ("struct", "field"), [(ReceiveCall, "rang_at"), (StartShift, "ends_at")], ids=["rang_at", "ends_at"]
)
def test_an_instant_without_time_zone_is_malformed(struct: type[Command], field: str) -> None:
    sample = next(
        command for commands in COMMANDS.values() for command in commands if type(command) is struct
    )
    said = {**msgspec.to_builtins(sample), field: "2026-01-15T20:00:00"}
    with pytest.raises(msgspec.ValidationError, match=field):
        msgspec.json.decode(msgspec.json.encode(said), type=struct)


def test_tags_are_unique_and_begin_with_their_stream() -> None:
    tags = {kind: [tag(fact) for fact in _facts(kind)] for kind in house.DECIDERS}
    flat = [name for names in tags.values() for name in names]
    assert len(set(flat)) == len(flat)
    assert all(name.startswith(f"{kind}.") for kind, names in tags.items() for name in names)


def test_command_tags_are_unique() -> None:
    tags = [tag(command) for command in get_args(house.AnyCommand)]
    assert len(set(tags)) == len(tags)


def test_a_tag_never_disappears_and_a_new_one_is_written_down() -> None:
    committed = TAGS.read_text("utf-8").split()
    now = [f"{tag(fact)}={fact.__name__}" for kind in house.DECIDERS for fact in _facts(kind)]
    assert set(committed) - set(now) == set(), "a tag on the wire never moves"
    assert set(now) - set(committed) == set(), f"append it to {TAGS.name}"
    assert len(set(committed)) == len(committed)


def _facts(kind: str) -> tuple[type[Fact], ...]:
    union = house.DECIDERS[kind].facts
    return get_args(union) or (union,)


@pytest.mark.parametrize("number", ["279035121518989", "199012A00100158", "199012B00100185"])
def test_an_ins_number_has_its_corsican_letter_in_the_department(number: str) -> None:
    said = {"number": number, "oid": "1.2.250.1.213.1.4.8"}
    assert msgspec.convert(said, Ins).number == number


@pytest.mark.parametrize(
    "number", ["19901A200100158", "199013A00100158", "27903512151898", "A79035121518989"]
)
def test_other_shapes_are_no_ins_number(number: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"number": number, "oid": "1.2.250.1.213.1.4.8"}, Ins)


def test_a_refusal_has_one_name_everywhere() -> None:
    names = [refusal.__name__ for refusal in _refusals(Refusal)]
    assert names
    assert len(set(names)) == len(names)


def _refusals(of: type[Refusal]) -> list[type[Refusal]]:
    return [deeper for each in of.__subclasses__() for deeper in (each, *_refusals(each))]


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", " ", "\t", "\n"])
def test_text_without_words_or_with_control_characters_is_malformed(text: str) -> None:
    for kind in (ShortText, LongText):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(text, kind)


def test_a_long_text_has_lines_a_short_one_has_one() -> None:
    assert msgspec.convert("a\nb", LongText) == "a\nb"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert("a\nb", ShortText)
