"""A trial: one scenario on one ground under one rule, event by event. Same three: same outcome."""

import heapq
from collections.abc import Sequence
from enum import IntEnum
from itertools import count
from typing import Protocol

import msgspec

from dispatch.moveup import MoveUp
from dispatch.trial.ground import Ground, Spot
from dispatch.trial.scenario import DAY, Call, Scenario
from dispatch.trial.state import Centre, Doing, Mission, Order, Team
from domain.vocabulary import Priority


class Rule(Protocol):
    """Who is sent where: what is compared.

    `tick` (s) is how often open missions are looked at again, None where only events count.
    """

    @property
    def name(self) -> str: ...

    @property
    def tick(self) -> float | None: ...

    def window(self, priority: Priority) -> float:
        """Seconds that a new mission of this priority waits to be decided with others."""
        ...

    def decide(self, centre: Centre) -> Sequence[Order]:
        """What to change now. A mission whose team is ordered elsewhere must be among the changes."""
        ...


class Standby(Protocol):
    """Where idle crews are to wait. Each suggestion is followed at once."""

    def suggest(self, centre: Centre) -> tuple[MoveUp, ...]:
        """What the board shows now, crews being where they are; a spot's zone is a place of the ground."""
        ...


class Visit(msgspec.Struct, frozen=True):
    """How one call was answered: seconds from call to arrival, None where nobody ever came."""

    call: Call
    wait: float | None
    moved: int
    team: str | None


class Outcome(msgspec.Struct, frozen=True):
    """One trial. `driven` and `worked` are seconds of all crews on the way and on site; `on_duty` is as
    many crew-seconds as were on duty up to the last event; `decisions` counts calls of the rule. `told` is
    how often an idle crew was sent to wait elsewhere, `repositioned` the seconds driven for it."""

    rule: str
    visits: tuple[Visit, ...]
    driven: float
    worked: float
    on_duty: float
    decisions: int
    told: int = 0
    repositioned: float = 0.0


class _Kind(IntEnum):
    """Events of one instant happen in this order."""

    ARRIVES = 0
    FREE = 1
    DUTY_ENDS = 2
    DUTY_BEGINS = 3
    CALL = 4
    DECIDE = 5
    TICK = 6


# Calls that nobody can ever answer end the trial so long after the last call.
_PATIENCE = DAY


def simulate(scenario: Scenario, ground: Ground, rule: Rule, standby: Standby | None = None) -> Outcome:
    """Play the scenario to its end: until every call is answered, or a day after the last one.

    Crews wait where their last mission ended, or where `standby` suggests.
    """
    return _Trial(scenario, ground, rule, standby).run()


_Event = tuple[float, _Kind, int, Team | Mission | None, float]


