"""Random nights: what may be asked about who goes where, but for plain orders."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from msgspec.structs import replace

from domain.alarm.commands import AcknowledgeAlarm
from domain.alarm.states import Raised
from domain.dispatch_solve import RecordSolve
from domain.house import AnyCommand
from domain.mission import commands as mission
from domain.mission.states import BeforeArrival, Requested
from domain.mobile_team.states import Available
from domain.proposal import Move
from domain.rules.standing_orders import holds
from domain.standing_order.commands import RevokeStandingOrder, SignStandingOrder
from domain.standing_order.states import Signed
from domain.vocabulary import Priority
from tests.builders import PLACE, a_proposal
from tests.projections.night import Night


def _reassignment(night: Night) -> AnyCommand:
    """Another team proposed for a mission that has one on its way, where there is one."""
    going = [each for each, state in night.of("mission").items() if isinstance(state, BeforeArrival)]
    name = night.any_of(going) if going else night.one("M", 6)
    move = Move(mission=name, before=_on_it(night, name), after=night.one("T", 3))
    proposal = a_proposal(night.one("T", 3), night.one("solve-", 100))
    return mission.ProposeTeams(mission=name, proposal=replace(proposal, moves=(move,)))


def _reassign(night: Night) -> AnyCommand:
    """Two missions change hands, or one is given to somebody else, or to nobody."""
    names = {night.one("M", 6) for _ in range(2)}
    teams = [*sorted({night.one("T", 3) for _ in range(2)}), None]
    moves = tuple(
        Move(mission=name, before=_on_it(night, name), after=night.any_of(teams)) for name in sorted(names)
    )
    return mission.ReassignTeams(moves=moves, reason="plus urgent")


def _redirect(night: Night) -> AnyCommand:
    """A team on its way goes to a mission that waits, and its own waits again."""
    missions = night.of("mission").items()
    going = [name for name, state in missions if isinstance(state, BeforeArrival)]
    waits = [name for name, state in missions if isinstance(state, Requested)]
    if not going or not waits:
        return _reassign(night)
    left, team = going[-1], _on_it(night, going[-1])
    moves = (Move(mission=waits[-1], before=None, after=team), Move(mission=left, before=team, after=None))
    return mission.ReassignTeams(moves=moves, reason="plus urgent")


def _on_it(night: Night, name: str) -> str | None:
    return getattr(night.state("mission", name), "team", None)


def _drop(night: Night) -> AnyCommand:
    """A reassignment that is on the screen, where there is one; one to drop later otherwise."""
    for name, state in night.of("mission").items():
        if isinstance(state, BeforeArrival) and state.shown is not None:
            return mission.DropReassignment(mission=name, solve_id=state.shown.solve_id)
    return _reassignment(night)


def _order_alone(night: Night) -> AnyCommand:
    """The next thing needed for the machine to order alone: a rule, a proposal, then the order."""
    rules = [each for each, state in night.of("standing-order").items() if _in_force(state, night.now)]
    if not rules:
        return _sign(night, f"O{night.chance.randrange(1000)}")
    free = [each for each, state in night.of("mobile-team").items() if isinstance(state, Available)]
    waiting = {
        each: state
        for each, state in night.of("mission").items()
        if isinstance(state, Requested) and state.task.priority in (Priority.P2, Priority.P3)
    }
    for name, state in waiting.items():
        shown = state.shown
        if shown is not None and shown.chosen in free and not shown.moves:
            return mission.OrderUnderStandingOrder(
                mission=name,
                call=state.task.call,
                team=shown.chosen,
                standing_order=night.any_of(rules),
                solve_id=shown.solve_id,
            )
    name = night.any_of(waiting) if waiting else night.one("M", 6)
    team = night.any_of(free) if free else night.one("T", 3)
    return mission.ProposeTeams(mission=name, proposal=a_proposal(team, night.one("solve-", 100)))


def _in_force(state: Any, now: datetime) -> bool:
    return isinstance(state, Signed) and holds(state.rule, now) and state.rule.max_eta > 600


def _sign(night: Night, name: str | None = None) -> AnyCommand:
    return SignStandingOrder(
        order=name or night.one("O", 3),
        priorities=frozenset({Priority.P2, Priority.P3}),
        max_eta=night.any_of([300, 1200]),
        estimated_allowed=True,
        valid_from=night.now,
        valid_until=night.now + timedelta(hours=night.any_of([1, 40])),
        words="P2 et P3",
    )


def _revise(night: Night) -> AnyCommand:
    """The call of a mission is corrected before a team is there, where one waits."""
    missions = night.of("mission").items()
    open_ = [each for each, state in missions if isinstance(state, Requested | BeforeArrival)]
    return mission.ReviseMission(
        mission=night.any_of(open_) if open_ else night.one("M", 6),
        priority=night.any_of([None, *Priority]),
        place=night.any_of([None, PLACE, replace(PLACE, label="2 place du Marché, Dole", position=None)]),
    )


def _acknowledge(night: Night) -> AnyCommand:
    """An alarm that nobody has seen, where there is one."""
    names = [name for name, state in night.of("alarm").items() if isinstance(state, Raised)]
    return AcknowledgeAlarm(alarm=night.any_of(names) if names else "call-waiting.C0")


SENDING: list[Callable[[Night], AnyCommand]] = [
    *[_reassignment, _reassign, _redirect] * 2,
    # Each is a story of several acts: as many makers, or the rarest-first night never ends one.
    *(partial(story) for story in (_drop, _order_alone) for _ in range(8)),
    _sign,
    *[_revise] * 2,
    _acknowledge,
    lambda n: RevokeStandingOrder(order=n.one("O", 3), why="fin"),
    lambda n: mission.ForceTeam(mission=n.one("M", 6), team=n.one("T", 3), reason="connue"),
    lambda n: mission.ForbidTeam(mission=n.one("M", 6), team=n.one("T", 3), reason="conflit"),
    lambda n: mission.HoldTeam(mission=n.one("M", 6), reason="promis"),
    lambda n: mission.LiftConstraint(mission=n.one("M", 6), team=n.one("T", 3), reason="réglé"),
    lambda n: mission.LiftConstraint(mission=n.one("M", 6), reason="réglé"),
    lambda n: RecordSolve(solve=n.one("S", 9), basis=len(n.log), tick=1, inputs=b"x", worker="w"),
]
