"""The sealed part of an entry: the whole fact, in one header; what is stored in clear is the erased fact.

So a fact that can be read is read from the blob alone, and one that was erased from the payload alone.
"""

import os
from base64 import b64encode
from binascii import Error as NotBase64
from binascii import a2b_base64
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SEALED: Final = "Sealed"
"""Header: the files whose keys seal the entry, separated by commas; a space; nonce and AES-256-GCM of the
fact in base64, bound to the name of the event and its tag."""
_NONCE: Final = 12


def sealed(cipher: AESGCM, plain: bytes, event: str, tag: str) -> str:
    """What can be read by `opened` with the same words."""
    nonce = os.urandom(_NONCE)
    return b64encode(nonce + cipher.encrypt(nonce, plain, _bound(event, tag))).decode("ascii")


def key_of(value: str) -> str:
    """The name of the key in a header SEALED."""
    return value.partition(" ")[0]


def opened(cipher: AESGCM, value: str, event: str, tag: str) -> bytes:
    """What was sealed. Raises ValueError where it was altered, moved, or sealed by another key."""
    try:
        blob = a2b_base64(value)
        return cipher.decrypt(blob[:_NONCE], blob[_NONCE:], _bound(event, tag))
    except (InvalidTag, NotBase64):
        raise ValueError("what is sealed was altered, or belongs to another fact") from None


def _bound(event: str, tag: str) -> bytes:
    return f"{event} {tag}".encode()
