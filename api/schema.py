"""The OpenAPI document: 3.1, unions told apart by their `type`, served without any page of others."""

from collections.abc import Iterator
from typing import Any, cast

import msgspec
from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

_SHOWN = frozenset({"api", "domain", "projections"})
"""The rooms whose types this document shows."""


class Finished(JsonRenderPlugin):
    """The framework's document, finished."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return encode(openapi_schema)


def openapi_config(release: str) -> OpenAPIConfig:
    """Served at /schema/openapi.json."""
    return OpenAPIConfig(
        title="Vigie",
        version=release,
        description="Tele-regulation and dispatch for Samu-Centre 15 and SAS.",
        path="/schema",
        render_plugins=[Finished()],
        use_handler_docstrings=True,
    )


def encode(schema: dict[str, Any]) -> bytes:
    """The document as it goes out: the same bytes for the same API."""
    return msgspec.json.format(msgspec.json.encode(finish(schema)), indent=2) + b"\n"


def finish(schema: dict[str, Any]) -> dict[str, Any]:
    """Name what tells the members of each union apart, and write patterns as JavaScript reads them."""
    document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schema))
    tags = {
        f"#/components/schemas/{name}": each["properties"]["type"]["const"]
        for name, each in document["components"]["schemas"].items()
        if "const" in each.get("properties", {}).get("type", {})
    }
    _finish(document, tags)
    _require_what_is_always_sent(document)
    return document


def _require_what_is_always_sent(document: dict[str, Any]) -> None:
    """A field with a default may be left out of a request, but an answer always holds it, unless its
    struct omits defaults. Types made from the document then need no "perhaps absent"."""
    components: dict[str, Any] = document["components"]["schemas"]
    asked: set[str] = set()
    for path in document["paths"].values():
        for operation in path.values():
            _gather(operation.get("requestBody"), components, asked)
    # Components go by bare names: a struct of another room may have the name of one shown here.
    shown = [each for each in _structs(msgspec.Struct) if each.__module__.partition(".")[0] in _SHOWN]
    sparing = {each.__name__ for each in shown if each.__struct_config__.omit_defaults}
    whole = {each.__name__ for each in shown} - sparing - asked
    for name in components.keys() & whole:
        components[name]["required"] = sorted(components[name].get("properties", {}))


def _structs(of: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for each in of.__subclasses__():
        yield each
        yield from _structs(each)


def _gather(node: Any, components: dict[str, Any], found: set[str]) -> None:
    """Add the names of all components that `node` leads to."""
    if isinstance(node, list):
        for each in cast("list[Any]", node):
            _gather(each, components, found)
    elif isinstance(node, dict):
        members = cast("dict[str, Any]", node)
        name = str(members.get("$ref", "")).rpartition("/")[2]
        if name and name not in found:
            found.add(name)
            _gather(components[name], components, found)
        for each in members.values():
            _gather(each, components, found)


def _finish(node: Any, tags: dict[str, str]) -> None:
    if isinstance(node, list):
        for each in cast("list[Any]", node):
            _finish(each, tags)
    elif isinstance(node, dict):
        members = cast("dict[str, Any]", node)
        _discriminate(members, tags)
        if isinstance(pattern := members.get("pattern"), str):
            members["pattern"] = pattern.replace(r"\A", "^").replace(r"\Z", "$")
        for each in tuple(members.values()):
            _finish(each, tags)


def _discriminate(node: dict[str, Any], tags: dict[str, str]) -> None:
    members = cast("list[dict[str, Any]]", node.get("oneOf") or [])
    named = [str(each.get("$ref")) for each in members]
    if len(named) > 1 and all(each in tags for each in named):
        node["discriminator"] = {"propertyName": "type", "mapping": {tags[each]: each for each in named}}
