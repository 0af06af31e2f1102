"""The lists of communes: the one carried beside this file, and a site's own (CSV)."""

import csv
from pathlib import Path
from typing import Final

import msgspec

from domain.vocabulary import Position

CARRIED: Final = Path(__file__).with_name("geonames.csv")
"""Communes and quarters of 500 inhabitants or more, from GeoNames (CC BY 4.0): name, position, population
and region. `python -m tools.communes` writes it."""

_REGIONS: Final = {
    "11": "Île-de-France",
    "24": "Centre-Val de Loire",
    "27": "Bourgogne-Franche-Comté",
    "28": "Normandie",
    "32": "Hauts-de-France",
    "44": "Grand Est",
    "52": "Pays de la Loire",
    "53": "Bretagne",
    "75": "Nouvelle-Aquitaine",
    "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes",
    "93": "Provence-Alpes-Côte d'Azur",
    "94": "Corse",
    "GP": "Guadeloupe",
    "MQ": "Martinique",
    "GF": "Guyane",
    "RE": "La Réunion",
    "PM": "Saint-Pierre-et-Miquelon",
    "YT": "Mayotte",
    "BL": "Saint-Barthélemy",
    "MF": "Saint-Martin",
    "WF": "Wallis-et-Futuna",
    "PF": "Polynésie française",
    "NC": "Nouvelle-Calédonie",
}


class Commune(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list. What the list does not know is None or empty."""

    name: str
    position: Position
    population: int = 0
    insee: str | None = None
    department: str | None = None
    post_codes: tuple[str, ...] = ()
    region: str | None = None


def read_communes(path: Path = CARRIED) -> list[Commune]:
    """The communes of a CSV file with columns nom, lat, lon, pop2021, and where known insee, dep,
    code_postal (several apart by spaces), region. Raises ValueError naming the file and the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            found = [_commune(row, f"{path}:{reader.line_num}") for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"cannot read the communes of {path}: {error}") from error
    if not found:
        raise ValueError(f"no commune in {path}")
    return found


def _commune(row: dict[str, str], where: str) -> Commune:
    try:
        insee = row.get("insee") or None
        return Commune(
            name=row["nom"],
            position=msgspec.convert(
                {"lat": float(row["lat"]), "lon": float(row["lon"])}, Position, strict=False
            ),
            population=int(float(row["pop2021"] or 0)),
            insee=insee,
            department=row.get("dep") or (department_of(insee) if insee else None),
            post_codes=tuple((row.get("code_postal") or "").split()),
            region=_REGIONS.get(row.get("region") or ""),
        )
    except (KeyError, TypeError, ValueError, msgspec.ValidationError) as error:
        raise ValueError(f"{where}: not a commune ({error})") from error


def department_of(code: str) -> str:
    """The department of an INSEE code: two characters, three overseas."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]
