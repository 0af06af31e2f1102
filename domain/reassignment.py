"""Several missions change hands in one decision: teams on their way swap, or make room for another.

Every stream named gets its facts in one append, or none does: that is how no team is on two missions and no
mission has two teams, at any instant and whatever races it. How often a mission may change hands binds what
the machine proposes (`dispatch.policy.Policy.max_moves`), not a person who says why.
"""

from collections.abc import Mapping, Sequence

from domain.engagement import acknowledge_by, check_available
from domain.fact import Act, Fact
from domain.mission import constraints
from domain.mission import facts as f
from domain.mission.commands import ReassignTeams
from domain.mission.refusals import (
    MissionOver,
    MovesDisagree,
    OrderedByNobody,
    OverrideReasonMissing,
    ProposalOutdated,
    TooLateToMove,
)
from domain.mission.states import (
    BeforeArrival,
    Cancelled,
    Closed,
    MissionState,
    NotRequested,
    Requested,
    Task,
    Waiting,
)
from domain.mobile_team.facts import MobileTeamFact, TakenBack, TeamEngaged, TeamRedirected, TeamReleased
from domain.mobile_team.states import Engaged, MobileTeamState
from domain.proposal import Move
from domain.refusals import NotFound
from domain.rules.acknowledgement import DEFAULT, Within
from domain.vocabulary import Role

Missions = Mapping[str, MissionState]
Teams = Mapping[str, MobileTeamState]


def missions_of(command: ReassignTeams) -> tuple[str, ...]:
    """The missions named, each once, in the order of the moves."""
    return tuple(dict.fromkeys(move.mission for move in command.moves))


def teams_of(command: ReassignTeams) -> tuple[str, ...]:
    """The teams named, each once, in the order of the moves."""
    named = (team for move in command.moves for team in (move.before, move.after) if team is not None)
    return tuple(dict.fromkeys(named))


def decide(
    command: ReassignTeams, missions: Missions, teams: Teams, act: Act, times: Within = DEFAULT
) -> Sequence[Sequence[Fact]]:
    """The facts of each mission, then those of each team, as `missions_of` and `teams_of` order them."""
    if act.by.role is Role.SYSTEM:
        raise OrderedByNobody("a machine proposes, a person orders")
    moves = {move.mission: move for move in command.moves}
    _check_moves(command.moves)
    states = {name: _now(moves[name], missions[name]) for name in moves}
    for move in command.moves:
        _check_teams(move, states[move.mission].task, teams, leaving=[m.before for m in command.moves])
    _check_screen(command, states)
    mission_facts = [
        _hand_over(command, moves[name], states[name], act, times) for name in missions_of(command)
    ]
    return [*mission_facts, *([_redirect(command, team)] for team in teams_of(command))]


def _check_moves(moves: Sequence[Move]) -> None:
    before = [move.before for move in moves if move.before is not None]
    after = [move.after for move in moves if move.after is not None]
    once = all(len(set(names)) == len(names) for names in ([move.mission for move in moves], before, after))
    if not once or any(move.before == move.after for move in moves):
        raise MovesDisagree("name each mission and each team once, and change something in each move")


def _now(move: Move, state: MissionState) -> Waiting:
    """The state of a mission that `move` may change."""
    match state:
        case NotRequested():
            raise NotFound(f"no mission {move.mission}")
        case Closed() | Cancelled():
            raise MissionOver(f"mission {move.mission} is over")
        case Requested() if move.before is None:
            return state
        case Requested():
            raise ProposalOutdated(f"nobody is on mission {move.mission}: look again")
        case _ if state.team != move.before:
            raise ProposalOutdated(f"team {state.team} is on mission {move.mission}: look again")
        case _ if isinstance(state, BeforeArrival):
            return state
        case _:
            raise TooLateToMove(f"team {state.team} has arrived on mission {move.mission}")


def _check_teams(move: Move, task: Task, teams: Teams, leaving: Sequence[str | None]) -> None:
    if move.before is not None:
        constraints.check_moving(task, move.before, move.mission)
        leaving_team = teams[move.before]
        if not isinstance(leaving_team, Engaged) or leaving_team.mission != move.mission:
            raise ProposalOutdated(f"team {move.before} is not on mission {move.mission}: look again")
    if move.after is not None:
        constraints.check(task, move.after, move.mission)
        if move.after not in leaving:
            check_available(move.after, teams[move.after])


def _check_screen(command: ReassignTeams, states: Mapping[str, Waiting]) -> None:
    """What the person follows is on a screen still, or they say why."""
    shown = [each.shown for each in states.values() if each.shown is not None]
    if command.solve_id is not None:
        shown = [each for each in shown if each.solve_id == command.solve_id]
        if not shown:
            raise ProposalOutdated("a newer proposal was made since")
        if any(set(each.moves) == set(command.moves) for each in shown):
            return
    if not (command.reason or "").strip():
        raise OverrideReasonMissing("these moves were not proposed: say why")


def _hand_over(
    command: ReassignTeams, move: Move, state: Waiting, act: Act, times: Within
) -> Sequence[f.MissionFact]:
    facts: list[f.MissionFact] = []
    why, solve_id = command.reason, command.solve_id
    if move.before is not None:
        goes_to = _mission_after(command, move.before)
        withdrawn = f.TeamWithdrawn(
            team=move.before, to=goes_to, instead=move.after, why=why, solve_id=solve_id
        )
        facts.append(withdrawn)
    if move.after is not None:
        facts.append(
            f.MissionOrdered(
                team=move.after,
                solve_id=solve_id,
                reason=why,
                acknowledge_by=acknowledge_by(state.task, act, times),
                acknowledge_within=times[state.task.priority],
            )
        )
    return facts


def _redirect(command: ReassignTeams, team: str) -> MobileTeamFact:
    """What happens to a team: freed, sent, or sent elsewhere."""
    leaves = next((move.mission for move in command.moves if move.before == team), None)
    goes_to = _mission_after(command, team)
    match leaves, goes_to:
        case str(left), str(mission):
            return TeamRedirected(mission=mission, from_mission=left, words=command.reason)
        case None, str(mission):
            return TeamEngaged(mission=mission)
        case str(left), None:
            return TeamReleased(mission=left, taken_back=TakenBack.WITHDRAWN, words=command.reason)
        case _:
            raise AssertionError(f"team {team} is in no move")


def _mission_after(command: ReassignTeams, team: str) -> str | None:
    return next((move.mission for move in command.moves if move.after == team), None)
