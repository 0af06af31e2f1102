"""Lifting old facts: from the shape they were stored in to the shape the code knows today.

A fact is never edited, so an old one keeps its old shape for ever. An upcaster is one step for one
tag: a function from the stored object (JSON types) of schema version n to that of version n + 1.
"""

from collections.abc import Callable, Mapping
from typing import Any

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownSchema(ValueError):
    """The stored schema version is newer than this program, or is not a version."""


class Upcasters:
    """The steps of every tag, by (tag, stored schema version), chained up to the current one."""

    def __init__(self, steps: Mapping[tuple[str, int], Upcaster] | None = None) -> None:
        """Raises ValueError where a chain does not run from version 1 without a hole."""
        self._steps = dict(steps or {})
        self._current: dict[str, int] = {}
        for tag in {tag for tag, _ in self._steps}:
            versions = sorted(version for other, version in self._steps if other == tag)
            if versions != list(range(1, len(versions) + 1)):
                raise ValueError(f"upcasters of {tag!r} must chain from 1, found {versions}")
            self._current[tag] = len(versions) + 1

    @property
    def tags(self) -> frozenset[str]:
        """Tags that have changed shape at least once."""
        return frozenset(self._current)

    def current(self, tag: str) -> int:
        """Schema version in which facts of this tag are written today (1: it never changed)."""
        return self._current.get(tag, 1)

    def lift(self, tag: str, schema: int, stored: dict[str, Any]) -> dict[str, Any]:
        """The object of `schema` brought to the current shape. Raises UnknownSchema."""
        if not 1 <= schema <= self.current(tag):
            raise UnknownSchema(f"schema {schema} of {tag!r}: {self.current(tag)} is the last known")
        for version in range(schema, self.current(tag)):
            stored = self._steps[tag, version](stored)
        return stored
