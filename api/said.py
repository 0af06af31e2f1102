"""What a command says, in a few bytes: two that differ have two digests, whatever release reads them."""

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from typing import Any, Final

import msgspec
from msgspec.structs import fields

from domain.fact import Command

_BYTES: Final = 8
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


def digest_of(command: Command) -> str:
    """64 bits in hexadecimal. A field left at its default is not in it: one that a later release adds
    changes nothing, and a tablet may send again what it queued before."""
    return blake2b(_ENCODER.encode(_said(command)), digest_size=_BYTES).hexdigest()


def _said(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        kind = type(value)
        said = {
            name: _said(each)
            for name, default in _defaults(kind).items()
            if (each := getattr(value, name)) != default
        }
        return [kind.__struct_config__.tag, said]
    if isinstance(value, list | tuple):
        return [_said(each) for each in value]  # pyright: ignore[reportUnknownVariableType]  # of any kind
    return value


@cache
def _defaults(kind: type[msgspec.Struct]) -> Mapping[str, Any]:
    return {
        each.name: each.default if each.default_factory is msgspec.NODEFAULT else each.default_factory()
        for each in fields(kind)
    }