class _Trial:
    def __init__(self, scenario: Scenario, ground: Ground, rule: Rule, standby: Standby | None) -> None:
        self.rule = rule
        self.standby = standby
        self.idle: list[tuple[str, Spot]] = []
        teams = [Team(crew, ground.spot(crew.base)) for crew in scenario.crews]
        self.centre = Centre(scenario, ground, teams)
        self.missions = [Mission(call) for call in scenario.calls]
        self.order = count()
        self.events: list[_Event] = []
        self.due = self.ticking = False
        self.decisions = 0
        for mission in self.missions:
            self.at(mission.call.at, _Kind.CALL, mission)
        for team in teams:
            for duty in team.crew.duties:
                self.at(duty.since, _Kind.DUTY_BEGINS, team, duty.until)

    def at(self, when: float, kind: _Kind, who: Team | Mission | None, detail: float = 0.0) -> None:
        heapq.heappush(self.events, (when, kind, next(self.order), who, detail))

    def run(self) -> Outcome:
        last = self.missions[-1].call.at if self.missions else 0.0
        unanswered = len(self.missions)
        while self.events and unanswered and self.events[0][0] <= last + _PATIENCE:
            now = self.centre.now = self.events[0][0]
            while self.events and self.events[0][0] == now:
                _, kind, _, who, detail = heapq.heappop(self.events)
                unanswered -= kind is _Kind.ARRIVES and self.arrives(who, detail)
                self.happens(kind, who, detail)
            if self.due and self.centre.open:
                self.decide()
            self.due = False
            if self.standby is not None:
                self.follow(self.standby)
        return self.outcome()

    def happens(self, kind: _Kind, who: Team | Mission | None, detail: float) -> None:
        match kind, who:
            case _Kind.CALL, Mission() as mission:
                self.called(mission)
            case _Kind.FREE, Team() as team:
                self.freed(team)
            case _Kind.DUTY_BEGINS, Team() as team:
                self.begins(team, detail)
            case _Kind.DUTY_ENDS, Team() as team:
                self.ends(team)
            case _Kind.TICK, _:
                self.ticking = False
                self.due = True
            case _Kind.DECIDE, _:
                self.due = True
            case _:
                pass

    def called(self, mission: Mission) -> None:
        self.centre.open[mission.call.id] = mission
        window = self.rule.window(mission.call.priority)
        if window > 0:
            self.at(self.centre.now + window, _Kind.DECIDE, None)
        else:
            self.due = True

    def arrives(self, who: Team | Mission | None, journey: float) -> bool:
        """The crew is there, unless it was sent elsewhere meanwhile: then this is an old journey's end."""
        if not isinstance(who, Team) or who.mission is None or who.journeys != int(journey):
            return False
        team, mission, now = who, who.mission, self.centre.now
        team.doing, team.spot, team.since = Doing.ON_SITE, self.centre.ground.spot(mission.call.place), now
        mission.arrived = now
        team.driven += now - team.departed
        del self.centre.open[mission.call.id]
        self.at(now + mission.call.service, _Kind.FREE, team)
        return True

    def freed(self, team: Team) -> None:
        team.worked += self.centre.now - team.since
        team.mission = None
        self.due = True
        team.doing = Doing.IDLE if team.off_at > self.centre.now else Doing.OFF

    def begins(self, team: Team, until: float) -> None:
        team.off_at = until
        self.at(until, _Kind.DUTY_ENDS, team)
        self.due = True
        if team.doing is Doing.OFF:
            team.doing, team.spot, team.since = Doing.IDLE, self.centre.ground.spot(team.crew.base), 0.0

    def ends(self, team: Team) -> None:
        if team.doing is Doing.IDLE and team.off_at <= self.centre.now:
            team.doing, team.heading = Doing.OFF, None

    def decide(self) -> None:
        self.centre.advance()
        self.decisions += 1
        orders = self.rule.decide(self.centre)
        before = {id(order.mission): order.mission.team for order in orders}
        for order in orders:
            self.leave(order.mission)
        for order in orders:
            if order.team is not None:
                self.send(order.team, order.mission)
        for order in orders:
            left = before[id(order.mission)]
            order.mission.moved += left is not None and left is not order.mission.team
        for team in self.centre.teams:
            self.ends(team)
        self.keep_ticking()

    def keep_ticking(self) -> None:
        if self.rule.tick is not None and not self.ticking and self.centre.open:
            self.ticking = True
            self.at(self.centre.now + self.rule.tick, _Kind.TICK, None)

    def follow(self, standby: Standby) -> None:
        """Idle crews set out for where they are to wait. One told nothing more goes on as it was told.

        Asked again when an idle crew has come, gone or moved: else hardly anything has changed.
        """
        self.centre.advance()
        idle = [(team.crew.id, team.spot) for team in self.centre.teams if team.doing is Doing.IDLE]
        if idle == self.idle:
            return
        self.idle = idle
        self.centre.shown = standby.suggest(self.centre)
        teams = {team.crew.id: team for team in self.centre.teams}
        for move in self.centre.shown:
            team, place = teams[move.team], move.spot.zone
            if team.heading != place:
                team.heading, team.since = place, self.centre.now
                team.told += 1

    def leave(self, mission: Mission) -> None:
        """The team on its way to this mission stops where it is."""
        team, mission.team = mission.team, None
        if team is not None:
            team.driven += self.centre.now - team.departed
            team.mission = None
            team.journeys += 1
            team.doing = Doing.IDLE

    def send(self, team: Team, mission: Mission) -> None:
        if team.doing is not Doing.IDLE or mission.team is not None:
            raise ValueError(f"{team.crew.id} cannot be sent to {mission.call.id}")
        journey = float(self.centre.ground.seconds([team.spot], [mission.call.place])[0, 0])
        team.doing, team.mission, mission.team, team.heading = Doing.ON_THE_WAY, mission, team, None
        team.since = team.departed = self.centre.now
        team.arrives = self.centre.now + journey
        team.journeys += 1
        self.at(team.arrives, _Kind.ARRIVES, team, team.journeys)

    def outcome(self) -> Outcome:
        visits = tuple(
            Visit(
                call=mission.call,
                wait=None if mission.arrived is None else mission.arrived - mission.call.at,
                moved=mission.moved,
                team=None if mission.team is None else mission.team.crew.id,
            )
            for mission in self.missions
        )
        teams, now = self.centre.teams, self.centre.now
        on_site = sum(now - team.since for team in teams if team.doing is Doing.ON_SITE)
        return Outcome(
            rule=self.rule.name,
            visits=visits,
            driven=sum(team.driven for team in teams),
            worked=sum(team.worked for team in teams) + on_site,
            on_duty=sum(team.on_duty(now) for team in teams),
            decisions=self.decisions,
            told=sum(team.told for team in teams),
            repositioned=sum(team.repositioned for team in teams),
        )
