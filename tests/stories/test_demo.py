"""`vigie demo`: a whole night by the real program, every promise kept, and the same night twice."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tree import ROOT

VIGIE = (sys.executable, "-c", "from vigie.cli import main; main()")
COUNTED = (
    "calls_received",
    "calls_regulated",
    "visio_sessions",
    "missions_ordered",
    "missions_closed",
    "dmp_accesses",
    "events_appended",
)


def night(folder: Path, name: str, **options: str | int | float) -> dict[str, Any]:
    """The report of one headless night as fast as it goes."""
    report = folder / f"{name}.json"
    words = [f"--{option.replace('_', '-')}={value}" for option, value in options.items()]
    done = subprocess.run(
        [
            *VIGIE,
            "demo",
            "--headless",
            "--speed=max",
            f"--data={folder / name}",
            f"--report={report}",
            *words,
        ],
        capture_output=True,
        text=True,
        timeout=1500,
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("VIGIE_")},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(report.read_bytes())


def keeps_its_promises(report: dict[str, Any]) -> None:
    assert report["double_bookings"] == 0
    assert report["lost_commands"] == 0
    assert report["rebuild_equal"] is True
    assert report["events_projected"] == report["events_appended"]
    assert isinstance(report["refusals"], dict)
    assert report["simulated_hours_per_second"] > 0
    assert {name: report[name] for name in COUNTED if report[name] <= 0} == {}
    assert report["missions_closed"] == report["missions_ordered"]
    assert report["calls_regulated"] <= report["calls_received"]
    assert 0 <= report["break_glass"] <= report["dmp_accesses"]


@pytest.mark.timeout(300)
def test_a_short_night_keeps_its_promises_and_repeats_itself(tmp_path: Path) -> None:
    # Seed 7 has a video session, a mission and accesses within ten calls.
    options: dict[str, Any] = {"hours": 0.5, "calls_per_day": 400, "teams": 3, "seed": 7}
    first = night(tmp_path, "first", **options)
    keeps_its_promises(first)
    second = night(tmp_path, "second", **options)
    timed = {"seconds", "simulated_hours_per_second"}
    assert {name: first[name] for name in first.keys() - timed} == {
        name: second[name] for name in second.keys() - timed
    }


@pytest.mark.soak
@pytest.mark.timeout(3200)
def test_a_whole_day_keeps_its_promises(tmp_path: Path) -> None:
    report = night(tmp_path, "day", hours=24, calls_per_day=600, teams=8, seed=42)
    keeps_its_promises(report)
    assert report["break_glass"] > 0
    assert report["calls_received"] > 300
