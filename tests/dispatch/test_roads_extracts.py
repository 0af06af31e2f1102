"""On real extracts and real French tables, where they are at hand: nothing is fitted to them here."""

import csv
from pathlib import Path

import numpy as np
import pytest

from dispatch.roads.build import build
from dispatch.roads.times import RoadTimes
from dispatch.travel import Floats, StraightLine
from domain.vocabulary import Position
from tests.dispatch.streets import silent
from tests.tree import ROOT
from vigie.bench.roads import measure, road_places
from vigie.bench.valhalla import installed

GEO = ROOT.parent / "shared" / "geo"
EXTRACTS = ("andorra.osm.pbf", "liechtenstein.osm.pbf")


def at_hand(name: str) -> Path:
    file = GEO / name
    if not file.exists():
        pytest.skip(f"{name} is not at hand")
    return file


@pytest.mark.parametrize("name", EXTRACTS)
def test_a_country_is_whole_and_its_journeys_are_believable(name: str) -> None:
    graph, date = build(at_hand(name), silent)
    assert date.endswith("Z")
    assert graph.kilometres > 500
    places = road_places(graph, 40)
    legs = RoadTimes(graph).legs(places, places)
    assert not legs.estimated.any()
    far = legs.metres > 2000
    speed = legs.metres[far] / legs.seconds[far] * 3.6
    straight = StraightLine().legs(places, places).metres
    assert np.all((speed > 1.5) & (speed < 110))
    assert np.all(legs.metres >= straight - 5)
    assert np.median(legs.metres[far] / straight[far]) > 1.2
    # There and back differ (one-ways, turns), but not by much as a rule.
    assert np.median(np.abs(legs.seconds - legs.seconds.T)[far] / legs.seconds[far]) < 0.1


@pytest.mark.parametrize("name", EXTRACTS)
def test_journeys_are_within_five_per_cent_of_valhallas(name: str) -> None:
    if not installed():
        pytest.skip("Valhalla is not installed: requirements-bench.lock")
    rows = {row.name.partition(": ")[2]: row for row in measure(at_hand(name))}
    error = rows["mean absolute error of seconds"]
    assert error.met, f"{error.value:.1f} %"
    assert rows["journeys compared"].value > 1000


def table(name: str, minutes: str) -> tuple[Floats, Floats, Floats]:
    """Kilometres as the crow flies, minutes by road and minutes by the estimate, pair by pair."""
    with at_hand(name).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if float(row[minutes]) > 0]
    kilometres, told, guessed = (np.zeros(len(rows)) for _ in range(3))
    for number, row in enumerate(rows):
        start = Position(float(row["from_lat"]), float(row["from_lon"]))
        legs = StraightLine().legs([start], [Position(float(row["to_lat"]), float(row["to_lon"]))])
        kilometres[number], guessed[number] = legs.metres[0, 0] / 1000, legs.seconds[0, 0] / 60
        told[number] = float(row[minutes])
    return kilometres, told, guessed


@pytest.mark.parametrize(
    ("name", "minutes", "near", "all_"),
    [
        ("alsace_communes_to_10_stroke_units_osrm_minutes.csv", "osrm_minutes_2016", 13.3, 15.5),
        ("grand_est_24_hospitals_graphhopper_time_km.csv", "graphhopper_min_2016", 16.7, 16.2),
    ],
)
def test_the_estimates_error_is_what_the_page_says(name: str, minutes: str, near: float, all_: float) -> None:
    kilometres, told, guessed = table(name, minutes)
    error = 100 * np.abs(guessed / told - 1)
    assert error[kilometres <= 40].mean() == pytest.approx(near, abs=0.1)
    assert error.mean() == pytest.approx(all_, abs=0.1)
    page = (ROOT / "docs" / "roads.md").read_text("utf-8")
    assert f"{near} %" in page
    assert f"{all_} %" in page
