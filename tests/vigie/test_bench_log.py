"""The measurements of the log: what they compare and how they speak."""

from pathlib import Path

import pytest

from vigie.bench import log
from vigie.bench.log import CORE, POSTGRES, RAW, RECORDER, SQLITE, Case, Measured, contenders


def measured(milliseconds: float, rate: float) -> Measured:
    saves = [milliseconds / 1000] * 100
    return Measured(saves=saves, elapsed=100 / rate)


def results(core: float, recorder: float) -> dict[Case, Measured]:
    return {
        (RAW, 1, 8): measured(1.0, 1000),
        (CORE, 1, 8): measured(core, 1000),
        (RECORDER, 1, 8): measured(2.0, recorder),
        (POSTGRES, 1, 8): measured(5.0, 100),
    }


@pytest.mark.parametrize(("core", "recorder", "met"), [(1.2, 160, True), (1.4, 140, False)])
def test_an_aim_is_met_or_missed(core: float, recorder: float, met: bool) -> None:
    rows = {row.name: row for row in log.report(results(core, recorder))}
    latency = rows["our async core, 1 event, 8 writers: p50"]
    assert (latency.against, latency.ratio, latency.met) == (RAW, pytest.approx(core), met)
    rate = rows["our recorder, 1 event, 8 writers: rate"]
    assert (rate.against, rate.ratio, rate.met) == (POSTGRES, pytest.approx(recorder / 100), met)
    assert sum(row.aim is not None for row in rows.values()) == 2


def test_an_aim_without_its_rival_is_neither_met_nor_missed() -> None:
    without = {case: each for case, each in results(1.2, 160).items() if case[0] != POSTGRES}
    (rate,) = [row for row in log.report(without) if row.name.startswith(RECORDER) and row.aim]
    assert (rate.ratio, rate.met) == (None, None)


async def test_every_contender_saves_what_it_says(tmp_path: Path) -> None:
    async with contenders(tmp_path) as bursts:
        assert set(bursts) == {RAW, CORE, RECORDER, SQLITE, POSTGRES}
        for burst in bursts.values():
            durations = await burst(10, 2, 4)
            assert len(durations) == 4
            assert all(duration > 0 for duration in durations)
