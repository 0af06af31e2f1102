"""Coverage on a running house: from its own log and the positions it hears."""

from datetime import timedelta
from pathlib import Path

import pytest

from api.preparedness import Coverage
from dispatch.preparedness import Settings as Limits
from dispatch.problem import TeamState
from domain.mission.commands import OrderMission
from domain.regulation_call import commands as c
from domain.vocabulary import CallOrigin, CareType, Place, Position
from projections.grid import Grid
from tests.builders import ARM
from tests.vigie.telling import Room, stands_at
from vigie import preparedness as live
from vigie.clock import RealClock
from vigie.preparedness import read_settings
from vigie.running import Parts, running
from vigie.settings import Settings, from_environment

pytestmark = pytest.mark.usefixtures("outside")

MELUN, FAR = Position(48.54, 2.66), Position(48.54, 3.60)


async def a_call(room: Room, name: str, position: Position) -> None:
    rang = room.clock.now() - timedelta(seconds=5)
    await room.say(c.ReceiveCall(call=name, origin=CallOrigin.LINE_15, rang_at=rang), ARM)
    await room.say(c.LocateCall(call=name, place=Place(label="quelque part", position=position)), ARM)


async def now_covered(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> Coverage:
    """The coverage once everything is taken in, without the pause between two."""
    monkeypatch.setattr(live, "GATHER", timedelta())
    monkeypatch.setattr(live, "TICK", timedelta())
    await parts.settle()
    coverage = await parts.preparedness.coverage()
    assert coverage is not None
    return coverage


async def test_coverage_follows_the_log_and_the_positions(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(settings, clock, worker=False) as parts:
        room = Room(parts.doors.log, clock)
        assert await parts.preparedness.coverage() is None
        for number in range(3):
            await a_call(room, f"near{number}", MELUN)
        await a_call(room, "far", FAR)
        coverage = await now_covered(parts, monkeypatch)
        assert (coverage.share, coverage.teams, coverage.suggestions) == (0.0, 0, ())
        assert coverage.busy.assumed
        await room.shift("T1")
        assert (await now_covered(parts, monkeypatch)).teams == 0  # its tablet never said where it is
        await stands_at(parts, clock, "T1", MELUN)
        coverage = await now_covered(parts, monkeypatch)
        assert (coverage.teams, coverage.estimated, coverage.target) == (1, True, 1800.0)
        assert coverage.calls == pytest.approx(4, abs=0.001)
        assert coverage.busy.fraction == pytest.approx(Limits().busy_prior, abs=0.01)
        assert coverage.share == pytest.approx(0.75 * (1 - coverage.busy.fraction))
        cells = {zone.id: (zone.demand, zone.teams) for zone in coverage.zones}
        grid = Grid(Limits().cell)
        assert cells == {
            grid.cell(MELUN): (pytest.approx(0.75), 1),
            grid.cell(FAR): (pytest.approx(0.25), 0),
        }


async def test_a_second_team_is_suggested_where_nobody_is_until_it_has_a_mission(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(settings, clock, worker=False) as parts:
        room = Room(parts.doors.log, clock)
        for team in ("T1", "T2"):
            await room.shift(team)
            await stands_at(parts, clock, team, MELUN)
        await room.intervention("C1", "M1")
        for number in range(3):
            await a_call(room, f"far{number}", Position(48.54, 3.20))
        coverage = await now_covered(parts, monkeypatch)
        (move,) = coverage.suggestions
        assert (move.team, move.origin.position, move.before) == ("T1", MELUN, coverage.journey)
        assert 0 < move.after < move.before - 300 < coverage.farthest
        assert (move.to.base, 85 < move.to.bearing < 95) == ("3 rue des Lilas, Melun", True)
        assert move.to.position.lon > 3.05
        assert move.estimated
        await room.say(OrderMission(mission="M1", team="T1"))
        coverage = await now_covered(parts, monkeypatch)
        assert coverage.teams == 1
        assert [each.team for each in coverage.suggestions] == ["T2"]
        await room.intervention("C2", "M2")
        await room.say(OrderMission(mission="M2", team="T2"))
        assert (await now_covered(parts, monkeypatch)).suggestions == ()


async def test_what_was_computed_is_kept_for_a_minute_or_until_a_team_changes(
    settings: Settings, clock: RealClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(settings, clock, worker=False) as parts:
        room = Room(parts.doors.log, clock)
        await a_call(room, "near", MELUN)
        await parts.settle()
        first = await parts.preparedness.coverage()
        await a_call(room, "far", FAR)
        await parts.settle()
        assert await parts.preparedness.coverage() is first
        monkeypatch.setattr(live, "GATHER", timedelta())
        assert await parts.preparedness.coverage() is first
        await room.shift("T1")
        await parts.settle()
        second = await parts.preparedness.coverage()
        assert second is not first
        assert second is not None
        assert len(second.zones) == 2
        monkeypatch.setattr(live, "TICK", timedelta())
        assert await parts.preparedness.coverage() is not second


async def test_what_each_team_adds_is_there_for_dispatch(settings: Settings, clock: RealClock) -> None:
    async with running(settings, clock, worker=False) as parts:
        room = Room(parts.doors.log, clock)
        await a_call(room, "near", MELUN)
        await parts.settle()
        teams = [
            TeamState(id=name, position=place, position_at=clock.now(), care_type=CareType.PARAMEDICAL)
            for name, place in (("T1", MELUN), ("T2", FAR))
        ]
        weights = parts.preparedness.marginal(teams, clock.now())
        assert weights == {"T1": pytest.approx(0.6), "T2": 0.0}
        assert parts.preparedness.busy(clock.now()) == pytest.approx(0.4)


def test_settings_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "coverage.toml"
    file.write_text("cell = 3000\n")
    assert from_environment({"VIGIE_PREPAREDNESS": str(file)}).preparedness == file
    assert read_settings(file) == Limits(cell=3000)
    assert read_settings(None) == Limits()
    with pytest.raises(ValueError, match="cannot read the settings"):
        read_settings(tmp_path / "none.toml")
