"""The last proposal of a mission, whole: what was shown, on which inputs, and how good it is proved."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from litestar import get
from litestar.params import FromPath

from api.access import WATCHERS, allow
from api.commands import PROBLEMS, AtDesk
from domain import dispatch_solve
from domain.dispatch_solve import SolveRecorded
from domain.envelope import Recorded, StreamId
from domain.mission import KIND
from domain.mission.facts import ReassignmentProposed, TeamsProposed
from domain.proposal import Proposal
from domain.refusals import NotFound

Proposed = TeamsProposed | ReassignmentProposed


class ProposalKind(StrEnum):
    """Whether nobody was sent yet, or another team than the one on its way is proposed."""

    PROPOSAL = "proposal"
    REASSIGNMENT = "reassignment"


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """What the solve was made from. `basis` is the position of the log it knew, `kept` whether its inputs
    are in the log, so that it can be replayed, `worker` the process that made it."""

    basis: int
    tick: int
    kept: bool
    worker: str


class ExplainedProposal(msgspec.Struct, frozen=True, kw_only=True):
    """The last proposal of a mission, as it was recorded at `at` by the fact `event`.

    `standing`: it is on the screens still. Ages in seconds: `age` is that of the proposal now,
    `oldest_position` that of the oldest position of a ranked team when it was made, None where nobody is
    ranked. `gap` (weighted seconds) is how much less any other plan could cost at most: 0 where this one
    is proved the best, None where nothing was proved. `inputs` is None where the solve is not in the log.
    """

    mission: str
    kind: ProposalKind
    event: str
    at: datetime
    age: float
    standing: bool
    oldest_position: float | None
    gap: float | None
    inputs: Inputs | None
    proposal: Proposal


@get(
    "/api/missions/{mission:str}/proposal",
    operation_id="readProposal",
    guards=[allow(WATCHERS)],
    responses=PROBLEMS,
    tags=["missions"],
)
async def read_proposal(mission: FromPath[str], desk: AtDesk) -> ExplainedProposal:
    """Teams ranked with each term of their cost, teams set aside with reasons, what another choice would
    change, and the certificate. Nothing of the patient is in it: the reading is not recorded."""
    log, stream = desk.house.log, StreamId(KIND, desk.named(mission))
    found = _last(await log.history(stream))
    if found is None:
        raise NotFound(f"nothing was proposed for a mission {mission}")
    state, _ = await log.load(stream)
    shown = getattr(state, "shown", None)
    solve = await log.history(StreamId(dispatch_solve.KIND, found.fact.proposal.solve_id))
    return _explained(
        found,
        now=desk.house.clock.now(),
        standing=shown is not None and shown.solve_id == found.fact.proposal.solve_id,
        inputs=_inputs(solve),
    )


def _last(history: Sequence[Recorded[Any]]) -> Recorded[Proposed] | None:
    made = (each for each in reversed(history) if isinstance(each.fact, TeamsProposed | ReassignmentProposed))
    return next(made, None)


def _inputs(history: Sequence[Recorded[Any]]) -> Inputs | None:
    solves = (each.fact for each in history if isinstance(each.fact, SolveRecorded))
    return next(
        (Inputs(basis=it.basis, tick=it.tick, kept=bool(it.inputs), worker=it.worker) for it in solves), None
    )


def _explained(
    found: Recorded[Proposed], *, now: datetime, standing: bool, inputs: Inputs | None
) -> ExplainedProposal:
    proposal = found.fact.proposal
    again = isinstance(found.fact, ReassignmentProposed)
    return ExplainedProposal(
        mission=found.stream.id,
        kind=ProposalKind.REASSIGNMENT if again else ProposalKind.PROPOSAL,
        event=found.event_id,
        at=found.at,
        age=(now - found.at).total_seconds(),
        standing=standing,
        oldest_position=max(
            (each.position_age for each in proposal.ranked if each.position_age is not None), default=None
        ),
        gap=None if proposal.bound is None else proposal.objective - proposal.bound,
        inputs=inputs,
        proposal=proposal,
    )
