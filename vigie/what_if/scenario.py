"""From a past period to a scenario that the trial can play, and to what really happened in it."""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from dispatch.trial.scenario import Call, Crew, Duty, Scenario
from dispatch.trial.simulation import Outcome, Visit
from domain.vocabulary import Identifier, Position
from vigie.what_if.past import Past, PastMission, PastShift

REALLY = "what happened"


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """Missions of the period that cannot be played again: cancelled before anybody came, or with no
    position; and shifts whose base has none."""

    cancelled: int
    without_position: int
    shifts_without_base: int


class Replay(NamedTuple):
    """A scenario, the positions of its places, what really happened, and what had to be left out."""

    scenario: Scenario
    places: tuple[Position, ...]
    reality: Outcome
    left_out: LeftOut


def replay_of(past: Past, since: datetime, until: datetime, service: float) -> Replay:
    """The missions asked for from `since` until before `until`, and the crews on duty meanwhile.

    `service` (s) stands in where a mission was never closed. Raises ValueError where there is no
    mission to play.
    """
    asked = sorted(
        (each for each in past.missions.values() if since <= each.asked < until),
        key=lambda each: (each.asked, each.id),
    )
    kept = [each for each in asked if each.position is not None and not _cancelled(each)]
    if not kept:
        raise ValueError(f"no mission that can be replayed was asked for from {since} to {until}")
    places = _Places()
    calls = tuple(_call(each, since, service, places) for each in kept)
    shifts = [each for each in past.shifts if each.until > since and each.since < until]
    crews = tuple(_crews(shifts, since, places))
    return Replay(
        scenario=Scenario(starts_at=since, calls=calls, crews=crews),
        places=tuple(places.known),
        reality=Outcome(REALLY, tuple(map(_visit, kept, calls)), math.nan, math.nan, 1.0, 0),
        left_out=LeftOut(
            cancelled=sum(map(_cancelled, asked)),
            without_position=sum(each.position is None and not _cancelled(each) for each in asked),
            shifts_without_base=sum(each.base is None for each in shifts),
        ),
    )


class _Places:
    """Positions by number, each once."""

    def __init__(self) -> None:
        self.known: dict[Position, int] = {}

    def number(self, position: Position | None) -> int:
        if position is None:
            raise ValueError("a place without a position")
        return self.known.setdefault(position, len(self.known))


def _cancelled(mission: PastMission) -> bool:
    return mission.cancelled and mission.arrived is None


def _call(mission: PastMission, since: datetime, service: float, places: _Places) -> Call:
    arrived, closed = mission.arrived, mission.closed
    took = service if arrived is None or closed is None else (closed - arrived).total_seconds()
    return Call(
        id=mission.id,
        at=(mission.asked - since).total_seconds(),
        place=places.number(mission.position),
        priority=mission.priority,
        service=max(0.0, took),
        needs=mission.needs,
        forbidden=frozenset(mission.refused_by),
    )


def _visit(mission: PastMission, call: Call) -> Visit:
    arrived = mission.arrived
    wait = None if arrived is None else max(0.0, (arrived - mission.asked).total_seconds())
    return Visit(call, wait, mission.moved, mission.team)


def _crews(shifts: Sequence[PastShift], since: datetime, places: _Places) -> Iterator[Crew]:
    """One crew per team; what it could do is what its last shift of the period could."""
    by_team: dict[Identifier, list[PastShift]] = {}
    for shift in shifts:
        if shift.base is not None:
            by_team.setdefault(shift.team, []).append(shift)
    for team, mine in sorted(by_team.items()):
        duties = [duty for shift in mine for duty in _duties(shift, since)]
        last = mine[-1]
        if duties:
            yield Crew(
                id=team,
                base=places.number(last.base),
                skills=last.skills,
                equipment=last.equipment,
                care_type=last.care_type,
                duties=tuple(_apart(duties)),
            )


def _duties(shift: PastShift, since: datetime) -> Iterator[Duty]:
    """The spans of a shift in which it could be sent, in seconds of the period."""
    begins = shift.since
    for off, on in [*shift.off, (shift.until, None)]:
        span = Duty(_seconds(begins, since), _seconds(min(off, shift.until), since))
        if span.until > max(0.0, span.since):
            yield Duty(max(0.0, span.since), span.until)
        if on is None:
            return
        begins = on


def _apart(duties: Iterable[Duty]) -> Iterator[Duty]:
    """In order; where a shift began before the one before it was to end, that one ends there."""
    ordered = sorted(duties, key=lambda duty: duty.since)
    for duty, after in zip(ordered, [*ordered[1:], None], strict=True):
        until = duty.until if after is None else min(duty.until, after.since)
        if until > duty.since:
            yield Duty(duty.since, until)


def _seconds(instant: datetime, since: datetime) -> float:
    return (instant - since) / timedelta(seconds=1)
