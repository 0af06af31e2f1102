"""A problem in a file: its documented schema.

`docs/dispatch-problem.md` describes it for people; `schema()` is the JSON Schema, made from these structs.
"""

from typing import Annotated, Any

import msgspec

from dispatch.problem import Availability, Instant
from domain.vocabulary import (
    CareType,
    Equipment,
    Identifier,
    Latitude,
    Longitude,
    Priority,
    Skill,
)

Journey = Annotated[float, msgspec.Meta(ge=0, le=10_000_000)]
Age = Annotated[float, msgspec.Meta(ge=0, le=1_000_000_000)]
Need = Annotated[str, msgspec.Meta(extra_json_schema={"enum": sorted({*Skill, *Equipment})})]


class Team(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A team.

    `mission` is the demand it is on its way to, in state `en-route`. `free_at`, `free_lat` and `free_lon`
    say when and where it is expected to be free, in state `engaged`; without a place, where it is.
    `position_at` is `now` where it is not said.
    """

    id: Identifier
    lat: Latitude | None = None
    lon: Longitude | None = None
    position_at: Instant | None = None
    skills: tuple[Skill, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    care_type: CareType = CareType.NONE
    state: Availability = Availability.AVAILABLE
    shift_ends_at: Instant | None = None
    mission: Identifier | None = None
    free_at: Instant | None = None
    free_lat: Latitude | None = None
    free_lon: Longitude | None = None


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A demand.

    `needs` are skills and devices; a name that is both asks for both. `waiting_since`, or `age` in
    seconds; `now` where neither is said. `locked_to`, `forbidden`, `held` are a person's constraints.
    """

    id: Identifier
    lat: Latitude | None = None
    lon: Longitude | None = None
    priority: Priority
    needs: tuple[Need, ...] = ()
    care_type: CareType = CareType.NONE
    waiting_since: Instant | None = None
    age: Age | None = None
    locked_to: Identifier | None = None
    forbidden: tuple[Identifier, ...] = ()
    declined_by: tuple[Identifier, ...] = ()
    unanswered: tuple[Identifier, ...] = ()
    moved: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    held: bool = False


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A problem.

    `travel_seconds` is the journey of every team (rows) to every demand (columns), null where there is no
    way, in the order of `teams` and `demands`; without it, the straight-line estimate.
    """

    now: Instant
    teams: tuple[Team, ...]
    demands: tuple[Wanted, ...]
    travel_seconds: tuple[tuple[Journey | None, ...], ...] | None = None


def schema() -> dict[str, Any]:
    """The JSON Schema of a document."""
    return msgspec.json.schema(Document)
