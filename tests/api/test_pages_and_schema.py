"""The pages and the document that their types come from."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from api.access import by_people
from api.openapi import document
from domain.house import AnyFact
from domain.mission.commands import MissionCommand
from eventlog.embedded import EmbeddedServer
from tests.api.world import World, a_world
from tests.tree import ROOT


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json.loads(document())


async def test_a_page_is_never_cached_and_an_asset_for_ever(server: EmbeddedServer, tmp_path: Path) -> None:
    web = tmp_path / "web"
    (web / "assets").mkdir(parents=True)
    (web / "board.html").write_text("<!doctype html><title>Vigie</title>")
    (web / "assets" / "board-1a2b.js").write_text("export {}")
    (tmp_path / "secret.txt").write_text("what nobody may read")
    async with a_world(server, tmp_path, web=web) as world, world.visitor() as browser:
        page = await browser.client.get("/")
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["cache-control"] == "no-cache"
        asset = await browser.client.get("/assets/board-1a2b.js")
        assert "immutable" in asset.headers["cache-control"]
        assert "max-age=31536000" in asset.headers["cache-control"]
        assert "javascript" in asset.headers["content-type"]
        for path in ("/assets/none.js", "/assets/../secret.txt", "/assets/%2e%2e/%2e%2e/secret.txt"):
            answer = await browser.client.get(path)
            assert answer.status_code == 404, path
            assert "nobody" not in answer.text
            assert "secret" not in answer.text


async def test_pages_that_are_not_built_are_said_kindly(server: EmbeddedServer, tmp_path: Path) -> None:
    async with a_world(server, tmp_path, web=tmp_path / "nothing") as world, world.visitor() as browser:
        answer = await browser.client.get("/")
        assert answer.status_code == 503
        assert "make setup" in answer.text
        assert (await browser.client.get("/health/live")).status_code == 200


async def test_the_document_served_is_the_document_printed(world: World) -> None:
    async with world.visitor() as browser:
        answer = await browser.client.get("/schema/openapi.json")
        assert answer.content == document("test")
        for path in ("/schema", "/schema/swagger", "/schema/redoc"):
            page = await browser.client.get(path)
            assert "cdn" not in page.text, path


def test_the_document_is_the_same_at_each_start(schema: dict[str, Any]) -> None:
    # As in the program: with rooms whose types have names of ours.
    code = (
        "import sys, dispatch.propose; from api.openapi import document; sys.stdout.buffer.write(document())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True, check=True,
    )  # fmt: skip
    assert other.stdout == document()
    assert schema["openapi"].startswith("3.1")


def test_commands_are_a_union_told_apart_by_type(schema: dict[str, Any]) -> None:
    body = schema["paths"]["/api/missions"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    mapping: dict[str, str] = body["discriminator"]["mapping"]
    expected = {each.__struct_config__.tag for each in get_args(by_people(MissionCommand))}
    assert mapping.keys() == expected
    assert "request-mission" not in mapping
    assert "order-mission" in mapping
    for tag, reference in mapping.items():
        component = schema["components"]["schemas"][reference.rpartition("/")[2]]
        assert component["properties"]["type"]["const"] == tag


def test_facts_are_a_union_too(schema: dict[str, Any]) -> None:
    fact = schema["components"]["schemas"]["RecordedFact"]["properties"]["fact"]
    assert len(fact["discriminator"]["mapping"]) == len(get_args(AnyFact))


def test_what_the_live_feed_carries_has_types(schema: dict[str, Any]) -> None:
    events = schema["components"]["schemas"]["LiveEvents"]["properties"]
    assert events.keys() == {"snapshot", "patch", "position", "beat"}
    content = schema["paths"]["/live"]["get"]["responses"]["200"]["content"]
    assert content["text/event-stream"]["schema"]["$ref"].endswith("/LiveEvents")


def test_every_operation_is_named_and_says_its_problems(schema: dict[str, Any]) -> None:
    operations = [each for path in schema["paths"].values() for each in path.values()]
    names = [each["operationId"] for each in operations]
    assert len(set(names)) == len(names)
    for each in operations:
        for status, answer in each["responses"].items():
            if int(status) >= 400 and not each["operationId"].startswith("is"):
                assert "application/problem+json" in answer["content"], (each["operationId"], status)


def test_patterns_are_those_of_javascript_and_no_name_was_doubled(schema: dict[str, Any]) -> None:
    text = json.dumps(schema)
    assert r"\\A" not in text
    assert r"\\Z" not in text
    assert [name for name in schema["components"]["schemas"] if "_" in name] == []


def test_an_answer_s_fields_are_never_perhaps_absent_unless_they_are(schema: dict[str, Any]) -> None:
    components = schema["components"]["schemas"]
    for name in ("BoardPatch", "CallRow", "TeamSheetAt", "Problem"):
        assert set(components[name]["required"]) == components[name]["properties"].keys(), name
    assert "reason" not in components["OrderMission"]["required"]
    assert "device_at" not in components["RecordedFact"]["required"]
    assert "caller" not in components["CallReceived"]["required"]
