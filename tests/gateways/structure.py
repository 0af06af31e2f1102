"""A FHIR resource beside the snapshot of a StructureDefinition: names, counts, kinds, references."""

from collections.abc import Iterator
from typing import Any, cast

Json = dict[str, Any]

_PRIMITIVES = {"string", "code", "uri", "instant", "dateTime", "base64Binary"}
_SYSTEM = "http://hl7.org/fhirpath/System.String"
_REQUIRED = {
    "AuditEvent.action": set("CRUDE"),
    "AuditEvent.outcome": {"0", "4", "8", "12"},
    "AuditEvent.agent.network.type": set("12345"),
}
"""Codes of the value sets whose binding is required (R4)."""


def violations(resource: Json, definition: Json) -> Iterator[str]:
    """What in `resource` breaks the snapshot of `definition`, with its path."""
    elements: list[Json] = definition["snapshot"]["element"]
    root = definition["type"]
    if resource.get("resourceType") != root:
        yield f"not a {root}"
    body = {name: value for name, value in resource.items() if name != "resourceType"}
    yield from _children(root, body, elements)


def _children(path: str, body: Json, elements: list[Json]) -> Iterator[str]:
    depth = path.count(".") + 1
    children = [e for e in elements if e["path"].startswith(f"{path}.") and e["path"].count(".") == depth]
    known: set[str] = set()
    for element in children:
        names = _names(element)
        known |= set(names)
        present = [name for name in names if name in body]
        values = [value for name in present for value in _listed(body[name])]
        yield from _counted(element, values)
        yield from _shaped(element, body, present)
        for value in values:
            yield from _value(element, value, elements)
    yield from (f"{path}.{name}: no such element" for name in body if name not in known)


def _names(element: Json) -> list[str]:
    last = element["path"].rsplit(".", 1)[1]
    if not last.endswith("[x]"):
        return [last]
    return [last[:-3] + kind["code"][0].upper() + kind["code"][1:] for kind in element["type"]]


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _counted(element: Json, values: list[Any]) -> Iterator[str]:
    if len(values) < element["min"]:
        yield f"{element['path']}: {len(values)}, at least {element['min']}"
    if element["max"] != "*" and len(values) > int(element["max"]):
        yield f"{element['path']}: {len(values)}, at most {element['max']}"


def _shaped(element: Json, body: Json, present: list[str]) -> Iterator[str]:
    many = element.get("base", {}).get("max", element["max"]) not in ("0", "1")
    for name in present:
        if isinstance(body[name], list) != many:
            yield f"{element['path']}: {'a list' if many else 'one value'} is asked for"


def _value(element: Json, value: Any, elements: list[Json]) -> Iterator[str]:
    path, kinds = element["path"], [kind["code"] for kind in element.get("type", [])]
    if value in ("", [], {}, None):
        yield f"{path}: empty"
    if any(one["path"].startswith(f"{path}.") for one in elements) and isinstance(value, dict):
        yield from _children(path, cast("Json", value), elements)
    elif kinds == ["boolean"]:
        if not isinstance(value, bool):
            yield f"{path}: not a boolean"
    elif set(kinds) & (_PRIMITIVES | {_SYSTEM}) and not isinstance(value, str):
        yield f"{path}: not text"
    if path in _REQUIRED and value not in _REQUIRED[path]:
        yield f"{path}: {value} is no code of its value set"
    if kinds == ["Reference"]:
        yield from _reference(element, cast("Json", value))


def _reference(element: Json, value: Json) -> Iterator[str]:
    allowed = {p.rsplit("/", 1)[1].split("|")[0] for kind in element["type"] for p in kind["targetProfile"]}
    if "Resource" not in allowed and value.get("type") not in allowed:
        yield f"{element['path']}: a {value.get('type')} may not stand here"
