"""Communes by the beginning of their words, the likeliest for this centre first.

Likely is populous and near: a village of the department comes before a city at the other end of the country.
A number is a department, a post code or an INSEE code, or their beginning.
"""

import heapq
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Final

from domain.places import FoundPlace
from domain.rules.place_names import folded_words, metres_between, plain_words
from domain.vocabulary import Position
from gateways.places.communes import Commune

_ARTICLES: Final = frozenset({"le", "la", "les", "l"})
_HALF_TYPED: Final = {"st": "saint", "ste": "sainte", "lez": "les"}
"""What a word of the question may already stand for, while it may also be the beginning of another."""
_EXACT, _FIRST_WORD, _OWN_DEPARTMENT = 3.0, 1.0, 2.0
_FAR_METRES, _FARTHEST = 50_000, 4.0
_KEPT: Final = 200
"""How many of the likeliest are looked at more closely: one letter finds thousands."""

_Entry = tuple[str, int]


class CommuneSearch:
    """A PlaceFinder over a list in memory, kept in the order of what is likely here.

    `centre` and `departments` are where this house answers from; without them only the population ranks.
    """

    def __init__(
        self, communes: Iterable[Commune], *, centre: Position | None = None, departments: Iterable[str] = ()
    ) -> None:
        own = frozenset(departments)

        def worth(commune: Commune) -> float:
            far = min(metres_between(centre, commune.position) / _FAR_METRES, _FARTHEST) if centre else 0.0
            near = _OWN_DEPARTMENT if commune.department in own else 0.0
            return math.log10(commune.population + 1) - far + near

        self._centre = centre
        listed = sorted(((worth(each), each) for each in communes), key=lambda pair: (-pair[0], pair[1].name))
        self._worth = [value for value, _ in listed]
        self._communes = [commune for _, commune in listed]
        self._words = [folded_words(each.name) for each in self._communes]
        self._by_word = sorted((word, at) for at, words in enumerate(self._words) for word in words)
        self._by_code = sorted((code, at) for at, each in enumerate(self._communes) for code in _codes(each))
        self._by_name: dict[Set[str], list[int]] = defaultdict(list)
        for at, words in enumerate(self._words):
            self._by_name[frozenset(words) - _ARTICLES].append(at)

    async def find(self, asked: str, limit: int) -> Sequence[FoundPlace]:
        """As in PlaceFinder."""
        words = plain_words(asked)
        numbers = [word.upper() for word in words if word[0].isdigit()]
        names = [word for word in words if not word[0].isdigit()]
        told = [word for word in names if word not in _ARTICLES] or names
        found = self._matching(told, numbers)
        whole = frozenset(folded_words(" ".join(names))) - _ARTICLES
        exact = found.intersection(self._by_name.get(whole, ()))
        likely = exact.union(heapq.nsmallest(_KEPT, found))
        ranked = sorted(likely, key=lambda at: (-self._rank(at, at in exact, told), at))
        return [self._shown(self._communes[at]) for at in ranked[:limit]]

    def _matching(self, names: Sequence[str], numbers: Sequence[str]) -> set[int]:
        """The communes that have a word beginning so for each name, and a code for each number."""
        each = [self._beginning(self._by_word, {word, _HALF_TYPED.get(word, word)}) for word in names]
        each += [self._beginning(self._by_code, {number}) for number in numbers]
        return set[int].intersection(*each) if each else set()

    @staticmethod
    def _beginning(index: Sequence[_Entry], beginnings: Set[str]) -> set[int]:
        found: set[int] = set()
        for beginning in beginnings:
            start = bisect_left(index, (beginning,))
            end = bisect_left(index, (f"{beginning}\uffff",))
            found.update(at for _, at in index[start:end])
        return found

    def _rank(self, at: int, exact: bool, names: Sequence[str]) -> float:
        if exact:
            return self._worth[at] + _EXACT
        first = next((word for word in self._words[at] if word not in _ARTICLES), "")
        begins = bool(names) and first.startswith((names[0], _HALF_TYPED.get(names[0], names[0])))
        return self._worth[at] + (_FIRST_WORD if begins else 0.0)

    def _shown(self, commune: Commune) -> FoundPlace:
        metres = metres_between(self._centre, commune.position) if self._centre else None
        return FoundPlace(
            name=commune.name,
            position=commune.position,
            insee=commune.insee,
            department=commune.department,
            post_codes=commune.post_codes,
            region=commune.region,
            population=commune.population,
            metres=None if metres is None else float(round(metres)),
        )


def _codes(commune: Commune) -> Iterator[str]:
    yield from commune.post_codes
    if commune.insee:
        yield commune.insee
    if commune.department:
        yield commune.department
