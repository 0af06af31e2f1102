"""The measurements of the proofs: that they are made, of a log that verifies."""

from vigie.bench.audit import run


async def test_every_aim_is_measured_on_a_log_that_verifies() -> None:
    told: list[int] = []
    rows = await run(events=2500, saves=20, told=told.append)
    assert told == [1000, 2000, 2500]
    assert all(row.value > 0 for row in rows if row.unit != "MiB")
    assert [row.aim for row in rows if row.aim] == [
        *("< 1.1 x", "< 50 ms", ">= 100,000/s", "< 16 MiB", "< 1 s")
    ]
    assert any(row.name == "verifying the whole, with 3 checkpoints" for row in rows)
