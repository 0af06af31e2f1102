"""Everything a checkpoint signs, counted again from the log as it streams by."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Final

from eventlog.proof.concerning import Told, counted_for, names_of
from eventlog.proof.counts import Counted, CountMap, chained
from eventlog.proof.hashing import Hashed
from eventlog.proof.ledger import Sealed
from eventlog.proof.primitives import EMPTY, sha
from eventlog.proof.stored import Stored
from eventlog.proof.tree import Peaks, length, subtrees

_NODE: Final = 32


class Tally:
    """The tree and the counts in memory: some 32 bytes for each doubling of the log, 600 for each key."""

    def __init__(self) -> None:
        self.peaks = Peaks()
        self._map = CountMap({})
        self._counted: dict[str, tuple[int, bytes]] = {}
        self._new: dict[str, list[bytes]] = {}
        self._memory: dict[str, str] = {}
        self._begun: _Begun | None = None

    @property
    def size(self) -> int:
        """How many facts were taken."""
        return self.peaks.size

    def take(self, page: Sequence[Stored]) -> bytes:
        """Take the facts that follow; return the nodes that the tree grows by."""
        leaves: list[bytes] = []
        for stored in page:
            leaf = stored.leaf()
            leaves.append(leaf)
            for name in names_of(stored, self._memory):
                self._count(name, leaf)
        return b"".join(self.peaks.grow(leaves))

    def begin(self, found: Hashed) -> None:
        """`take_hashed` will take facts of this range, which is whole and follows what was taken."""
        self._begun = _Begun(found, self.peaks.copy())

    def take_hashed(self, until: int) -> bytes:
        """As `take`, with the facts up to `until` of the range begun."""
        begun = self._begun
        if begun is None:
            raise ValueError("no range has begun")
        last = until - begun.found.after
        for who, leaf in zip(begun.who[begun.taken : last], begun.leaves[begun.taken : last], strict=True):
            self._count(who, leaf)
        for offset, told in begun.accesses(last):
            for name in counted_for(told, self._memory):
                self._count(name, begun.leaves[offset])
        self.peaks, nodes = begun.grown(last)
        return nodes

    def _count(self, name: str, leaf: bytes) -> None:
        mine = self._new.get(name)
        if mine is None:
            self._new[name] = [leaf]
        else:
            mine.append(leaf)

    def miss(self, count: int) -> None:
        """Leave room for facts that are missing."""
        self.peaks.grow([EMPTY] * count)

    def sealed(self) -> Sealed:
        """What a checkpoint would sign now."""
        changes: dict[bytes, Counted] = {}
        for name, leaves in self._new.items():
            count, head = self._counted.get(name, (0, EMPTY))
            counted = Counted(count + len(leaves), chained(head, leaves))
            self._counted[name] = (counted.count, counted.head)
            changes[sha(name.encode())] = counted
        self._new = {}
        counts = self._map.update(changes)
        return Sealed(self.size, self.peaks.root(), len(self._counted), counts)


class _Begun:
    """A range of which `taken` facts were taken, and the tree before it."""

    def __init__(self, found: Hashed, peaks: Peaks) -> None:
        self.found = found
        self.taken = 0
        self.leaves = [found.leaves[at : at + _NODE] for at in range(0, len(found.leaves), _NODE)]
        self.who = [found.people[number] for number in array("I", found.who)]
        self._peaks = peaks
        self._accesses = 0

    def accesses(self, last: int) -> Iterator[tuple[int, Told]]:
        """What concerns accesses among the facts up to `last` that were not taken."""
        found = self.found.accesses
        while self._accesses < len(found) and found[self._accesses][0] < last:
            yield found[self._accesses]
            self._accesses += 1

    def grown(self, last: int) -> tuple[Peaks, bytes]:
        """The tree with the first `last` facts of the range, and the nodes that it has grown by."""
        peaks, above = self._peaks.copy(), list[bytes]()
        for level, node in subtrees(self.found.nodes, last):
            above = peaks.graft(level, node)  # the whole range alone is a subtree that completes others
        inside = self.found.nodes[length(self.taken) * _NODE : length(last) * _NODE]
        self.taken = last
        return peaks, inside + b"".join(above)
