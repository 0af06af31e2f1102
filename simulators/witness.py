"""Stand-in of an outside witness: cosigns checkpoints that only grow, by C2SP tlog-witness.

It shares no code with Vigie: it reads notes, keys and proofs by itself, as a real one would.
"""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromQuery

from simulators.faults import Faults, stand_in

Asked = Request[Any, Any, State]


@dataclass(frozen=True)
class _Head:
    size: int
    root: bytes
    note: bytes


class StandInWitness:
    """A witness under `name`, its key made of `seed`. `logs` are the keys it knows, as written down; `now`
    tells the time it signs with. A log's new key is taken from a checkpoint that its present key signs."""

    def __init__(self, name: str, seed: str, logs: Iterable[str], now: Callable[[], datetime]) -> None:
        private = hashlib.sha256(seed.encode()).digest()
        self._private = Ed25519PrivateKey.from_private_bytes(private)
        self._now = now
        self._name = name
        public = b"\4" + self._private.public_key().public_bytes_raw()
        self._id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        self.key = f"{name}+{self._id.hex()}+{base64.b64encode(public).decode()}"
        self._keys = dict(_known(each) for each in logs)
        self.heads: dict[str, _Head] = {}

    def add(self, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer to a request."""
        try:
            asked, _, note = body.partition(b"\n\n")
            old, *proof = asked.decode("ascii").split("\n")
            old_size = int(old.removeprefix("old "))
            text, _, lines = note.rpartition(b"\n\n")
            origin, size_line, root_line, *more = text.decode().split("\n")
            size, root = int(size_line), base64.b64decode(root_line, validate=True)
            path = [base64.b64decode(each, validate=True) for each in proof]
        except ValueError:
            return 400, b""
        if origin not in self._keys:
            return 404, b""
        if not _signed(text + b"\n", lines, origin, self._keys[origin]):
            return 403, b""
        if old_size > size:
            return 400, b""
        head = self.heads.get(origin) or _Head(0, b"", b"")
        if old_size != head.size or (old_size == size and head.size and root != head.root):
            return 409, f"{head.size}\n".encode()
        if not grows(head.size, head.root, size, root, path):
            return 422, b""
        line = self._line(text + b"\n")
        self.heads[origin] = _Head(size, root, note + line)
        for extension in more:
            if extension.startswith("key "):
                self._keys |= {origin: _known(extension[4:])[1]}
        return 200, line

    def _line(self, text: bytes) -> bytes:
        at = int(self._now().timestamp())
        signature = self._private.sign(b"cosignature/v1\ntime %d\n" % at + text)
        said = base64.b64encode(self._id + at.to_bytes(8, "big") + signature).decode()
        return f"— {self._name} {said}\n".encode()


def witness_app(witness: StandInWitness, seed: str = "witness", hold: float = 60.0) -> Litestar:
    """``POST /add-checkpoint``, ``GET /checkpoint?origin=…``, ``POST /faults``."""
    faults = Faults(seed, hold)
    turn = asyncio.Lock()

    @post("/add-checkpoint", status_code=200)
    async def add_checkpoint(request: Asked) -> Response[bytes]:
        body = await request.body()
        await faults.meet(hashlib.sha256(body).hexdigest())
        async with turn:
            status, said = witness.add(body)
        kind = "text/x.tlog.size" if status == 409 else "text/plain; charset=utf-8"
        return Response(said, status_code=status, media_type=kind)

    @get("/checkpoint")
    async def checkpoint(origin: FromQuery[str]) -> Response[bytes]:
        await faults.meet(f"head {origin}")
        head = witness.heads.get(origin)
        return Response(head.note if head else b"", status_code=200 if head else 404, media_type="text/plain")

    return stand_in([add_checkpoint, checkpoint], faults)


def grows(old_size: int, old_root: bytes, size: int, root: bytes, path: list[bytes]) -> bool:
    """Whether a consistency proof holds (RFC 9162, 2.1.4.2)."""
    if old_size in (0, size):
        return not path and (old_size == 0 or old_root == root)
    if not path:
        return False
    if old_size & (old_size - 1) == 0:
        path = [old_root, *path]
    first, last = old_size - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old_node = new_node = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old_node, new_node = _node(each, old_node), _node(each, new_node)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            new_node = _node(new_node, each)
        first, last = first >> 1, last >> 1
    return last == 0 and (old_node, new_node) == (old_root, root)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _known(key: str) -> tuple[str, bytes]:
    name, _, rest = key.partition("+")
    return name, base64.b64decode(rest.partition("+")[2])[1:]


def _signed(text: bytes, lines: bytes, origin: str, public: bytes) -> bool:
    for line in lines.decode().splitlines():
        _, name, said = line.split(" ")
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(said)[4:], text)
        except InvalidSignature:
            continue
        if name == origin:
            return True
    return False
