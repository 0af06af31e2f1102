"""What the machine may order alone: P2 and P3, under a rule that a named doctor signed and has not revoked.

Three streams, one decision: the mission, the team and the rule itself, which keeps each use of it. A rule
revoked meanwhile has one fact more than the decision knew, and the append is refused.
"""

from collections.abc import Sequence

from domain.engagement import acknowledge_by, check_available, waiting_for_a_team
from domain.fact import Act, Fact
from domain.mission import constraints
from domain.mission import facts as f
from domain.mission.commands import OrderUnderStandingOrder
from domain.mission.refusals import AwaitsAPerson, NotCovered, NotTheProposedTeam, ProposalOutdated
from domain.mission.states import SILENCES, MissionState, Shown, Task
from domain.mobile_team.facts import TeamEngaged
from domain.mobile_team.states import MobileTeamState
from domain.refusals import NotFound
from domain.regulation_call.states import RegulationCallState, Unknown
from domain.rules.acknowledgement import DEFAULT, Within
from domain.rules.standing_orders import holds
from domain.standing_order.facts import StandingOrderSigned, StandingOrderUsed
from domain.standing_order.states import NotSigned, Revoked, Signed, StandingOrderState


def decide(
    command: OrderUnderStandingOrder,
    mission: MissionState,
    team: MobileTeamState,
    order: StandingOrderState,
    call: RegulationCallState,
    act: Act,
    times: Within = DEFAULT,
) -> Sequence[Sequence[Fact]]:
    """The facts of the mission, of its team and of the rule. Raises a Refusal where a rule says no."""
    waiting = waiting_for_a_team(command.mission, mission)
    rule = _in_force(command.standing_order, order, act)
    _check_nobody_else_decides(waiting.task, command)
    _check_covered(rule, waiting.task, _shown(command, waiting.shown), command)
    _check_call(rule, waiting.task, call, command)
    check_available(command.team, team)
    ordered = f.MissionOrdered(
        team=command.team,
        solve_id=command.solve_id,
        acknowledge_by=acknowledge_by(waiting.task, act, times),
        acknowledge_within=times[waiting.task.priority],
        standing_order=command.standing_order,
        signed_by=rule.signed_by,
    )
    used = StandingOrderUsed(mission=command.mission, team=command.team)
    return [[ordered], [TeamEngaged(mission=command.mission)], [used]]


def _in_force(name: str, order: StandingOrderState, act: Act) -> StandingOrderSigned:
    match order:
        case NotSigned():
            raise NotFound(f"no standing order {name}")
        case Revoked():
            raise NotCovered(f"standing order {name} was revoked")
        case Signed(rule=rule):
            if not holds(rule, act.at):
                raise NotCovered(f"standing order {name} does not hold at this hour")
            return rule


def _check_nobody_else_decides(task: Task, command: OrderUnderStandingOrder) -> None:
    constraints.check(task, command.team, command.mission)
    if task.set_aside:
        raise AwaitsAPerson(f"a person wanted none of the teams proposed for mission {command.mission}")
    if task.silences >= SILENCES:
        raise AwaitsAPerson(f"{task.silences} teams did not answer on mission {command.mission}")


def _shown(command: OrderUnderStandingOrder, shown: Shown | None) -> Shown:
    if shown is None or shown.solve_id != command.solve_id:
        raise ProposalOutdated("a newer proposal was made since")
    if shown.chosen != command.team or shown.moves:
        raise NotTheProposedTeam(f"{shown.chosen or 'no team'} was proposed, with {len(shown.moves)} moves")
    return shown


def _check_covered(
    rule: StandingOrderSigned, task: Task, shown: Shown, command: OrderUnderStandingOrder
) -> None:
    if task.priority not in rule.priorities:
        raise NotCovered(f"standing order {command.standing_order} is not about {task.priority}")
    if shown.eta is None or shown.eta > rule.max_eta:
        raise NotCovered(f"team {command.team} is further than {rule.max_eta:.0f} s away")
    if shown.estimated and not rule.estimated_allowed:
        raise NotCovered(f"the journey of team {command.team} is an estimate")


def _check_call(
    rule: StandingOrderSigned, task: Task, call: RegulationCallState, command: OrderUnderStandingOrder
) -> None:
    """A call that has become urgent since it asked for the mission awaits a person."""
    if task.call != command.call:
        raise NotCovered(f"mission {command.mission} is that of call {task.call}")
    priority = None if isinstance(call, Unknown) else call.file.priority
    if priority is not None and priority not in rule.priorities:
        raise NotCovered(f"call {command.call} is {priority} now")
