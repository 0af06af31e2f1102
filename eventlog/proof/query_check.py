"""What an extract was asked for, in names of counts: whoever has every fact of these names can see which
answer. By the standard library alone: a part of `verify_extract.py`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from eventlog.proof.primitives import Fault


class Query:
    """Groups of names: a fact answers where it counts for a name of each group. Without a group, none does.

    `names`: those of the counts that the extract is complete for, in its order. Raises Fault.
    """

    def __init__(self, groups: Any, names: "list[str]") -> None:
        self._groups: list[list[str]] = []
        for group in groups:
            if type(group) is not list or not group:
                raise Fault("not a query")
            self._groups.append([_known(name, names) for name in cast("list[Any]", group)])
        self._answers = 0
        self._all = (1 << len(self._groups)) - 1
        self._bits = [0 for _ in names]
        for place, group in enumerate(self._groups):
            for name in group:
                self._bits[names.index(name)] |= 1 << place

    def answered_by(self, which: Iterable[int]) -> bool:
        """Whether a fact that counts for these names, by their places in the order, answers."""
        met = 0
        for place in which:
            met |= self._bits[place]
        answers = self._all > 0 and met == self._all
        self._answers += answers
        return answers

    def said(self) -> str:
        """What the facts met prove, once all were. Raises Fault for a period with a hole."""
        if not self._groups:
            return "a selection: nothing here says that it is complete for what was asked"
        if self._answers:
            return f"complete for what was asked ({self.words()}): {self._answers} facts"
        return f"NOTHING in the log answers what was asked ({self.words()})"

    def words(self) -> str:
        """What was asked, in one line; empty where nothing was. Raises Fault for a period with a hole."""
        return ", ".join(group[0] if len(group) == 1 else _period(group) for group in self._groups)


def _known(name: Any, names: "list[str]") -> str:
    if name not in names:
        raise Fault(f"a query for {name}, which nothing here is complete for")
    return str(name)


def _period(group: "list[str]") -> str:
    """A period made of months, days and hours, or one name or the other."""
    if not all(name.startswith(("month:", "day:", "hour:")) for name in group):
        return " or ".join(group)
    spans = sorted(_span(name) for name in group)
    if any(end != start for (_, end), (start, _) in zip(spans, spans[1:])):  # noqa: RUF007, B905
        raise Fault("a period with a hole")
    return f"requested from {spans[0][0]:%Y-%m-%dT%H:%M}Z to {spans[-1][1]:%Y-%m-%dT%H:%M}Z"


def _span(name: str) -> "tuple[datetime, datetime]":
    kind, _, text = name.partition(":")
    if kind == "month":
        start = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007
        return start, (start + timedelta(days=31)).replace(day=1)
    start = datetime.strptime(text, "%Y-%m-%d" if kind == "day" else "%Y-%m-%dT%H")  # noqa: DTZ007
    return start, start + (timedelta(days=1) if kind == "day" else timedelta(hours=1))
