"""How the files of an extract are written, the one way, and the faults of what is not. By the standard
library alone: a part of `verify_extract.py`.
"""

import base64
import json
from typing import Any

from eventlog.proof.primitives import Fault, unbase64

BROKEN = (Fault, KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)
"""What reading something that is not ours may raise."""


def canonical(value: Any) -> bytes:
    """The one JSON of a value, with the end of its line."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def text_of(data: bytes) -> Any:
    """How the bytes of a stored message are written: as text where they are, else in base64."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def bytes_of(said: Any) -> bytes:
    """The bytes that `text_of` wrote. Raises Fault."""
    data = said.encode() if isinstance(said, str) else unbase64(said["base64"])
    if text_of(data) != said:
        raise Fault("bytes written in another way than ours")
    return data


def read_json(data: bytes) -> Any:
    """The value that `canonical` wrote. Raises Fault."""
    value = json.loads(data)
    if canonical(value) != data:
        raise Fault("not written as Vigie writes")
    return value


def whole_number(value: Any) -> int:
    """A number that counts. Raises Fault."""
    if type(value) is not int or value < 0:
        raise Fault("not a number")
    return value


class within:  # noqa: N801
    """Puts the name of a file before a fault."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, BROKEN) and not str(error).startswith(self._name):
            raise Fault(f"{self._name}: {in_words(error)}") from None


def in_words(error: BaseException) -> str:
    """A fault in one line."""
    words = str(error) if isinstance(error, Fault) else f"unreadable ({type(error).__name__})"
    return words if words.isprintable() else ascii(words)
