"""Which files may be the same event told twice: close in time, and the same place or the same number.

The answer is an offer to a person, who decides: nothing is linked by itself. A commune alone is not a place
here, or a busy night in a town would offer every call for every other.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from domain.rules.place_names import folded_words, metres_between
from domain.vocabulary import Identifier, Position

NEAR_METRES: Final = 300.0
"""Two positions as near as this are one scene."""
CLOSE_IN_TIME: Final = timedelta(minutes=30)
_ALIKE: Final = 0.6
_NEIGHBOURS: Final = 10
"""House numbers as near as this, in one street, may tell one scene."""
_OF_NO_WEIGHT: Final = frozenset(
    (
        *("rue", "avenue", "av", "bd", "boulevard", "place", "chemin", "allee", "impasse", "route", "quai"),
        *("cours", "square", "residence", "lieu", "dit", "no", "numero", "bis", "ter", "au", "aux"),
        *("de", "du", "des", "la", "le", "les", "en", "sur", "et"),
    )
)


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What one file says of its event. `at` is when it rang or was picked up."""

    call: Identifier
    at: datetime
    label: str | None = None
    insee: str | None = None
    position: Position | None = None
    phone: str | None = None


class Sign(StrEnum):
    """Why two files may be one."""

    SAME_NUMBER = "same-number"
    SAME_ADDRESS = "same-address"
    NEAR = "near"


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One sign; `metres` between the two places where that is the sign."""

    sign: Sign
    metres: float | None = None


class PossibleDuplicate(msgspec.Struct, frozen=True, kw_only=True):
    """`call` may be the same event. `seconds` is how much earlier it rang, negative where it rang later."""

    call: Identifier
    seconds: float
    reasons: tuple[Reason, ...]


def possible_duplicates(
    this: Heard, others: Iterable[Heard], within: timedelta = CLOSE_IN_TIME
) -> list[PossibleDuplicate]:
    """Files that may tell the same event as `this`: those with most signs first, then the closest in time."""
    found = [
        PossibleDuplicate(
            call=other.call, seconds=(this.at - other.at).total_seconds(), reasons=tuple(reasons)
        )
        for other in others
        if other.call != this.call
        and abs(this.at - other.at) <= within
        and (reasons := list(_reasons(this, other)))
    ]
    return sorted(found, key=lambda each: (-len(each.reasons), abs(each.seconds), each.call))


def _reasons(one: Heard, other: Heard) -> Iterator[Reason]:
    if one.phone is not None and one.phone == other.phone:
        yield Reason(sign=Sign.SAME_NUMBER)
    if _same_address(one, other):
        yield Reason(sign=Sign.SAME_ADDRESS)
    elif one.position and other.position and one.position != other.position:
        # The very same point is the middle of a commune, given to every address in it.
        metres = metres_between(one.position, other.position)
        if metres <= NEAR_METRES:
            yield Reason(sign=Sign.NEAR, metres=round(metres))


def _same_address(one: Heard, other: Heard) -> bool:
    if not one.label or not other.label or not _same_commune(one, other):
        return False
    (mine, my_number), (theirs, their_number) = _address(one.label), _address(other.label)
    if not mine or not theirs or len(mine & theirs) / len(mine | theirs) < _ALIKE:
        return False
    return my_number is None or their_number is None or abs(my_number - their_number) <= _NEIGHBOURS


def _same_commune(one: Heard, other: Heard) -> bool:
    if one.insee and other.insee:
        return one.insee == other.insee
    return _commune(one.label or "") == _commune(other.label or "")


def _parts(label: str) -> tuple[str, str]:
    address, comma, commune = label.rpartition(",")
    return (address, commune) if comma else ("", label)


def _commune(label: str) -> Sequence[str]:
    return folded_words(_parts(label)[1])


def _address(label: str) -> tuple[frozenset[str], int | None]:
    """The words that tell one street of a commune from another, and the number of the house."""
    words = folded_words(_parts(label)[0])
    number = next((int(word) for word in words if word.isdecimal()), None)
    told = frozenset(word for word in words if len(word) > 1 and not word.isdecimal())
    return told - _OF_NO_WEIGHT, number
