"""A range of the log read and hashed by itself, so that several can be at once.

What depends on the facts before a range (the tree above it, the chains of the counts, what an
access counts for) is left to who puts the ranges together, in order: `tally.Tally`.
"""

from array import array
from collections.abc import Sequence
from contextlib import aclosing

import msgspec

from eventlog.connection import Connection
from eventlog.proof.concerning import Told, access_of, by_of, named
from eventlog.proof.pulling import pulled
from eventlog.proof.stored import Stored
from eventlog.proof.tree import Peaks


class Hashed(msgspec.Struct, frozen=True, array_like=True):
    """The facts with after < position <= until. Unless `whole` there is a gap, or nobody could read
    them: then nothing more is said, and they are to be read again by who puts the ranges together.

    `leaves`: 32 bytes each. `nodes`: what a tree of these leaves alone grows by. `who`: for each fact, which
    of `people` acted (unsigned ints of an array). `accesses`: how many facts of the range come before one
    of an access, and what this fact tells of it.
    """

    after: int
    until: int
    whole: bool = False
    leaves: bytes = b""
    nodes: bytes = b""
    people: Sequence[str] = ()
    who: bytes = b""
    accesses: Sequence[tuple[int, Told]] = ()


async def hashed(connection: Connection, stream: str, after: int, until: int) -> Hashed:
    """Read and hash one range. Raises LogUnavailable."""
    hashing = _Hashing(after)
    async with aclosing(pulled(connection, stream, after=after, until=until)) as run:
        async for page in run:
            if not hashing.follows(page):
                break
            hashing.take(page)
    return hashing.done(until)


class _Numbers(dict[bytes, int]):
    """A number for each that is asked for, from 0."""

    def __missing__(self, by: bytes) -> int:
        number = self[by] = len(self)
        return number


class _Hashing:
    def __init__(self, after: int) -> None:
        self._after = after
        self._peaks = Peaks()
        self._leaves: list[bytes] = []
        self._nodes: list[bytes] = []
        self._numbers = _Numbers()
        self._who = array("I")
        self._accesses: list[tuple[int, Told]] = []

    def follows(self, page: Sequence[Stored]) -> bool:
        """Whether this page follows the one before, without a gap."""
        first, last = page[0].position, page[-1].position
        # Positions grow: the server numbers what it delivers, and `pulled` sees to it.
        return first == self._after + len(self._leaves) + 1 and last - first == len(page) - 1

    def take(self, page: Sequence[Stored]) -> None:
        leaves: list[bytes] = []
        numbers = self._numbers
        for offset, stored in enumerate(page, len(self._leaves)):
            leaves.append(stored.leaf())
            found = access_of(stored)
            if found is not None:
                self._accesses.append((offset, found))
        self._who.extend([numbers[by_of(stored.headers)] for stored in page])
        self._leaves += leaves
        self._nodes += self._peaks.grow(leaves)

    def done(self, until: int) -> Hashed:
        if self._after + len(self._leaves) != until:
            return Hashed(self._after, until)
        return Hashed(
            after=self._after,
            until=until,
            whole=True,
            leaves=b"".join(self._leaves),
            nodes=b"".join(self._nodes),
            people=[named(by) for by in self._numbers],
            who=self._who.tobytes(),
            accesses=self._accesses,
        )
