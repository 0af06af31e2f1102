"""The Merkle tree of RFC 9162 (2.1): growing by leaves, roots, inclusion and consistency proofs.

Nodes are kept in one sequence that only grows: each leaf, then the nodes it completes. A perfect subtree
has its place in it by arithmetic, so that a proof reads a few hashes of 32 bytes, whatever the size.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

_NODE: Final = hashlib.sha256(b"\1")
EMPTY_ROOT: Final = hashlib.sha256().digest()
"""Root of the tree without leaves."""

Nodes = Callable[[int], bytes]
"""The node (32 bytes) at a place of the sequence, from 0."""


def joined(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and both children."""
    seen = _NODE.copy()
    seen.update(left + right)
    return seen.digest()


class Peaks:
    """The perfect subtrees of a tree, largest first: all that growing it takes."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self._peaks = list(peaks)
        if len(self._peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks")

    def grow(self, leaves: Iterable[bytes]) -> list[bytes]:
        """Add leaves; return the nodes that the sequence grows by."""
        added: list[bytes] = []
        peaks, size = self._peaks, self.size
        for leaf in leaves:
            added.append(leaf)
            node, size = leaf, size + 1
            left = size
            while not left & 1:
                seen = _NODE.copy()
                seen.update(peaks.pop() + node)
                node = seen.digest()
                added.append(node)
                left >>= 1
            peaks.append(node)
        self.size = size
        return added

    def graft(self, level: int, node: bytes) -> list[bytes]:
        """Add a perfect subtree of 2**level leaves by its node; return the nodes that it completes above
        itself. The size must be a multiple of 2**level."""
        added: list[bytes] = []
        self.size += 1 << level
        left = self.size >> level
        while not left & 1:
            node = joined(self._peaks.pop(), node)
            added.append(node)
            left >>= 1
        self._peaks.append(node)
        return added

    def copy(self) -> "Peaks":
        """These peaks, to grow on another way."""
        return Peaks(self.size, self._peaks)

    def root(self) -> bytes:
        """Root of the tree as it stands."""
        if not self._peaks:
            return EMPTY_ROOT
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = joined(peak, node)
        return node


def length(size: int) -> int:
    """How many nodes the sequence of a tree of `size` leaves has."""
    return 2 * size - size.bit_count()


def place(level: int, index: int) -> int:
    """Where the perfect subtree of 2**level leaves, the index-th of its level, is in the sequence."""
    return length(((index + 1) << level) - 1) + level


def peaks_of(nodes: Nodes, size: int) -> Peaks:
    """The peaks of the first `size` leaves."""
    return Peaks(size, [nodes(place(level, index)) for level, index in _perfect(0, size)])


def subtrees(nodes: bytes, size: int) -> list[tuple[int, bytes]]:
    """Level and node of the perfect subtrees of the first `size` leaves, largest first; `nodes` is the
    sequence itself."""
    places = [(level, 32 * place(level, index)) for level, index in _perfect(0, size)]
    return [(level, nodes[at : at + 32]) for level, at in places]


def root_of(nodes: Nodes, size: int) -> bytes:
    """Root of the first `size` leaves."""
    return peaks_of(nodes, size).root()


def inclusion(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Proof that leaf `index` (from 0) is in the tree of `size` leaves. Raises ValueError outside it."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    return [_hash(nodes, start, end) for start, end in _siblings(index, 0, size)]


def consistency(nodes: Nodes, old: int, size: int) -> list[bytes]:
    """Proof that the tree of `size` leaves begins with that of `old`. Raises ValueError where it cannot."""
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {size} leaves does not grow from one of {old}")
    if old in (0, size):
        return []
    return [_hash(nodes, start, end) for start, end in _subproof(old, 0, size)]


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _siblings(index: int, start: int, end: int) -> list[tuple[int, int]]:
    """Ranges of leaves beside the way from leaf `index` up to start..end, nearest first."""
    ranges: list[tuple[int, int]] = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def _subproof(old: int, start: int, end: int) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    whole = True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    return ([] if whole else [(start, end)]) + ranges[::-1]


def _perfect(start: int, end: int) -> Sequence[tuple[int, int]]:
    """Level and index of the perfect subtrees of leaves start..end, left to right.

    `start` must be a multiple of the largest power of two in end - start.
    """
    found: list[tuple[int, int]] = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def _hash(nodes: Nodes, start: int, end: int) -> bytes:
    found = [nodes(place(level, index)) for level, index in _perfect(start, end)]
    node = found[-1]
    for left in reversed(found[:-1]):
        node = joined(left, node)
    return node
