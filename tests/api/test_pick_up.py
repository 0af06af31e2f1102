"""What the pick-up form asks over HTTP: communes by name, and files that may be the same event."""

from pathlib import Path
from typing import Any

import pytest

from domain.places import FoundPlace
from domain.vocabulary import Position
from eventlog.embedded import EmbeddedServer
from tests.api.world import Browser, World, a_world
from tests.reading import all_facts

VESOUL = FoundPlace(name="Vesoul", position=Position(47.62604, 6.14251), insee="70550", population=14_600)


class OneCommune:
    """A PlaceFinder that knows one place."""

    async def find(self, asked: str, limit: int) -> list[FoundPlace]:
        assert limit == 8
        return [VESOUL] if VESOUL.name.lower().startswith(asked.lower()) else []


async def test_communes_are_found_by_name_and_no_reading_is_recorded(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    async with a_world(server, tmp_path, places=OneCommune()) as world, world.signed_in("arm-1") as arm:
        answer = await arm.client.get("/api/places", params={"q": "ves"})
        assert answer.status_code == 200
        [place] = answer.json()["places"]
        assert (place["name"], place["insee"], place["position"]) == (
            "Vesoul",
            "70550",
            {"lat": 47.62604, "lon": 6.14251},
        )
        assert (await arm.client.get("/api/places", params={"q": "dole"})).json() == {"places": []}
        for wrong in ("", "  ", "x" * 101):
            refused = await arm.client.get("/api/places", params={"q": wrong})
            assert (refused.status_code, refused.json()["field"]) == (400, "q"), wrong
        missing = await arm.client.get("/api/places")
        assert (missing.status_code, missing.json()["field"]) == (400, "q")
        assert await all_facts(world.log) == []


async def test_a_site_without_a_list_says_so(arm: Browser) -> None:
    answer = await arm.client.get("/api/places", params={"q": "ves"})
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:vigie:places-unknown")


async def a_file(arm: Browser, call: str, **said: Any) -> int:
    """Pick up and write what the caller says; the position of the last fact."""
    await arm.receive(call)
    caller = {"phone": said.get("phone"), "name": "Madame Inconnue"}
    await arm.command("calls", "describe-caller", call=call, caller=caller)
    place = {"label": said["label"], "insee": "70550"}
    return (await arm.command("calls", "locate-call", call=call, place=place)).json()["position"]


async def offered(world: World, arm: Browser, call: str, position: int) -> list[dict[str, Any]]:
    await world.house.board.wait(position, 5)
    answer = await arm.client.get(f"/api/calls/{call}/possible-duplicates")
    assert answer.status_code == 200, answer.text
    assert answer.json()["call"] == call
    return answer.json()["duplicates"]


async def test_a_second_call_for_the_same_event_is_offered_without_the_number_or_a_name(
    world: World, arm: Browser
) -> None:
    await a_file(arm, "c-1", label="12 rue Pasteur, Vesoul", phone="+33612345678")
    await a_file(arm, "c-2", label="3 place du Marché, Vesoul", phone="+33687654321")
    last = await a_file(arm, "c-3", label="12 r. Pasteur, VESOUL", phone="+33612345678")
    [found] = await offered(world, arm, "c-3", last)
    assert found["call"] == "c-1"
    assert [each["sign"] for each in found["reasons"]] == ["same-number", "same-address"]
    assert (found["place"], found["holder"], found["state"]) == (
        "12 rue Pasteur, Vesoul",
        "arm-1",
        "received",
    )
    assert "0612345678" not in str(found).replace("+33", "0")
    assert "Inconnue" not in str(found)
    assert not any(type(each.fact).__name__ == "FileOpened" for each in await all_facts(world.log))


async def test_a_file_linked_to_another_is_offered_no_more(world: World, arm: Browser) -> None:
    await a_file(arm, "c-1", label="12 rue Pasteur, Vesoul")
    await a_file(arm, "c-2", label="12 rue Pasteur, Vesoul")
    last = (await arm.command("calls", "link-duplicate", call="c-2", original="c-1")).json()["position"]
    assert await offered(world, arm, "c-1", last) == []


@pytest.mark.parametrize("call", ["c-404", "no such name"])
async def test_of_an_unknown_file_nothing_is_said(arm: Browser, call: str) -> None:
    answer = await arm.client.get(f"/api/calls/{call}/possible-duplicates")
    assert (answer.status_code, answer.json()["reason"]) == (404, "NotFound")
