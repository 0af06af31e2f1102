"""What tags mean for a driver."""

import pytest

from dispatch.roads.tags import Surface, Use, Way, read_way


def way(**tags: str) -> Way:
    found = read_way(
        {"highway": "residential"} | {key.replace("__", ":"): value for key, value in tags.items()}
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("tags", "speed"),
    [
        ({"maxspeed": "50"}, 50),
        ({"maxspeed": "50 km/h"}, 50),
        ({"maxspeed": "30 mph"}, 48),
        ({"maxspeed": "FR:urban"}, 50),
        ({"maxspeed": "FR:rural"}, 80),
        ({"maxspeed": "FR:motorway"}, 130),
        ({"maxspeed": "DE:rural"}, 100),
        ({"maxspeed": "FR:zone30"}, 30),
        ({"maxspeed": "DE:zone:30"}, 30),
        ({"maxspeed": "none"}, 130),
        ({"maxspeed": "walk"}, 7),
        ({"maxspeed": "900"}, 140),
        ({"maxspeed": "80", "maxspeed:practical": "60"}, 60),
        ({"source:maxspeed": "FR:urban"}, 50),
        ({"maxspeed": "signals"}, 0),
        ({"maxspeed": "0"}, 0),
        ({"maxspeed": "50;70"}, 0),
        ({"maxspeed": ""}, 0),
        ({}, 0),
    ],
)
def test_limits(tags: dict[str, str], speed: int) -> None:
    found = read_way({"highway": "residential", **tags})
    assert found is not None
    assert found.forward_limit == found.backward_limit == speed


def test_a_limit_may_differ_by_direction() -> None:
    found = way(maxspeed="50", maxspeed__backward="30")
    assert (found.forward_limit, found.backward_limit) == (50, 30)


@pytest.mark.parametrize(
    ("tags", "directions"),
    [
        ({}, (True, True)),
        ({"oneway": "yes"}, (True, False)),
        ({"oneway": "1"}, (True, False)),
        ({"oneway": "-1"}, (False, True)),
        ({"oneway": "no"}, (True, True)),
        ({"oneway": "alternating"}, (True, True)),
        ({"junction": "roundabout"}, (True, False)),
        ({"junction": "roundabout", "oneway": "-1"}, (False, True)),
        ({"highway": "motorway"}, (True, False)),
        ({"highway": "motorway", "oneway": "no"}, (True, True)),
        ({"highway": "motorway_link"}, (True, True)),
    ],
)
def test_directions(tags: dict[str, str], directions: tuple[bool, bool]) -> None:
    found = read_way({"highway": "residential", **tags})
    assert found is not None
    assert (found.forward, found.backward) == directions


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway"},
        {"highway": "cycleway"},
        {"highway": "pedestrian"},
        {"highway": "construction"},
        {"highway": "proposed"},
        {"route": "ferry", "highway": ""},
        {"access": "no"},
        {"motor_vehicle": "no"},
        {"access": "yes", "motorcar": "no"},
        {"vehicle": "agricultural"},
        {"highway": "track", "motor_vehicle": "forestry"},
        {"oneway": "reversible"},
        {"area": "yes"},
        {"smoothness": "impassable"},
        {"highway": "service", "service": "emergency_access"},
    ],
)
def test_ways_that_no_car_may_use(tags: dict[str, str]) -> None:
    assert read_way({"highway": "residential", **tags}) is None


@pytest.mark.parametrize(
    ("tags", "limited"),
    [
        ({"access": "private"}, True),
        ({"access": "destination"}, True),
        ({"motor_vehicle": "delivery"}, True),
        ({"access": "no", "motor_vehicle": "yes"}, False),
        ({"access": "private", "motor_vehicle": "permissive"}, False),
        ({"highway": "pedestrian", "motor_vehicle": "destination"}, True),
        ({"highway": "service", "service": "driveway"}, True),
        ({"highway": "service"}, False),
        ({"access": "unheard-of"}, False),
    ],
)
def test_ways_that_are_not_for_passing_through(tags: dict[str, str], limited: bool) -> None:
    found = read_way({"highway": "residential", **tags})
    assert found is not None
    assert found.limited is limited


def test_uses_and_surfaces() -> None:
    assert way(highway="track").use is Use.TRACK
    assert way(highway="track").surface is Surface.DIRT
    assert way(highway="track", tracktype="grade1").default_speed == 20
    assert way(highway="living_street").use is Use.LIVING_STREET
    assert way(highway="primary_link").use is Use.RAMP
    assert way(highway="primary_link").road_class == way(highway="primary").road_class == 2
    assert way(highway="service", service="alley").use is Use.ALLEY
    assert way(surface="unpaved").surface is Surface.GRAVEL
    assert way(surface="paved").surface is Surface.PAVED
    assert way(surface="unhewn_cobblestone").surface is Surface.ROUGH
    assert way(surface="fine_gravel").surface is Surface.GRAVEL
