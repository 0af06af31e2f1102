"""The tree against RFC 9162 as written: recursive definitions, and every proof of small trees."""

import hashlib

import pytest

from eventlog.proof.primitives import leaf_hash, root_from
from eventlog.proof.stored import Stored
from eventlog.proof.tree import EMPTY_ROOT, Nodes, Peaks, consistency, inclusion, length, peaks_of, root_of
from simulators.witness import grows

LEAVES = [hashlib.sha256(bytes([number])).digest() for number in range(40)]


def defined(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\1" + defined(leaves[:half]) + defined(leaves[half:])).digest()


def kept(leaves: list[bytes]) -> Nodes:
    nodes = Peaks().grow(leaves)
    return nodes.__getitem__


def test_a_root_is_the_one_that_is_defined() -> None:
    nodes = kept(LEAVES)
    for size in range(len(LEAVES) + 1):
        assert root_of(nodes, size) == defined(LEAVES[:size])
        assert peaks_of(nodes, size).root() == root_of(nodes, size)
    assert root_of(nodes, 0) == EMPTY_ROOT


def test_growing_by_parts_is_growing_at_once() -> None:
    peaks, nodes = Peaks(), list[bytes]()
    for start, end in ((0, 1), (1, 8), (8, 9), (9, 40)):
        nodes += peaks.grow(LEAVES[start:end])
        assert len(nodes) == length(end)
    assert nodes == Peaks().grow(LEAVES)


def test_peaks_that_do_not_fit_their_size_are_refused() -> None:
    with pytest.raises(ValueError, match="2 peaks"):
        Peaks(3, LEAVES[:1])


def test_every_leaf_is_proved_and_no_other() -> None:
    nodes = kept(LEAVES)
    for size in range(1, len(LEAVES) + 1):
        root = defined(LEAVES[:size])
        for index in range(size):
            path = inclusion(nodes, index, size)
            assert root_from(index, size, LEAVES[index], path) == root
            assert root_from(index, size, LEAVES[index - 1], path) != root or size == 1
            assert root_from(index + 1, size, LEAVES[index], path) != root
            assert root_from(index, size, LEAVES[index], [*path, LEAVES[0]]) is None
            assert path == [] or root_from(index, size, LEAVES[index], path[:-1]) is None


def test_every_growth_is_proved_and_no_fork() -> None:
    nodes = kept(LEAVES)
    for size in range(1, len(LEAVES) + 1):
        root = defined(LEAVES[:size])
        for old in range(1, size):
            path, before = consistency(nodes, old, size), defined(LEAVES[:old])
            assert grows(old, before, size, root, path)
            assert not grows(old, defined([*LEAVES[: old - 1], LEAVES[-1]]), size, root, path) or old == 40
            assert not grows(old, before, size, LEAVES[0], path)
            assert not grows(old, before, size, root, path[:-1])
            assert not grows(old, before, size, root, [*path, LEAVES[0]])
        assert consistency(nodes, size, size) == []


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion(kept(LEAVES), index, size)


def test_a_leaf_is_every_byte_of_the_message_and_its_place() -> None:
    whole = Stored(7, b"a.b", b"NATS/1.0\r\n\r\n", b"{}")
    others = [
        Stored(8, b"a.b", b"NATS/1.0\r\n\r\n", b"{}"),
        Stored(7, b"a.b" + b"N", b"ATS/1.0\r\n\r\n", b"{}"),
        Stored(7, b"a.b", b"NATS/1.0\r\n\r\n{", b"}"),
        Stored(7, b"a.b", b"", b"NATS/1.0\r\n\r\n{}"),
    ]
    assert len({each.leaf() for each in (whole, *others)}) == 5
    assert whole.leaf() == leaf_hash(7, b"a.b", b"NATS/1.0\r\n\r\n", b"{}")
