"""Coverage over HTTP: as the port tells it, or a problem that says what is missing."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from api.openapi import document
from api.preparedness import BusyTime, Coverage, MoveUpSuggestion, NamedPlace, ZoneCover
from domain.vocabulary import Position
from eventlog.embedded import EmbeddedServer
from tests.api.world import START, World, a_world

COVERAGE = Coverage(
    computed_at=START - timedelta(seconds=20),
    share=0.82,
    journey=1290.0,
    farthest=3600.0,
    calls=140.5,
    busy=BusyTime(fraction=0.41, team_hours=900.0, assumed=False),
    teams=2,
    target=1800.0,
    estimated=True,
    zones=(ZoneCover(385103361, Position(48.54, 2.66), 0.25, 0.84, 2),),
    suggestions=(
        MoveUpSuggestion(
            team="M21",
            origin=NamedPlace(position=Position(48.52, 2.66), base="Melun", metres=2200.0, bearing=180.0),
            to=NamedPlace(position=Position(48.6, 2.7), base="Melun", metres=4000.0, bearing=45.0),
            seconds=720.0,
            metres=9000.0,
            estimated=True,
            before=1290.0,
            after=1080.0,
        ),
    ),
)


class Told:
    """A port that says what it is told."""

    def __init__(self, coverage: Coverage | None) -> None:
        self._coverage = coverage

    async def coverage(self) -> Coverage | None:
        return self._coverage


async def test_coverage_goes_out_whole(server: EmbeddedServer, tmp_path: Path) -> None:
    async with (
        a_world(server, tmp_path, preparedness=Told(COVERAGE)) as world,
        world.signed_in("arm-1") as arm,
    ):
        answer = await arm.client.get("/api/coverage")
        assert answer.status_code == 200
        assert msgspec.convert(answer.json(), Coverage) == COVERAGE
        assert answer.headers["cache-control"] == "no-store"
        short = await arm.client.get("/api/coverage", params={"zones": False})
        assert msgspec.convert(short.json(), Coverage) == replace(COVERAGE, zones=())
        wrong = await arm.client.get("/api/coverage", params={"zones": "perhaps"})
        assert (wrong.status_code, wrong.json()["field"]) == (400, "zones")


@pytest.mark.parametrize("preparedness", [None, Told(None)])
async def test_without_coverage_a_problem_says_so(
    server: EmbeddedServer, tmp_path: Path, preparedness: Any
) -> None:
    async with a_world(server, tmp_path, preparedness=preparedness) as world:
        await assert_unknown(world)


async def assert_unknown(world: World) -> None:
    async with world.signed_in("doctor-1") as doctor:
        answer = await doctor.client.get("/api/coverage")
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json()["type"] == "urn:vigie:coverage-unknown"


def test_the_answer_s_fields_are_always_there() -> None:
    components = msgspec.json.decode(document())["components"]["schemas"]
    for name in ("Coverage", "ZoneCover", "BusyTime", "NamedPlace", "MoveUpSuggestion"):
        assert set(components[name]["required"]) == components[name]["properties"].keys(), name
