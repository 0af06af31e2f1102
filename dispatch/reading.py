"""A problem file read: the problem it states and its journeys, or what is wrong and where."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
import numpy as np

from dispatch.document import Document, Team, Wanted
from dispatch.legs import TENTHS, Journeys, LegTable, legs_of, table
from dispatch.policy import Policy
from dispatch.problem import Availability, Demand, Problem, TeamState
from dispatch.propose import longest_cap
from dispatch.travel import TravelTimes
from domain.vocabulary import Equipment, Position, Skill, TeamNeeds

_NEEDS = frozenset({*Skill, *Equipment})
_YEARS = range(1970, 2201)


class Malformed(ValueError):
    """A bad problem; the message begins with the JSON path of what is wrong."""

    def __init__(self, path: str, said: str) -> None:
        super().__init__(f"{path}: {said}")


class Read(NamedTuple):
    """A document, the problem it states, and the journeys."""

    document: Document
    problem: Problem
    legs: LegTable


def read(text: bytes, policy: Policy, travel: TravelTimes) -> Read:
    """A problem and its journeys. Raises Malformed, which names the JSON path."""
    try:
        document = msgspec.json.decode(text, type=Document)
    except msgspec.ValidationError as error:
        said, _, path = str(error).partition(" - at `")
        raise Malformed(path.rstrip("`") or "$", said) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("$", str(error)) from None
    _checked(document)
    problem = Problem(
        now=document.now,
        teams=tuple(_team(team, document.now) for team in document.teams),
        demands=tuple(_demands(document)),
    )
    if document.travel_seconds is None:
        return Read(document, problem, legs_of(problem, travel, longest_cap(policy)))
    return Read(document, problem, _table(document, problem))


def _checked(document: Document) -> None:
    _instants(document)
    _once("teams", (team.id for team in document.teams))
    _once("demands", (demand.id for demand in document.demands))
    _teams_checked(document.teams)
    _demands_checked(document.demands)
    _matrix_checked(document)


def _teams_checked(teams: Sequence[Team]) -> None:
    on: dict[str, str] = {}
    for index, team in enumerate(teams):
        here = f"$.teams[{index}]"
        if (team.lat is None) != (team.lon is None):
            raise Malformed(here, "lat and lon go together")
        if (team.free_lat is None) != (team.free_lon is None):
            raise Malformed(here, "free_lat and free_lon go together")
        if team.state is not Availability.EN_ROUTE:
            continue
        if team.mission is None:
            raise Malformed(f"{here}.mission", "a team en-route has a mission")
        if team.mission in on:
            raise Malformed(f"{here}.mission", f"team {on[team.mission]} is on its way there already")
        on[team.mission] = team.id


def _demands_checked(demands: Sequence[Wanted]) -> None:
    locked: dict[str, str] = {}
    for index, demand in enumerate(demands):
        here, team = f"$.demands[{index}]", demand.locked_to
        if (demand.lat is None) != (demand.lon is None):
            raise Malformed(here, "lat and lon go together")
        if demand.age is not None and demand.waiting_since is not None:
            raise Malformed(f"{here}.age", "age or waiting_since, not both")
        for place, need in enumerate(demand.needs):
            if need not in _NEEDS:
                raise Malformed(f"{here}.needs[{place}]", f"{need!r} is no skill and no device")
        if team is None:
            continue
        if team in demand.forbidden:
            raise Malformed(f"{here}.locked_to", f"team {team} is forbidden too")
        if team in locked:
            raise Malformed(f"{here}.locked_to", f"team {team} is locked to {locked[team]} already")
        locked[team] = demand.id


def _matrix_checked(document: Document) -> None:
    if document.travel_seconds is None:
        return
    rows, columns = len(document.teams), len(document.demands)
    if len(document.travel_seconds) != rows:
        raise Malformed("$.travel_seconds", f"{len(document.travel_seconds)} rows for {rows} teams")
    for index, row in enumerate(document.travel_seconds):
        if len(row) != columns:
            raise Malformed(f"$.travel_seconds[{index}]", f"{len(row)} columns for {columns} demands")


def _instants(document: Document) -> None:
    """Far from the ends of the calendar, so that every sum of an instant and a duration is one."""
    told: list[tuple[str, datetime | None]] = [("$.now", document.now)]
    for index, team in enumerate(document.teams):
        here = f"$.teams[{index}]"
        told += [(f"{here}.position_at", team.position_at), (f"{here}.shift_ends_at", team.shift_ends_at)]
        told += [(f"{here}.free_at", team.free_at)]
    told += [(f"$.demands[{i}].waiting_since", d.waiting_since) for i, d in enumerate(document.demands)]
    for path, instant in told:
        if instant is not None and instant.year not in _YEARS:
            raise Malformed(path, f"the year is not between {_YEARS.start} and {_YEARS.stop - 1}")


def _once(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            raise Malformed(f"$.{what}[{index}].id", f"{name} appears twice")
        seen.add(name)


def _team(team: Team, now: datetime) -> TeamState:
    position, free = _position(team.lat, team.lon), _position(team.free_lat, team.free_lon)
    return TeamState(
        id=team.id,
        position=position,
        position_at=None if position is None else team.position_at or now,
        skills=frozenset(team.skills),
        equipment=frozenset(team.equipment),
        care_type=team.care_type,
        availability=team.state,
        shift_ends_at=team.shift_ends_at,
        mission=team.mission,
        free_at=team.free_at,
        free_position=free or position,
    )


def _demands(document: Document) -> Iterator[Demand]:
    on = {t.mission: t.id for t in document.teams if t.state is Availability.EN_ROUTE}
    for demand in document.demands:
        yield Demand(
            mission=demand.id,
            call=demand.id,
            position=_position(demand.lat, demand.lon),
            priority=demand.priority,
            waiting_since=demand.waiting_since or document.now - timedelta(seconds=demand.age or 0),
            needs=TeamNeeds(
                skills=frozenset(skill for skill in Skill if skill in demand.needs),
                equipment=frozenset(device for device in Equipment if device in demand.needs),
                care_type=demand.care_type,
            ),
            declined_by=frozenset(demand.declined_by),
            forbidden=frozenset(demand.forbidden),
            locked_to=demand.locked_to,
            team=on.get(demand.id),
            moved=demand.moved,
            unanswered=frozenset(demand.unanswered),
            held=demand.held,
        )


def _position(lat: float | None, lon: float | None) -> Position | None:
    return None if lat is None or lon is None else Position(lat, lon)


def _table(document: Document, problem: Problem) -> LegTable:
    """The journeys of the matrix, its rows and columns in the problem's order; metres are not known: 0."""
    ordered = problem.in_order()
    rows = {team.id: index for index, team in enumerate(document.teams)}
    columns = {demand.id: index for index, demand in enumerate(document.demands)}
    given = np.array(document.travel_seconds, dtype=np.float64).reshape(len(rows), len(columns))
    seconds = given[[rows[t.id] for t in ordered.teams]][:, [columns[d.mission] for d in ordered.demands]]
    destination, origin = np.nonzero(np.isfinite(seconds.T))
    found = np.rint(seconds[origin, destination] * TENTHS).astype(np.int64)
    none = np.zeros(len(found), dtype=np.int64)
    return table(ordered, Journeys(origin, destination, found, none, none.astype(np.bool_)))
