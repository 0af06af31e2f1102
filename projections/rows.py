"""Views made of rows, one row for each stream: what each type of fact does to the row of its stream."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.fact import Fact

F = TypeVar("F", bound=Fact)
R = TypeVar("R")
V = TypeVar("V", bound=Struct)

Opening = Callable[[Recorded[F]], R | None]
Changing = Callable[[R, Recorded[F]], R | None]


class RowFold(Generic[R]):
    """What happens to one row. A fact opens it, changes it, or is known to show nothing.

    A row that becomes None leaves the view; facts that change a row no longer there do nothing.
    """

    def __init__(self) -> None:
        self._opens: dict[type[Any], Callable[[Recorded[Any]], R | None]] = {}
        self._changes: dict[type[Any], Callable[[R, Recorded[Any]], R | None]] = {}
        self._ignored: set[type[Any]] = set()

    def opens(self, *facts: type[F]) -> Callable[[Opening[F, R]], Opening[F, R]]:
        """The decorated function makes the row from these facts, where there is none."""

        def register(function: Opening[F, R]) -> Opening[F, R]:
            self._opens.update(dict.fromkeys(facts, function))
            return function

        return register

    def changes(self, *facts: type[F]) -> Callable[[Changing[R, F]], Changing[R, F]]:
        """The decorated function makes the next row from these facts."""

        def register(function: Changing[R, F]) -> Changing[R, F]:
            self._changes.update(dict.fromkeys(facts, function))
            return function

        return register

    def copied(self) -> "RowFold[R]":
        """Another fold, with the same answers until it is given others."""
        copy = RowFold[R]()
        copy._opens, copy._changes = self._opens.copy(), self._changes.copy()
        copy._ignored = self._ignored.copy()
        return copy

    def ignores(self, *facts: type[Fact]) -> None:
        """These facts show nothing here. Said, so that a forgotten fact can be told from them."""
        self._ignored.update(facts)

    def drops(self, *facts: type[Fact]) -> None:
        """These facts take the row away."""
        self._changes.update(dict.fromkeys(facts, lambda _row, _recorded: None))

    @property
    def known(self) -> frozenset[type[Any]]:
        """Every type of fact this fold has an answer for."""
        return frozenset(self._opens) | frozenset(self._changes) | frozenset(self._ignored)

    def apply(self, row: R | None, recorded: Recorded[Any]) -> R | None:
        """The row after one more fact of its stream."""
        fact: Fact = recorded.fact
        kind = type(fact)
        if row is None:
            opening = self._opens.get(kind)
            return opening(recorded) if opening else None
        changing = self._changes.get(kind)
        return changing(row, recorded) if changing else row


@dataclass(frozen=True)
class Section(Generic[R]):
    """Rows of one kind of stream, kept in the view's field `field` under the streams' ids.

    `bound` may take rows away, so that memory stays bounded whatever people forget to finish.
    """

    field: str
    fold: RowFold[R]
    bound: Callable[[dict[str, R], Recorded[Any]], dict[str, R]] = lambda rows, _recorded: rows


def by_rows(sections: Mapping[str, Section[Any]]) -> Callable[[V, Recorded[Any]], V]:
    """`apply` of a view whose fields are dicts of rows: by kind of stream, its section."""

    def apply(view: V, recorded: Recorded[Any]) -> V:
        section = sections.get(recorded.stream.kind)
        if section is None:
            return view
        rows: dict[str, Any] = getattr(view, section.field)
        name = recorded.stream.id
        before = rows.get(name)
        after = section.fold.apply(before, recorded)
        if after is before:
            return view
        changed = rows.copy()
        if after is None:
            del changed[name]
        else:
            changed[name] = after
        return replace(view, **{section.field: section.bound(changed, recorded)})

    return apply


def latest(rows: dict[str, R], counted: Callable[[R], bool], limit: int) -> dict[str, R]:
    """Rows without the oldest of those `counted`, where there are more than `limit` of these.

    Oldest by the order in which the rows came.
    """
    if len(rows) <= limit:
        return rows
    over = [name for name, row in rows.items() if counted(row)]
    if len(over) <= limit:
        return rows
    kept = rows.copy()
    for name in over[: len(over) - limit]:
        del kept[name]
    return kept
