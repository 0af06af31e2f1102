"""Statistics over HTTP: what they say is what the log says, and the file says the same."""

import csv
import io
from collections import Counter
from datetime import timedelta
from typing import Any

from domain.regulation_call.facts import CallReceived
from projections.interval_queries import Blank, Leg
from tests.api.world import START, Browser, World
from tests.reading import told


async def three_calls(world: World, arm: Browser) -> dict[str, Any]:
    """Three calls picked up, one of them P1, one dismissed; and the statistics once they know."""
    for call in ("c1", "c2", "c3"):
        world.clock.at += timedelta(seconds=7)
        await arm.receive(call)
    await arm.command("calls", "assign-priority", call="c1", priority="P1")
    await arm.command("calls", "dismiss-call", call="c2", code="D11", reason="Erreur")
    await world.house.rows.wait(await world.log.last_position(), timeout=30)
    answer = await arm.client.get("/api/statistics/intervals", params={"until": _late(world)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def _late(world: World) -> str:
    return (world.clock.at + timedelta(minutes=1)).isoformat()


async def test_the_load_counts_each_call_once_in_its_hour(world: World, arm: Browser) -> None:
    found = await three_calls(world, arm)
    facts = await told(world.log, CallReceived)
    expected = Counter(each.fact.rang_at.hour for each in facts)
    assert {load["hour"]: load["calls"] for load in found["load"] if load["calls"]} == expected
    assert len(found["load"]) == 24
    assert found["load"][START.hour]["by_priority"] == {"P1": 1, "P?": 2}
    assert found["position"] == await world.log.last_position()


async def test_the_file_has_the_same_numbers(world: World, arm: Browser) -> None:
    found = await three_calls(world, arm)
    answer = await arm.client.get(
        "/api/statistics/intervals.csv", params={"since": found["since"], "until": found["until"]}
    )
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="vigie-statistiques-2026')
    rows = list(csv.reader(io.StringIO(answer.text, newline="")))
    first = rows.index([])
    intervals = [dict(zip(rows[0], row, strict=True)) for row in rows[1:first]]
    assert len(intervals) == sum(len(found[name]) for name in ("overall", "by_priority", "by_hour"))
    assert {row["leg"] for row in intervals} == set(Leg)
    for row, each in zip(intervals, found["overall"], strict=False):
        assert (row["group"], row["leg"], int(row["count"])) == ("overall", each["leg"], each["count"])
        assert row["median_s"] == ("" if each["median"] is None else str(each["median"]))
        blanks = {reason: int(row[reason]) for reason in Blank if int(row[reason])}
        assert blanks == each["blanks"]
    load = [dict(zip(rows[first + 1], row, strict=True)) for row in rows[first + 2 : first + 26]]
    assert [int(row["calls"]) for row in load] == [each["calls"] for each in found["load"]]
    assert rows[-1][-1] == str(found["position"])
    assert "c1" not in answer.text


async def test_a_file_of_too_long_a_period_is_a_problem(arm: Browser) -> None:
    answer = await arm.client.get("/api/statistics/intervals.csv?since=2020-01-01T00:00:00Z")
    assert (answer.status_code, answer.json()["field"]) == (400, "since")
