"""The log that `vigie bench replay` writes is one that could be, and the bench measures what it says."""

from itertools import islice
from typing import Any

from domain import house
from domain.envelope import StreamId
from projections.live import Live
from projections.projection import rebuild
from projections.regulator_board import REGULATOR_BOARD
from projections.team_sheet import TEAM_SHEETS
from vigie.bench.busy_centre import AT_ONCE, TEAMS, busy_centre
from vigie.bench.replay import Folded, report, run

FACTS = list(islice(busy_centre(), 20_000))


def test_the_same_seed_tells_the_same_nights() -> None:
    assert list(islice(busy_centre(), 2000)) == FACTS[:2000]
    assert list(islice(busy_centre(seed=1), 2000)) != FACTS[:2000]


def test_every_fact_follows_from_those_before_it() -> None:
    states: dict[StreamId, Any] = {}
    versions: dict[StreamId, int] = {}
    for position, recorded in enumerate(FACTS, start=1):
        decider = house.DECIDERS[recorded.stream.kind]
        before = states.get(recorded.stream, decider.initial)
        states[recorded.stream] = decider.evolve(before, recorded.fact)
        versions[recorded.stream] = versions.get(recorded.stream, 0) + 1
        assert (recorded.position, recorded.version) == (position, versions[recorded.stream])


def test_the_board_of_a_busy_centre_stays_small() -> None:
    board = Live(REGULATOR_BOARD)
    largest = 0
    for recorded in FACTS:
        board.take(recorded)
        largest = max(largest, len(board.view.calls))
    assert board.poisoned == 0
    assert AT_ONCE / 2 < largest <= AT_ONCE + 100
    assert len(board.view.teams) == TEAMS
    teams = [row.team for row in board.view.missions.values() if row.team]
    assert len(teams) == len(set(teams))
    sheets = rebuild(TEAM_SHEETS, FACTS).view
    assert len(sheets.calls) <= AT_ONCE + 100


async def test_the_bench_writes_folds_and_reports() -> None:
    told: list[str] = []
    rows = await run(events=1500, progress=told.append)
    assert told == ["writing 1,500 facts", "folding 750 facts", "folding 1,500 facts"]
    assert [row.name for row in rows] == [
        "fold 750 events into the board",
        "fold 1,500 events into the board",
        "reading and decoding alone, 1,500 events",
        "peak memory of a process that folds 750 events",
        "board after 750 events, encoded",
        "peak memory of a process that folds 1,500 events",
        "board after 1,500 events, encoded",
    ]
    assert all(row.value > 0 for row in rows)


def test_an_aim_that_is_missed_is_said() -> None:
    folds = [
        Folded(events=50_000, seconds=0.2, peak=40_000_000, view=50_000),
        Folded(events=100_000, seconds=5.0, peak=80_000_000, view=60_000),
    ]
    rows = report(folds, Folded(events=100_000, seconds=4.0, peak=40_000_000, view=0))
    verdicts = {row.name: (row.ratio, row.met) for row in rows if row.ratio is not None}
    assert verdicts == {
        "fold 100,000 events into the board": (0.8, False),
        "peak memory of a process that folds 100,000 events": (2.0, False),
    }
