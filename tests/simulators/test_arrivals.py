"""The calls of a night: the same for the same seed, with the shape and the shares of the reference."""

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from domain.regulation_call.commands import LocateCall, ReceiveCall
from domain.rules.ins import key_is_right
from domain.vocabulary import Identifier, Position, Priority
from simulators.arrivals import PlannedCall, plan_calls, records
from simulators.curve import BY_DAY, BY_HOUR, arrivals, rate
from simulators.fates import Fate
from simulators.ground import drive_seconds, metres, on_the_way, shifted
from simulators.places import BESANCON, KEPT_RADIUS, Commune, Region, around, france, from_csv, near_besancon
from simulators.settings import Night

PARIS = timezone(timedelta(hours=1))
EVENING = datetime(2026, 11, 21, 20, tzinfo=PARIS)
NIGHT = Night(seed=42, starts_at=EVENING)


@pytest.fixture(scope="module")
def region() -> Region:
    return NIGHT.region()


@pytest.fixture(scope="module")
def calls(region: Region) -> list[PlannedCall]:
    return plan_calls(msgspec.structs.replace(NIGHT, hours=24 * 7), region)


def test_the_same_seed_gives_the_same_calls(region: Region) -> None:
    assert plan_calls(NIGHT, region) == plan_calls(NIGHT, NIGHT.region())


def test_another_seed_gives_other_calls(region: Region) -> None:
    other = plan_calls(msgspec.structs.replace(NIGHT, seed=43), region)
    assert [call.rings_at for call in other] != [call.rings_at for call in plan_calls(NIGHT, region)]


def test_a_longer_night_begins_like_a_shorter_one(region: Region) -> None:
    short = plan_calls(msgspec.structs.replace(NIGHT, hours=2), region)
    assert short == plan_calls(NIGHT, region)[: len(short)]


def test_the_curve_is_measured_against_the_mean() -> None:
    assert sum(BY_HOUR) / 24 == pytest.approx(1, abs=0.01)
    assert sum(BY_DAY) / 7 == pytest.approx(1, abs=0.001)
    assert (min(BY_HOUR), max(BY_HOUR)) == (0.33, 1.77)
    assert rate(datetime(2026, 11, 23, 10, tzinfo=UTC), 600) == pytest.approx(600 / 86400 * 1.77 * 0.987)


def test_calls_come_as_often_as_asked_and_follow_the_hours() -> None:
    start = datetime(2026, 11, 2, tzinfo=PARIS)
    times = list(arrivals(7, start, 24 * 28, 600))
    assert len(times) == pytest.approx(600 * 28, rel=0.03)
    hours = Counter(at.hour for at in times)
    for hour, share in enumerate(BY_HOUR):
        assert hours[hour] == pytest.approx(25 * 28 * share, rel=0.15)
    days = Counter(at.weekday() for at in times)
    assert days[6] > days[1]


def test_gaps_at_a_constant_rate_are_those_of_a_poisson_process() -> None:
    times = [at for at in arrivals(1, datetime(2026, 11, 2, tzinfo=UTC), 24 * 60, 600) if at.hour == 10]
    gaps = [
        (later - earlier).total_seconds()
        for earlier, later in pairwise(times)
        if later - earlier < timedelta(hours=1)
    ]
    mean = sum(gaps) / len(gaps)
    variance = sum((gap - mean) ** 2 for gap in gaps) / len(gaps)
    assert variance**0.5 == pytest.approx(mean, rel=0.1)


def test_priorities_and_fates_have_the_shares_of_the_reference(calls: list[PlannedCall]) -> None:
    total = len(calls)
    priorities = Counter(call.priority for call in calls)
    expected = {Priority.P0: 0.03, Priority.P1: 0.17, Priority.P2: 0.5, Priority.P3: 0.3}
    for priority, share in expected.items():
        assert priorities[priority] / total == pytest.approx(share, abs=0.05)
    fates = Counter(call.fate for call in calls)
    assert 0.075 < fates[Fate.INTERVENTION] / total < 0.105
    assert set(fates) == set(Fate)


