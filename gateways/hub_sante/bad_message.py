"""Decoding what came from outside, with the place of the first fault."""

import re
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_FAULT = re.compile(r"\A(?P<detail>.*?)(?: - at `\$(?P<path>.*)`)?\Z", re.DOTALL)
_FIELD = re.compile(r"\AObject (?:missing required|contains unknown) field `(?P<field>.*)`\Z", re.DOTALL)


class BadMessage(Exception):
    """A message that is not what it should be. `path` is the JSON path of the fault (``$.a.b[0]``)."""

    def __init__(self, path: str, detail: str) -> None:
        super().__init__(f"{path}: {detail}")
        self.path = path
        self.detail = detail


def decode(data: bytes | msgspec.Raw, shape: type[T], at: str = "$") -> T:
    """`data` read as `shape`. Raises BadMessage, its path starting with `at`."""
    try:
        return msgspec.json.decode(data, type=shape)
    except msgspec.ValidationError as error:
        raise _placed(str(error), at) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMessage(at, str(error)) from error
    except RecursionError as error:
        raise BadMessage(at, "nested too deep") from error


def _placed(words: str, at: str) -> BadMessage:
    found = _FAULT.match(words)
    detail, path = (found["detail"], found["path"] or "") if found else (words, "")
    field = _FIELD.match(detail)
    return BadMessage(f"{at}{path}" + (f".{field['field']}" if field else ""), detail)


def object_keys(data: bytes | msgspec.Raw, at: str = "$") -> dict[str, msgspec.Raw]:
    """The members of one JSON object, not read further. Raises BadMessage."""
    members: dict[str, Any] = decode(data, dict[str, msgspec.Raw], at)
    return members
