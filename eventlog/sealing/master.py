"""The master key: in a file of its owner only, outside the log. It wraps the key of each file."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from eventlog.journal import LogError
from eventlog.secret_file import write_new

KEY_FILE: Final = "master.key"
_SIZE: Final = 32
_NONCE: Final = 12


class NoMasterKey(LogError):
    """There is no master key, it cannot be read, or it is not that of this log."""


class MasterKey:
    """Wraps and unwraps keys of 32 bytes, and names persons by a digest that only its holder can make."""

    def __init__(self, secret: bytes) -> None:
        self._wrapping = AESGCM(_derived(secret, b"vigie wrapping"))
        self._naming = _derived(secret, b"vigie persons")
        self.fingerprint = hashlib.sha256(_derived(secret, b"vigie fingerprint")).hexdigest()[:32]

    @classmethod
    def read(cls, file: Path) -> "MasterKey":
        """The key of a file. Raises NoMasterKey."""
        try:
            text = file.read_text("ascii").strip()
            secret = bytes.fromhex(text)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "not 64 hexadecimal digits"
            text = f"cannot read the master key {file}: {why} (VIGIE_MASTER_KEY_FILE says where it is)"
            raise NoMasterKey(text) from error
        if len(secret) != _SIZE:
            raise NoMasterKey(f"cannot read the master key {file}: not 64 hexadecimal digits")
        return cls(secret)

    @classmethod
    def made(cls, file: Path) -> "MasterKey":
        """A new key in a new file, mode 0600. Raises NoMasterKey."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_new(file, f"{secrets.token_bytes(_SIZE).hex()}\n".encode())
        except FileExistsError:
            pass  # another process was first
        except OSError as error:
            raise NoMasterKey(f"cannot write the master key {file}: {error.strerror}") from error
        return cls.read(file)

    def wrap(self, key: bytes, name: str) -> bytes:
        """A key as it may be kept, under the name it is for."""
        nonce = os.urandom(_NONCE)
        return nonce + self._wrapping.encrypt(nonce, key, name.encode())

    def unwrap(self, wrapped: bytes, name: str) -> bytes:
        """The key that `wrap` kept. Raises NoMasterKey for another master key, name or altered bytes."""
        try:
            return self._wrapping.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], name.encode())
        except (InvalidTag, ValueError):
            raise NoMasterKey(f"the key of file {name} was not wrapped by this master key") from None

    def person(self, text: str) -> str:
        """A name for a person, the same each time, that says nothing to who has not the master key."""
        return hmac.new(self._naming, text.encode(), hashlib.sha256).hexdigest()


def joined(keys: list[bytes]) -> AESGCM:
    """The cipher of what belongs to several files: any one of their keys gone, it cannot be made again."""
    return AESGCM(joined_key(keys))


def joined_key(keys: list[bytes]) -> bytes:
    """The key of that cipher: it tells nothing of those that it is made of."""
    return keys[0] if len(keys) == 1 else _derived(b"".join(keys), b"vigie joined")


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(secret)
