"""All that happened to one mission, with who, when, and how long each step took.

Folded from the mission's own stream when it is asked for: nothing is kept in memory.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.fact import Actor
from domain.mission import facts as f
from domain.vocabulary import Place, Priority, TeamNeeds, VectorStatus


class TimelineStep(msgspec.Struct, frozen=True, kw_only=True):
    """One fact. Delays in seconds, between instants as they happened: `happened_at` is the tablet's
    own instant where it queued the step offline, and `late` how long the log waited for it then.

    `since_request` and `since_previous` are None on the first step; a negative delay tells that the
    tablet's clock was wrong. `team` is the team on the mission after the fact.
    """

    event: str
    at: datetime
    happened_at: datetime
    late: float | None
    by: Actor
    status: VectorStatus | None
    team: str | None
    since_request: float | None
    since_previous: float | None
    fact: f.MissionFact


class MissionTimeline(msgspec.Struct, frozen=True, kw_only=True):
    """One mission whole. `priority` and `place` are the last said. `team` is the team on it now or at its
    end, None while it waits."""

    mission: str
    call: str
    priority: Priority
    place: Place
    needs: TeamNeeds
    team: str | None = None
    ended: bool = False
    steps: tuple[TimelineStep, ...] = ()


def timeline(history: Iterable[Recorded[Any]]) -> MissionTimeline | None:
    """The timeline from the facts of one mission's stream, None where there are none."""
    view: MissionTimeline | None = None
    for recorded in history:
        view = _apply(view, recorded)
    return view


def _apply(view: MissionTimeline | None, recorded: Recorded[f.MissionFact]) -> MissionTimeline | None:
    fact = recorded.fact
    if isinstance(fact, f.MissionRequested):
        view = MissionTimeline(
            mission=recorded.stream.id,
            call=fact.call,
            priority=fact.priority,
            place=fact.place,
            needs=fact.needs,
        )
    if view is None:
        return None
    if isinstance(fact, f.MissionRevised):
        view = replace(view, priority=fact.priority or view.priority, place=fact.place or view.place)
    team = _team(view, fact)
    ended = isinstance(fact, f.MissionClosed | f.MissionCancelled)
    step = _step(view, recorded, team)
    return replace(view, team=team, ended=ended, steps=(*view.steps, step))


def _team(view: MissionTimeline, fact: f.MissionFact) -> str | None:
    match fact:
        case f.MissionOrdered(team=team):
            return team
        case f.TeamDeclined() | f.AlertExpired() | f.TeamWithdrawn():
            return None
        case _:
            return view.team


def _step(view: MissionTimeline, recorded: Recorded[f.MissionFact], team: str | None) -> TimelineStep:
    happened_at = recorded.device_at or recorded.at
    return TimelineStep(
        event=recorded.event_id,
        at=recorded.at,
        happened_at=happened_at,
        late=_seconds(happened_at, recorded.at) if recorded.device_at else None,
        by=recorded.by,
        status=f.vector_status(recorded.fact),
        team=team,
        since_request=_seconds(view.steps[0].happened_at, happened_at) if view.steps else None,
        since_previous=_seconds(view.steps[-1].happened_at, happened_at) if view.steps else None,
        fact=recorded.fact,
    )


def _seconds(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()
