"""A message of the log exactly as it is stored, and its leaf in the tree."""

import hashlib
import struct
from typing import Final

import msgspec

_LEAF: Final = hashlib.sha256(b"\0")
_SIZES: Final = struct.Struct(">QII")


class Stored(msgspec.Struct, frozen=True, gc=False):
    """Position in the stream (from 1), subject, block of headers (``NATS/1.0`` line included; empty
    where there is none) and payload: the bytes that the server keeps."""

    position: int
    subject: bytes
    headers: bytes
    data: bytes

    def leaf(self) -> bytes:
        """SHA-256 of 0x00, position (8 bytes), sizes of subject and headers (4 bytes each), subject,
        headers, payload. As `primitives.leaf_hash`, quicker."""
        subject, headers = self.subject, self.headers
        seen = _LEAF.copy()
        sizes = _SIZES.pack(self.position, len(subject), len(headers))
        seen.update(b"".join((sizes, subject, headers, self.data)))
        return seen.digest()
