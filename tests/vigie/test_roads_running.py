"""A running worker proposes by road: who is near on the map may be far by road."""

from pathlib import Path

import pytest

from dispatch.roads.build import build
from dispatch.roads.store import Label, save
from dispatch.travel import StraightLine
from domain.mission.facts import TeamsProposed
from domain.vocabulary import Place
from tests.dispatch.streets import Town, at, silent
from tests.reading import told
from tests.vigie.telling import Room, stands_at
from vigie.clock import RealClock
from vigie.running import running
from vigie.settings import Settings
from vigie.travel import coverage_travel_of, graph_file

pytestmark = pytest.mark.usefixtures("outside")

ACROSS, ALONG = (200.0, 0.0), (0.0, 2000.0)


def river(data: Path) -> None:
    """The patient at (0, 0). Across the water at 200 m, and 20 km by the bridge; a main road north."""
    town = Town()
    town.street((0, 0), (0, 10_000), (200, 10_000), (200, 0), highway="secondary")
    town.street((0, 0), (-100, 0))
    town.street((200, 0), (300, 0))
    file = graph_file(data, "river")
    file.parent.mkdir(parents=True)
    graph, _ = build(town.write(data / "river.osm.pbf"), silent)
    save(graph, Label(name="river", source="river.osm.pbf"), file)


@pytest.mark.parametrize(("travel", "first"), [("roads", "along"), ("estimate", "across")])
async def test_the_nearest_by_road_is_proposed(
    settings: Settings, clock: RealClock, travel: str, first: str
) -> None:
    river(settings.data)
    chosen = Settings(data=settings.data, centre=settings.centre, nats_url=settings.nats_url, travel=travel)
    async with running(chosen, clock, stepwise=True) as parts:
        room = Room(parts.doors.log, clock)
        for team, spot in (("across", ACROSS), ("along", ALONG)):
            await room.shift(team)
            await stands_at(parts, clock, team, at(*spot))
        await room.intervention("C1", "M1", Place(label="au bord de l'eau", position=at(0, 0)))
        await parts.settle()
        (proposed,) = await told(room.log, TeamsProposed)
        shown = proposed.fact.proposal
        assert shown.chosen == first
        assert all(each.estimated is (travel == "estimate") for each in shown.ranked)
        if travel == "roads":
            lengths = {each.team: each.distance for each in shown.ranked}
            assert lengths == {
                "along": pytest.approx(2000, rel=0.01),
                "across": pytest.approx(20_200, rel=0.01),
            }


async def test_roads_that_are_not_there_stop_a_worker_in_one_line(
    settings: Settings, clock: RealClock
) -> None:
    without = Settings(data=settings.data, centre=settings.centre, nats_url=settings.nats_url, travel="roads")
    with pytest.raises(ValueError, match="there is no road graph in"):
        async with running(without, clock):
            pytest.fail("it runs without its roads")
    async with running(without, clock, worker=False):
        pass  # the pages need none


def test_coverage_is_by_road_too(settings: Settings) -> None:
    """Both teams are 200 m apart, and the calls are on one side of the water."""
    river(settings.data)
    seconds: dict[str, float] = {}
    for travel in ("roads", "estimate"):
        chosen = Settings(
            data=settings.data, centre=settings.centre, nats_url=settings.nats_url, travel=travel
        )
        source = coverage_travel_of(chosen)
        legs = source.legs([at(*ACROSS)], [at(0, 0)])
        seconds[travel] = float(legs.seconds[0, 0])
        assert bool(legs.estimated[0, 0]) is (travel == "estimate")
    assert seconds["roads"] > 3 * seconds["estimate"]


def test_coverage_without_its_roads_is_estimated(settings: Settings) -> None:
    missing = Settings(data=settings.data, centre=settings.centre, nats_url=settings.nats_url, travel="roads")
    assert isinstance(coverage_travel_of(missing), StraightLine)