def test_every_word_of_a_call_is_fit_for_the_wire(calls: list[PlannedCall]) -> None:
    assert len({call.id for call in calls}) == len(calls)
    for call in calls[:500]:
        msgspec.convert(call.patient, Identifier)
        received = ReceiveCall(call=call.id, origin=call.origin, rang_at=call.rings_at, caller=call.caller)
        located = LocateCall(call=call.id, place=call.place)
        for command in (received, located):
            assert msgspec.json.decode(msgspec.json.encode(command), type=type(command)) == command
        msgspec.json.decode(msgspec.json.encode(call.person), type=type(call.person))


def test_ins_numbers_have_the_right_key_under_the_test_authority(calls: list[PlannedCall]) -> None:
    numbers = [call.ins for call in calls if call.ins is not None]
    assert len(numbers) / len(calls) == pytest.approx(NIGHT.habits.qualified, abs=0.03)
    assert all(key_is_right(number) and number.oid.endswith(".10") for number in numbers)


def test_records_are_those_of_qualified_patients(calls: list[PlannedCall]) -> None:
    held = {record.ins for record in records(calls)}
    assert held < {call.ins for call in calls if call.ins}
    assert any(record.opposed_to_regulation_centre for record in records(calls))


def test_a_duplicate_repeats_a_call_of_the_last_quarter_of_an_hour(calls: list[PlannedCall]) -> None:
    by_id = {call.id: call for call in calls}
    duplicates = [call for call in calls if call.fate is Fate.DUPLICATE]
    assert duplicates
    for call in duplicates:
        original = by_id[call.original or ""]
        assert timedelta() < call.rings_at - original.rings_at < timedelta(minutes=15)
        assert call.place == original.place


def test_calls_come_from_the_region_by_population(region: Region, calls: list[PlannedCall]) -> None:
    assert all(metres(NIGHT.centre, call.commune.position) <= NIGHT.region_radius for call in calls)
    largest = region.communes[0]
    share = sum(call.commune is largest for call in calls) / len(calls)
    assert share == pytest.approx(largest.population / region.population, abs=0.03)
    assert len({call.commune.name for call in calls}) > 50


def test_bases_stand_in_the_largest_towns(region: Region) -> None:
    bases = region.bases(8)
    assert len(bases) == 8
    assert len(set(bases)) >= 3
    assert region.bases(1) == [region.communes[0]]


def test_france_is_the_real_one() -> None:
    communes = france()
    toulouse = around(Position(43.6, 1.44), 15_000, communes)
    assert toulouse.communes[0].name == "Toulouse"
    assert toulouse.population > 400_000
    kept = around(BESANCON, KEPT_RADIUS, near_besancon())
    assert kept.communes == around(BESANCON, KEPT_RADIUS, communes).communes


def test_communes_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "communes.csv"
    file.write_text(
        "insee,nom,lat,lon,pop2021\n25056,Besançon,47.24,6.02,119000\n2A004,Ajaccio,41.9,8.7,71000\n"
    )
    assert from_csv(file)[0] == Commune(
        name="Besançon", position=Position(47.24, 6.02), population=119000, insee="25056"
    )
    night = msgspec.structs.replace(NIGHT, communes=file)
    assert [commune.name for commune in night.region().communes] == ["Besançon"]
    file.write_text("insee,nom,lat,lon,pop2021\n25056,Besançon,north,6.02,119000\n")
    with pytest.raises(ValueError, match=r"communes\.csv:2"):
        from_csv(file)


def test_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="no commune"):
        Region([])
    with pytest.raises(ValueError, match="offset"):
        Night(seed=1, starts_at=datetime(2026, 11, 21, 20, tzinfo=UTC).replace(tzinfo=None))


def test_drives_are_those_of_real_roads() -> None:
    here = Position(47.24, 6.02)
    there = shifted(here, 20_000, 1.0)
    assert metres(here, there) == pytest.approx(20_000, rel=0.002)
    assert drive_seconds(here, there) / 60 == pytest.approx(25, abs=1)
    assert drive_seconds(here, here) == 0
    assert metres(here, on_the_way(here, there, 0.25)) == pytest.approx(5000, rel=0.01)
    assert on_the_way(here, there, 1.7) == there
