"""Names of places as people type them: accents, case, hyphens and "St" make no difference."""

import math
import re
import unicodedata
from typing import Final

from domain.vocabulary import Position

_LONG: Final = {"st": "saint", "ste": "sainte", "lez": "les"}
_WORD: Final = re.compile(r"[a-z0-9]+")
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": " ", "ʼ": " "})
_EARTH_METRES: Final = 6_371_008.8


def folded_words(text: str) -> tuple[str, ...]:
    """The words of `text` without case, accents or punctuation; "St", "Ste" and "lez" written in full.

    ``"St-Rémy-lez-Chevreuse"`` gives ``("saint", "remy", "les", "chevreuse")``.
    """
    return tuple(_LONG.get(word, word) for word in plain_words(text))


def plain_words(text: str) -> tuple[str, ...]:
    """As `folded_words`, with abbreviations as they were typed: a word half typed may be another."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return tuple(_WORD.findall(apart.encode("ascii", "ignore").decode()))


def metres_between(a: Position, b: Position) -> float:
    """Metres from `a` to `b` on a sphere: within 0.6 % of the ellipsoid, enough for "the same place"."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * _EARTH_METRES * math.asin(min(1.0, math.sqrt(chord)))
