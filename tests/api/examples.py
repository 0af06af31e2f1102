"""The smallest valid JSON of any command, made from its type."""

import enum
import re
from typing import Any

import msgspec
from msgspec import inspect

WORDS = ("x1", "+33388115067", "279035121518989", "1.2.250.1.213.1.4.8")


def example(command: type[msgspec.Struct], **words: Any) -> dict[str, Any]:
    """Required fields only, but for `words`."""
    return {**_value(inspect.type_info(command)), **words}


def _value(kind: inspect.Type) -> Any:
    match kind:
        case inspect.StructType(fields=fields, tag=tag):
            made = {field.encode_name: _value(field.type) for field in fields if field.required}
            return {"type": tag, **made} if tag is not None else made
        case inspect.StrType(pattern=str(pattern)):
            return next(word for word in WORDS if re.search(pattern, word))
        case inspect.StrType():
            return "some words"
        case inspect.BoolType():
            return False
        case inspect.FloatType() | inspect.IntType():
            return max(1, kind.ge or 1)
        case inspect.DateTimeType():
            return "2026-01-10T19:59:00Z"
        case inspect.DateType():
            return "2026-01-10"
        case inspect.EnumType(cls=members):
            first: enum.Enum = next(iter(members))
            return first.value
        case inspect.FrozenSetType() | inspect.VarTupleType():
            return [_value(kind.item_type)] * (kind.min_length or 0)
        case inspect.UnionType(types=types):
            return _value(types[0])
        case inspect.Metadata(type=inner):
            return _value(inner)
        case _:
            raise TypeError(f"no example of {kind}")
