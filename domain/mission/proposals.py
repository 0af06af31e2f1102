"""What the machine proposes for a mission: a team, or another one than the team on its way."""

from collections.abc import Sequence
from typing import assert_never

from domain.mission import commands as c
from domain.mission import facts as f
from domain.mission.refusals import AlreadyOrdered, ProposalOutdated
from domain.mission.states import Alerted, Begun, EnRoute, Ordered, Requested, Shown, Waiting
from domain.proposal import Proposal

Facts = Sequence[f.MissionFact]


def decide(command: c.Proposing, state: Begun) -> Facts:
    """The facts of a proposal made, dropped or set aside. One that shows nothing new leads to none."""
    match state:
        case Requested() | Ordered() | Alerted() | EnRoute():
            pass
        case _:
            raise AlreadyOrdered(f"mission {command.mission} has its team")
    match command:
        case c.ProposeTeams(proposal=proposal):
            return _propose(command.mission, proposal, state)
        case c.DropReassignment(solve_id=solve_id):
            waits = isinstance(state, Requested)
            stands = not waits and state.shown is not None and state.shown.solve_id == solve_id
            return [f.ReassignmentDropped(solve_id=solve_id)] if stands else []
        case c.SetProposalAside(why=why):
            return _set_aside(command.mission, why, state)
        case _:
            assert_never(command)


def _propose(mission: str, proposal: Proposal, state: Waiting) -> Facts:
    now_on_it = None if isinstance(state, Requested) else state.team
    if now_on_it is not None and not proposal.moves:
        raise AlreadyOrdered(f"mission {mission} has its team")
    own = [move.before for move in proposal.moves if move.mission == mission]
    if own != [now_on_it] and proposal.moves:
        raise ProposalOutdated(f"mission {mission} has changed hands since")
    if Shown.of(proposal).repeats(state.shown):
        return []
    if now_on_it is None:
        return [f.TeamsProposed(proposal=proposal)]
    return [f.ReassignmentProposed(proposal=proposal)]


def _set_aside(mission: str, why: str, state: Waiting) -> Facts:
    if state.shown is None:
        if isinstance(state, Requested):
            return []
        raise AlreadyOrdered(f"mission {mission} has its team")
    return [f.ProposalSetAside(why=why)]
