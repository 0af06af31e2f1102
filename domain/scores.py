"""Scores of a bilan, computed again from their components whoever computed them first.

- Glasgow coma scale: Teasdale and Jennett, Lancet 1974; 3 to 15.
- NEWS2: Royal College of Physicians, National Early Warning Score 2, 2017; 0 to 20.
- Pain: numerical rating scale (échelle numérique), 0 to 10, as the patient says it.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Final, assert_never

import msgspec

from domain.fact import Refusal


class ScoreWrong(Refusal):
    """The total sent is not that of its components."""

    field = "scores"


class Consciousness(StrEnum):
    """ACVPU, as NEWS2 names it. Vigie's own codes."""

    ALERT = "A"
    NEW_CONFUSION = "C"
    VOICE = "V"
    PAIN = "P"
    UNRESPONSIVE = "U"


class OxygenScale(StrEnum):
    """Which scale of NEWS2 reads the saturation: the second where a doctor wants 88 to 92 %."""

    SCALE_1 = "1"
    SCALE_2 = "2"


class GlasgowScore(msgspec.Struct, frozen=True, kw_only=True, tag="glasgow"):
    """Best eye, verbal and motor responses."""

    eye: Annotated[int, msgspec.Meta(ge=1, le=4)]
    verbal: Annotated[int, msgspec.Meta(ge=1, le=5)]
    motor: Annotated[int, msgspec.Meta(ge=1, le=6)]
    total: int


class News2Score(msgspec.Struct, frozen=True, kw_only=True, tag="news2"):
    """Rates by minute, saturation in %, pressure in mmHg, temperature in °C."""

    respiratory_rate: Annotated[int, msgspec.Meta(ge=0, le=120)]
    saturation: Annotated[int, msgspec.Meta(ge=0, le=100)]
    scale: OxygenScale
    oxygen: bool
    systolic: Annotated[int, msgspec.Meta(ge=0, le=400)]
    heart_rate: Annotated[int, msgspec.Meta(ge=0, le=400)]
    consciousness: Consciousness
    temperature: Annotated[float, msgspec.Meta(ge=15, le=50)]
    total: int


class PainScore(msgspec.Struct, frozen=True, kw_only=True, tag="pain"):
    """What the patient says, from 0 (none) to 10 (the worst there can be)."""

    total: Annotated[int, msgspec.Meta(ge=0, le=10)]


Score = GlasgowScore | News2Score | PainScore

_Steps = Sequence[tuple[float, int]]
"""(highest value, points) in growing order; what is above the last has the points given beside."""

_RESPIRATORY: Final[_Steps] = ((8, 3), (11, 1), (20, 0), (24, 2))
_SATURATION_1: Final[_Steps] = ((91, 3), (93, 2), (95, 1))
_SATURATION_2: Final[_Steps] = ((83, 3), (85, 2), (87, 1), (92, 0))
_SATURATION_2_OXYGEN: Final[_Steps] = (*_SATURATION_2, (94, 1), (96, 2))
_SYSTOLIC: Final[_Steps] = ((90, 3), (100, 2), (110, 1), (219, 0))
_PULSE: Final[_Steps] = ((40, 3), (50, 1), (90, 0), (110, 1), (130, 2))
_TENTHS: Final[_Steps] = ((350, 3), (360, 1), (380, 0), (390, 1))


def _points(value: float, steps: _Steps, above: int) -> int:
    return next((points for highest, points in steps if value <= highest), above)


def news2(score: News2Score) -> int:
    """The aggregate score of the RCP chart."""
    return (
        _points(score.respiratory_rate, _RESPIRATORY, 3)
        + _saturation(score)
        + (2 if score.oxygen else 0)
        + _points(score.systolic, _SYSTOLIC, 3)
        + _points(score.heart_rate, _PULSE, 3)
        + (0 if score.consciousness is Consciousness.ALERT else 3)
        + _points(round(score.temperature * 10), _TENTHS, 2)
    )


def _saturation(score: News2Score) -> int:
    if score.scale is OxygenScale.SCALE_1:
        return _points(score.saturation, _SATURATION_1, 0)
    if score.oxygen:
        return _points(score.saturation, _SATURATION_2_OXYGEN, 3)
    return _points(score.saturation, _SATURATION_2, 0)


def total(score: Score) -> int:
    """What the components of a score add up to."""
    match score:
        case GlasgowScore():
            return score.eye + score.verbal + score.motor
        case News2Score():
            return news2(score)
        case PainScore():
            return score.total
        case _:
            assert_never(score)


def check_totals(scores: Iterable[Score]) -> None:
    """Raise ScoreWrong where a total is not that of its components."""
    for score in scores:
        if score.total != total(score):
            name = score.__struct_config__.tag
            raise ScoreWrong(f"{name} is {total(score)} by its components, not {score.total}")
