"""Hashes, signatures and notes that a proof is made of, by the standard library alone.

This file is a part of `verify_extract.py`, which an auditor runs without Vigie: it imports nothing else.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

EMPTY = bytes(32)
"""Hash of a map without keys, and head of a chain without facts."""
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_Point = tuple[int, int, int, int]


class Fault(Exception):
    """What is wrong, in words."""


def sha(*parts: bytes) -> bytes:
    """SHA-256 of the parts, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


# Ed25519 (RFC 8032, 5.1.7)


def _add(a: _Point, b: _Point) -> _Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    g, h = 2 * a[3] * b[3] * _D, 2 * a[2] * b[2]
    w, x, y, z = f - e, h - g, h + g, f + e
    return w * x % _P, y * z % _P, x * y % _P, w * z % _P


def _combined(one: int, a: _Point, other: int, b: _Point) -> _Point:
    """``one * a + other * b``, both at once."""
    total: _Point = (0, 1, 1, 0)
    both = _add(a, b)
    for bit in range(max(one, other).bit_length() - 1, -1, -1):
        total = _add(total, total)
        which = (one >> bit & 1) + (other >> bit & 1) * 2
        if which:
            total = _add(total, (a, b, both)[which - 1])
    return total


def _point(data: bytes) -> _Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))


@lru_cache(maxsize=64)
def ed25519_verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) of `message` is by the holder of `public` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64 or _BASE is None:
        return False
    point, scalar = _point(public), int.from_bytes(signature[32:], "little")
    if point is None or scalar >= _L:
        return False
    hashed = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(hashed, "little") % _L
    minus = (_P - point[0], point[1], point[2], _P - point[3])
    x, y, z, _ = _combined(scalar, _BASE, challenge, minus)
    scale = pow(z, -1, _P)
    found = (y * scale % _P) | ((x * scale % _P & 1) << 255)
    return found.to_bytes(32, "little") == signature[:32]


# Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature)


def unbase64(text: Any, size: int | None = None) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise Fault("not base64") from None
    if base64.b64encode(data).decode() != text or (size is not None and len(data) != size):
        raise Fault("not the one base64 of its length")
    return data


