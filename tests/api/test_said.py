"""Two commands that differ have two digests, and a command has the same one in every release."""

from datetime import UTC, datetime

import msgspec
import pytest

from api.said import digest_of
from domain.codes import CareType, Equipment, Skill
from domain.fact import Command
from domain.regulation_call.commands import (
    DecideIntervention,
    LocateCall,
    LoseCaller,
    NoteObservation,
    ReceiveCall,
)
from domain.vocabulary import Caller, CallOrigin, Place, TeamNeeds

NEEDS = TeamNeeds(skills=frozenset(Skill), equipment=frozenset(Equipment), care_type=CareType.PARAMEDICAL)


def test_another_word_name_or_kind_is_another_digest() -> None:
    said: list[Command] = [
        NoteObservation(call="c1", text="a"),
        NoteObservation(call="c1", text="b"),
        NoteObservation(call="c2", text="a"),
        LoseCaller(call="c1"),
        LocateCall(call="c1", place=Place(label="a")),
        LocateCall(call="c1", place=Place(label="b")),
    ]
    assert len({digest_of(each) for each in said}) == len(said)


@pytest.mark.parametrize(
    "command",
    [
        DecideIntervention(call="c1", mission="m1", needs=NEEDS),
        ReceiveCall(
            call="c1",
            origin=CallOrigin.LINE_15,
            rang_at=datetime(2026, 1, 1, tzinfo=UTC),
            caller=Caller(name="A"),
        ),
    ],
)
def test_what_is_sent_again_has_the_same_digest(command: Command) -> None:
    again = msgspec.json.decode(msgspec.json.encode(command), type=type(command))
    assert digest_of(again) == digest_of(command)


def test_a_field_that_a_later_release_adds_changes_nothing() -> None:
    class Older(Command, frozen=True, kw_only=True, tag="said"):
        call: str
        place: Place

    class Newer(Command, frozen=True, kw_only=True, tag="said"):
        call: str
        floor: int | None = None
        place: Place

    place = Place(label="a")
    older, newer = Older(call="c1", place=place), Newer(call="c1", place=place)
    assert digest_of(older) == digest_of(newer)
    assert digest_of(Newer(call="c1", place=place, floor=0)) != digest_of(newer)
