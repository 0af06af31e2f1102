"""Bodies read in one strict pass: what is not exactly the agreed JSON is refused with its path."""

import re
from collections.abc import Generator
from datetime import datetime
from typing import Any, ClassVar, cast

import msgspec
from litestar.connection import ASGIConnection
from litestar.dto import AbstractDTO
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition

from api.problems import HttpProblem, Malformed

LARGEST = 64 * 1024
"""Bytes of the largest body taken."""

_AT = re.compile(r" - at `(?P<path>[^`]+)`\Z")
_NAMED = re.compile(r"(?:missing required field|contains unknown field) `(?P<name>[^`]+)`")


class StrictBody(AbstractDTO[Any]):
    """Decodes a body into the type its handler names, without the framework's leniency.

    The framework converts: "1" to 1, "true" to True. A device that sends the wrong type must learn it.
    """

    model_type: type[Any] = object
    _decoders: ClassVar[dict[str, msgspec.json.Decoder[Any]]] = {}

    @classmethod
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: Any = None
    ) -> None:
        cls._decoders[handler_id] = msgspec.json.Decoder(field_definition.annotation)

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: Any
    ) -> Reference | Schema:
        return schema_creator.for_field_definition(field_definition)

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[Any, None, None]:
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        return False

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:
        return False

    def decode_bytes(self, value: bytes) -> Any:
        """The body as its type. Raises Malformed, or HttpProblem 415 where it does not say it is JSON."""
        connection = cast("ASGIConnection[Any, Any, Any, Any]", self.asgi_connection)  # pyright: ignore[reportUnknownMemberType]  # half typed there
        if connection.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise HttpProblem(415, "not-json", "JSON attendu", "send application/json")
        handler: Any = connection.route_handler
        return decode(self._decoders[handler.handler_id], value)


def decode(decoder: msgspec.json.Decoder[Any], value: bytes) -> Any:
    """`value` decoded. Raises Malformed with the JSON path of what is wrong."""
    try:
        decoded = decoder.decode(value)
    except RecursionError:
        raise Malformed("$", "nested too deeply") from None
    except (msgspec.DecodeError, ValueError) as error:
        raise _malformed(str(error)) from None
    _check_instants(decoded)
    return decoded


def _malformed(message: str) -> Malformed:
    path = "$"
    if found := _AT.search(message):
        path, message = found["path"], message[: found.start()]
    if named := _NAMED.search(message):
        path = f"{path}.{named['name']}"
    return Malformed(path, message)


def _check_instants(decoded: Any) -> None:
    for name in decoded.__struct_fields__:
        value = getattr(decoded, name)
        if isinstance(value, datetime):
            check_instant(f"$.{name}", value)


def check_instant(field: str, at: datetime) -> datetime:
    """`at`, if it has a time zone and falls in this century. Raises Malformed."""
    if at.tzinfo is None:
        raise Malformed(field, "an instant needs a time zone, for instance Z")
    if not 2000 <= at.year < 2100:
        raise Malformed(field, "an instant falls between 2000 and 2100")
    return at