class Key(NamedTuple):
    """A public key under its name; `kind` 1 signs notes, 4 cosigns them with the time."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha(self.name.encode(), b"\n", bytes([self.kind]), self.public)[:4]

    @classmethod
    def read(cls, text: str) -> "Key":
        """Raises Fault for anything but ``name+id+base64``."""
        name, _, rest = text.partition("+")
        number, _, encoded = rest.partition("+")
        data = unbase64(encoded, 33)
        key = cls(name, data[0], data[1:])
        if not name or key.kind not in (1, 4) or key.id.hex() != number:
            raise Fault(f"not a key: {text[:80]}")
        return key

    def says(self, text: bytes, signature: bytes) -> bool:
        """Whether `signature` (without the key's id) is by this key on a note's text."""
        if self.kind == 1:
            return ed25519_verifies(self.public, text, signature)
        at = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[:8], "big")
        return ed25519_verifies(self.public, at + text, signature[8:])


def split_note(note: bytes) -> tuple[bytes, list[tuple[str, bytes, bytes]]]:
    """Text and signatures (name, key id, signature) of a signed note. Raises Fault."""
    text, gap, tail = note.rpartition(b"\n\n")
    if not gap or not tail.endswith(b"\n"):
        raise Fault("not a signed note")
    return text + b"\n", [signature_line(line) for line in tail[:-1].split(b"\n")]


def signature_line(line: bytes) -> tuple[str, bytes, bytes]:
    match = re.fullmatch("— ([^ ]+) ([^ ]+)", line.decode(errors="replace"))
    if match is None:
        raise Fault("not a line of signature")
    data = unbase64(match[2])
    return match[1], data[:4], data[4:]


def signed(text: bytes, signatures: Iterable[tuple[str, bytes, bytes]], key: Key) -> bool:
    """Whether `key` signed; raises Fault where a line in its name is not its signature."""
    mine = [each for name, id_, each in signatures if (name, id_) == (key.name, key.id)]
    if any(not key.says(text, each) for each in mine):
        raise Fault(f"the signature of {key.name} is wrong")
    return bool(mine)


class Checkpoint(NamedTuple):
    """What a checkpoint commits to: `size` facts, their root, and the map of counts (with `keys` keys)."""

    number: int
    origin: str
    size: int
    root: bytes
    at: str
    keys: int
    counts: bytes
    previous: str
    introduces: str | None


_TEXT = re.compile(
    "(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]*)\n(?P<root>[^\n]+)\nnumber (?P<number>[1-9][0-9]*)\n"
    "time (?P<at>[-0-9T:.]+Z)\ncounts 2 (?P<keys>0|[1-9][0-9]*) (?P<counts>[^ \n]+)\n"
    "previous (?P<previous>none|[^ \n]+)\n(?:key (?P<introduces>[^ \n]+)\n)?"
)


def read_checkpoint(text: bytes) -> Checkpoint:
    """Read the text of a checkpoint. Raises Fault."""
    match = _TEXT.fullmatch(text.decode(errors="replace"))
    if match is None:
        raise Fault("not a checkpoint of Vigie")
    return Checkpoint(
        number=int(match["number"]),
        origin=match["origin"],
        size=int(match["size"]),
        root=unbase64(match["root"], 32),
        at=match["at"],
        keys=int(match["keys"]),
        counts=unbase64(match["counts"], 32),
        previous=match["previous"],
        introduces=match["introduces"],
    )


# The tree (RFC 9162, 2.1) and the map of counts


def leaf_hash(position: int, subject: bytes, headers: bytes, data: bytes) -> bytes:
    """Leaf of one stored message: exactly its bytes, and where it is."""
    sizes = len(subject).to_bytes(4, "big") + len(headers).to_bytes(4, "big")
    return sha(b"\0", position.to_bytes(8, "big"), sizes, subject, headers, data)


def root_from(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes | None:
    """Root that an inclusion path leads to, None for a path of another length."""
    if not 0 <= index < size:
        return None
    last, node, steps = size - 1, leaf, iter(path)
    while last:
        if index & 1 or index != last:
            sibling = next(steps, None)
            if sibling is None:
                return None
            node = sha(b"\1", sibling, node) if index & 1 else sha(b"\1", node, sibling)
        index, last = index >> 1, last >> 1
    return node if next(steps, None) is None else None


def map_root(name: str, path: list[bytes], end: Any) -> tuple[bytes, int, bytes]:
    """Root of the map of counts that a proof leads to, with the count and the chain of `name`."""
    key = sha(name.encode())
    bits, count, head = int.from_bytes(key, "big"), 0, EMPTY
    if end is None:
        node = EMPTY
    elif "count" in end:
        count, head = end["count"], unbase64(end["head"], 32)
        if not isinstance(count, int) or isinstance(count, bool) or not 0 < count < 2**63:
            raise Fault("not a count")
        node = sha(b"\2", key, sha(b"\5", count.to_bytes(8, "big"), head))
    else:
        other = unbase64(end["key"], 32)
        shift = 256 - len(path)
        if other == key or int.from_bytes(other, "big") >> shift != bits >> shift:
            raise Fault("another key stands where this one does not belong")
        node = sha(b"\2", other, unbase64(end["value"], 32))
    for depth in range(len(path) - 1, -1, -1):
        right = bits >> (255 - depth) & 1
        node = sha(b"\3", path[depth], node) if right else sha(b"\3", node, path[depth])
    return node, count, head


def chained(head: bytes, leaf: bytes) -> bytes:
    """Head of the chain of one key after one more leaf."""
    return sha(b"\4", head, leaf)
