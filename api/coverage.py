"""How ready the idle teams are for the next calls. To be looked at: nothing is ordered here."""

from typing import Annotated

from litestar import get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from msgspec.structs import replace

from api.access import WATCHERS, allow
from api.commands import PROBLEMS, AtDesk
from api.preparedness import Coverage
from api.problems import MEDIA_TYPE, HttpProblem, Problem

_UNKNOWN = ResponseSpec(
    Problem, description="No call was located yet.", media_type=MEDIA_TYPE, generate_examples=False
)
Zones = Annotated[bool, QueryParameter(description="Whether to tell each zone, too: up to 2,000.")]


@get(
    "/api/coverage",
    operation_id="readCoverage",
    guards=[allow(WATCHERS)],
    responses={**PROBLEMS, 404: _UNKNOWN},
    tags=["board"],
)
async def read_coverage(desk: AtDesk, zones: Zones = True) -> Coverage:
    """Covered demand in all and by zone, the busy fraction, and where idle teams might wait instead."""
    preparedness = desk.house.preparedness
    coverage = await preparedness.coverage() if preparedness else None
    if coverage is None:
        raise HttpProblem(404, "coverage-unknown", "Couverture inconnue", "no call was located yet")
    return coverage if zones else replace(coverage, zones=())
