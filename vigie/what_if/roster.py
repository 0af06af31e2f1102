"""Other crews than those recorded: fewer or more of the same, or a roster from a file."""

import math
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec

from dispatch.trial.scenario import Crew, Duty
from domain.vocabulary import CareType, Equipment, Identifier, Latitude, Longitude, Position, Skill

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class RosterTeam(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One crew of a roster: where it begins, what it can do, when it works (always, where not said)."""

    id: Identifier
    lat: Latitude
    lon: Longitude
    skills: frozenset[Skill] = frozenset()
    equipment: frozenset[Equipment] = frozenset()
    care_type: CareType = CareType.PARAMEDICAL
    since: Instant | None = None
    until: Instant | None = None

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise ValueError(f"team {self.id}: until is not after since")


class Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A roster file: `[[teams]]` tables."""

    teams: Annotated[tuple[RosterTeam, ...], msgspec.Meta(min_length=1)]

    def __post_init__(self) -> None:
        names = [team.id for team in self.teams]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"teams named twice: {', '.join(twice)}")


class Crews(NamedTuple):
    """Crews of a scenario, with the positions of all its places, theirs included."""

    crews: tuple[Crew, ...]
    places: tuple[Position, ...]


def read_roster(file: Path) -> Roster:
    """A roster in TOML. Raises ValueError, with the TOML path where one value is wrong, OSError."""
    try:
        return msgspec.toml.decode(file.read_bytes(), type=Roster)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ValueError(f"{file}: {error}") from error


def of_roster(roster: Roster, places: tuple[Position, ...], since: datetime) -> Crews:
    """The crews of a roster file, their bases added to the places."""
    crews: list[Crew] = []
    bases: list[Position] = []
    for team in roster.teams:
        begins = 0.0 if team.since is None else max(0.0, (team.since - since).total_seconds())
        ends = math.inf if team.until is None else (team.until - since).total_seconds()
        if ends <= begins:
            continue
        crews.append(
            Crew(
                id=team.id,
                base=len(places) + len(bases),
                skills=team.skills,
                equipment=team.equipment,
                care_type=team.care_type,
                duties=(Duty(begins, ends),),
            )
        )
        bases.append(Position(team.lat, team.lon))
    return Crews(tuple(crews), (*places, *bases))


def resized(crews: tuple[Crew, ...], count: int) -> tuple[Crew, ...]:
    """`count` crews: the first of those recorded, or all of them and copies in the same order.

    Raises ValueError where there is none to copy.
    """
    if not crews:
        raise ValueError("no crew was on duty in this period: nothing to take fewer or more of")
    return tuple(_copy(crews[number % len(crews)], number // len(crews)) for number in range(count))


def _copy(crew: Crew, turn: int) -> Crew:
    changed: dict[str, Any] = {"id": f"{crew.id[:70]}-x{turn + 1}"} if turn else {}
    return msgspec.structs.replace(crew, **changed)
