"""docs/facts.md: every fact of the log, from the structs themselves. Printed by `vigie facts-page`."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, get_args

import msgspec
from msgspec import inspect as types

from domain import house
from domain.fact import Fact
from domain.vocabulary import Identifier, LongText, PhoneNumber, ShortText

HEADING = """# Facts

Written by `vigie facts-page` from the structs of `domain`. A tag never moves; a new need is a new field with
a default, or a new fact. Who acted, when and because of what are in the envelope (`domain/envelope.py`).
Instants are UTC. A field followed by `=` may be missing on the wire: it then has that value.
"""


def render() -> str:
    """The page, in Markdown."""
    sections = (_stream(kind) for kind in house.DECIDERS)
    return "\n".join([HEADING, *sections, "## Values\n", *_values()])


def facts_of(kind: str) -> tuple[type[Fact], ...]:
    """The facts of one kind of stream, as declared."""
    union = house.DECIDERS[kind].facts
    return get_args(union) or (union,)


def _stream(kind: str) -> str:
    return "\n".join([f"## `{kind}`\n", *map(_fact, facts_of(kind))])


def _fact(fact: type[Fact]) -> str:
    name = f"### {fact.__name__}\n\n`{fact.__struct_config__.tag}`"
    fields = [_field(field) for field in _struct(fact).fields]
    listed = "\n" + "\n".join(fields) + "\n" if fields else ""
    return f"{name}{_about(fact)}\n{listed}"


def _about(thing: type) -> str:
    """What its docstring says, if it has one of its own."""
    said = thing.__dict__.get("__doc__") or ""
    return ". " + " ".join(said.split()) if said else ""


def _struct(of: Any) -> types.StructType:
    info = types.type_info(of)
    if not isinstance(info, types.StructType):
        raise TypeError(f"not a struct: {of}")
    return info


def _field(field: types.Field) -> str:
    return f"- `{field.encode_name}`: {_shown(field.type)}{_default(field)}"


def _default(field: types.Field) -> str:
    if field.required:
        return ""
    factory = field.default_factory
    value = field.default if factory is msgspec.NODEFAULT else factory()
    return f" = `{msgspec.json.encode(value).decode()}`"


_NAMED = [
    (types.type_info(ShortText), "short text"),
    (types.type_info(LongText), "long text"),
    (types.type_info(Identifier), "identifier"),
    (types.type_info(PhoneNumber), "phone number"),
]


def _shown(type_: types.Type) -> str:
    """A type in words."""
    for named, name in _NAMED:
        if named == type_:
            return name
    match type_:
        case types.StructType(cls=cls) | types.EnumType(cls=cls):
            return f"[{cls.__name__}](#{cls.__name__.lower()})"
        case types.UnionType(types=members):
            return " or ".join(_shown(member) for member in members)
        case types.LiteralType(values=values):
            return " or ".join(f"`{value}`" for value in values)
        case types.VarTupleType(item_type=item):
            return f"list of {_shown(item)}"
        case types.FrozenSetType(item_type=item):
            return f"set of {_shown(item)}"
        case _:
            return _plain(type_)


def _plain(type_: types.Type) -> str:
    match type_:
        case types.StrType(pattern=pattern, max_length=most):
            return "text" + (f" `{pattern}`" if pattern else f", {most} at most" if most else "")
        case types.FloatType(ge=low, le=high):
            return "number" + (f" from {low} to {high}" if low is not None else "")
        case types.DateTimeType():
            return "instant"
        case types.DateType():
            return "day"
        case types.BoolType():
            return "yes or no"
        case types.IntType():
            return "whole number"
        case types.BytesType():
            return "bytes, in base 64"
        case types.NoneType():
            return "nothing"
        case _:
            raise TypeError(f"no words for {type_}")


def _values() -> Iterator[str]:
    """The structs and code lists that facts are made of, by name."""
    found: dict[str, type] = {}
    for kind in house.DECIDERS:
        for fact in facts_of(kind):
            for field in _struct(fact).fields:
                _collect(field.type, found)
    yield "Short text: 1 to 200 characters. Long text: 1 to 4000. The rest: `domain/vocabulary.py`.\n"
    for name in sorted(found):
        yield f"### {name}\n\n{_about(found[name]).removeprefix('. ')}\n"
        yield _contents(found[name])


def _contents(value: type) -> str:
    if issubclass(value, StrEnum):
        return "".join(f"- `{member.value}` {member.name}\n" for member in value)
    return "".join(f"{_field(field)}\n" for field in _struct(value).fields)


def _collect(type_: types.Type, found: dict[str, type]) -> None:
    match type_:
        case types.StructType(cls=cls, fields=fields):
            found[cls.__name__] = cls
            for field in fields:
                _collect(field.type, found)
        case types.EnumType(cls=cls):
            found[cls.__name__] = cls
        case types.UnionType(types=members):
            for member in members:
                _collect(member, found)
        case types.VarTupleType(item_type=item) | types.FrozenSetType(item_type=item):
            _collect(item, found)
        case _:
            pass
