"""Everything a checkpoint signs, counted again from the log as it streams by."""

from collections.abc import Sequence

from eventlog.proof.concerning import names_of
from eventlog.proof.counts import Counted, CountMap, chained
from eventlog.proof.ledger import Sealed
from eventlog.proof.primitives import EMPTY, sha
from eventlog.proof.stored import Stored
from eventlog.proof.tree import Peaks


class Tally:
    """The tree and the counts in memory: some 32 bytes for each doubling of the log, 600 for each key."""

    def __init__(self) -> None:
        self.peaks = Peaks()
        self._map = CountMap({})
        self._counted: dict[str, tuple[int, bytes]] = {}
        self._new: dict[str, list[bytes]] = {}
        self._memory: dict[str, str] = {}

    @property
    def size(self) -> int:
        """How many facts were taken."""
        return self.peaks.size

    def take(self, page: Sequence[Stored]) -> bytes:
        """Take the facts that follow; return the nodes that the tree grows by."""
        leaves: list[bytes] = []
        new, memory = self._new, self._memory
        for stored in page:
            leaf = stored.leaf()
            leaves.append(leaf)
            for name in names_of(stored, memory):
                mine = new.get(name)
                if mine is None:
                    new[name] = [leaf]
                else:
                    mine.append(leaf)
        return b"".join(self.peaks.grow(leaves))

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
