"""An access that is over is held against the rules of unusual accesses, by what the log says of it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.asks import OpenRecord
from domain.dmp_access.commands import CloseAccess, ContinueAccess, RequestAccess
from domain.dmp_access.facts import AccessAssessed, AccessContinued, AccessGranted, AccessRefused
from domain.dmp_access.words import UnusualRule
from domain.vocabulary import DmpMode
from tests.builders import ARM, COLLEAGUE, DOCTOR
from tests.reading import told
from tests.vigie.outside import Outside
from tests.vigie.telling import PLACE, Room
from vigie.clock import RealClock
from vigie.running import running
from vigie.settings import Settings, from_environment
from vigie.unusual import read_unusual


def asked(access: str) -> RequestAccess:
    return RequestAccess(access=access, call="C1", patient="P1", mode=DmpMode.REGULATION_CENTRE)


async def test_the_doctor_of_the_call_raises_no_flag_and_a_stranger_to_it_does(
    settings: Settings, clock: RealClock, outside: Outside, tmp_path: Path
) -> None:
    file = tmp_path / "unusual.toml"
    file.write_text(f'[[staff]]\nid = "{DOCTOR.id}"\naddress = "{PLACE.label}"\n')
    async with running(replace(settings, unusual=file), clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.regulated("C1")
        for access, by in (("A1", DOCTOR), ("A2", COLLEAGUE)):
            await room.say(asked(access), by)
            await parts.settle()
            await room.say(CloseAccess(access=access), by)
            await parts.settle()
        first, second = await told(room.log, AccessAssessed)
        assert [flag.rule for flag in first.fact.flags] == [UnusualRule.SAME_HOUSEHOLD]
        assert [flag.rule for flag in second.fact.flags] == [UnusualRule.NO_LINKED_CALL]
        assert first.fact.policy == read_unusual(file).digest
        assert first.fact.review_due_at == first.at + timedelta(hours=72)


async def test_attempts_refused_again_and_again_are_flagged_at_the_one_too_many(
    settings: Settings, clock: RealClock, outside: Outside
) -> None:
    async with running(settings, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.regulated("C1")
        for number in range(5):
            await room.say(asked(f"A{number}"), ARM)
        await parts.settle()
        assert len(await told(room.log, AccessRefused)) == 5
        flags = {each.stream.id: each.fact.flags for each in await told(room.log, AccessAssessed)}
        again = [name for name, found in flags.items() if len(found) == 2]
        assert {flag.rule for found in flags.values() for flag in found} == {
            UnusualRule.OUTSIDE_ROLE_HABITS,
            UnusualRule.REPEATED_REFUSALS,
        }
        assert again == ["A4"]


async def test_an_access_lasts_as_the_site_says_and_goes_on_after_the_dmp_is_asked_again(
    settings: Settings, clock: RealClock, outside: Outside
) -> None:
    async with running(replace(settings, dmp_lasts=600), clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        await room.regulated("C1")
        await room.say(asked("A1"))
        await parts.settle()
        (granted,) = await told(room.log, AccessGranted)
        assert granted.fact.expires_at == granted.at + timedelta(seconds=600)
        await room.say(ContinueAccess(access="A1", call="C1"))
        await parts.settle()
        (continued,) = await told(room.log, AccessContinued)
        assert continued.fact.expires_at == continued.at + timedelta(seconds=600)
        assert [type(ask) for ask in outside.asked].count(OpenRecord) == 2


@pytest.mark.parametrize("value", ["59", "999999999", "soon"])
def test_a_span_that_cannot_be_is_named(value: str) -> None:
    with pytest.raises(ValueError, match="VIGIE_DMP_LASTS"):
        from_environment({"VIGIE_DMP_LASTS": value})


def test_rules_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"absent\.toml"):
        read_unusual(tmp_path / "absent.toml")
