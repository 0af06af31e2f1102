"""The national examples, and the national schema as a second opinion. Skipped where they are not at hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest

from domain.house import plan
from gateways.hub_sante import BadMessage, read
from tests.national import EXAMPLES, NATIONAL, needs_national

pytestmark = needs_national

OTHERS = sorted(set(NATIONAL.glob("examples/*/*.json")) - set(EXAMPLES))
FAILING = sorted(NATIONAL.glob("failing/*/*.json"))
SCHEMAS = {"createCaseHealth": "RS-EDA", "createCaseHealthUpdate": "RS-EDA-MAJ"}


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def enveloped(document: dict[str, Any]) -> bytes:
    party = {"name": "samuA", "URI": "hubex:fr.health.samuA"}
    stamp = "2026-11-21T22:20:00+01:00"
    header = {"messageId": "m", "sender": party, "sentAt": stamp, "kind": "Report", "status": "Actual"}
    message = {**header, "recipient": [party], **document}
    address = {"explicitAddressScheme": "hubex", "explicitAddressValue": "fr.health.samuB"}
    envelope = {
        "senderID": "fr.health.samuA",
        "distributionID": "m",
        "dateTimeSent": stamp,
        "dateTimeExpires": stamp,
        "distributionStatus": "Actual",
        "distributionKind": "Report",
        "descriptor": {"language": "fr-FR", "explicitAddress": address},
        "content": [{"jsonContent": {"embeddedJsonContent": {"message": message}}}],
    }
    return json.dumps(envelope).encode()


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_every_shared_file_imports(path: Path) -> None:
    data = path.read_bytes()
    [command] = read(data)
    assert plan(command).writes[0].id == command.call
    assert read(enveloped(json.loads(data))) == [command]


@pytest.mark.parametrize("path", FAILING, ids=named)
def test_every_failing_message_is_refused(path: Path) -> None:
    with pytest.raises(BadMessage):
        read(path.read_bytes())


@pytest.mark.parametrize("path", OTHERS, ids=named)
def test_a_message_of_another_kind_is_no_file_to_import(path: Path) -> None:
    with pytest.raises(BadMessage):
        read(path.read_bytes())


def variants(value: Any) -> Iterator[Any]:
    """`value` with one member left out, one member too many, or one leaf of another type, everywhere."""
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        yield {**members, "unheardOf": 1}
        for key, inner in members.items():
            yield {k: v for k, v in members.items() if k != key}
            yield from ({**members, key: variant} for variant in variants(inner))
    elif isinstance(value, list):
        items = cast("list[Any]", value)
        for index, inner in enumerate(items):
            yield from ([*items[:index], variant, *items[index + 1 :]] for variant in variants(inner))
    else:
        yield {"not": "this"}
        yield "§" if isinstance(value, int | float) else 3


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_we_accept_what_the_national_schema_accepts(path: Path) -> None:
    [(key, payload)] = json.loads(path.read_bytes()).items()
    schema: Any = json.loads((NATIONAL / "json-schema" / f"{SCHEMAS[key]}.schema.json").read_bytes())
    validator: Any = jsonschema.Draft7Validator(schema)
    for index, variant in enumerate(variants(payload)):
        agreed = validator.is_valid(variant)
        assert _imports({key: variant}) == agreed, (index, variant)


def _imports(document: dict[str, Any]) -> bool:
    try:
        read(json.dumps(document).encode())
    except BadMessage as bad:
        return not bad.path.startswith("$.createCaseHealth")
    return True
