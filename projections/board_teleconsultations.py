"""The teleconsultations of the regulator's board: how far each is and what its form still asks."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.teleconsultation import evolve
from domain.teleconsultation import facts as f
from domain.teleconsultation.preconditions import PreconditionCheck, checklist
from domain.teleconsultation.states import NotOpened, Over, Reported, TeleconsultationState
from projections.rows import RowFold, latest

OVER_KEPT = 100
"""Teleconsultations that are over: the newest hundred of them."""


class TeleconsultationRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One teleconsultation of the file `call`. `checklist`: what its form asks, in the order to do it."""

    id: str
    call: str
    state: TeleconsultationState
    checklist: tuple[PreconditionCheck, ...]
    opened_at: datetime
    opened_by: str
    begun_at: datetime | None = None
    ended_at: datetime | None = None


TELECONSULTATIONS: RowFold[TeleconsultationRow] = RowFold()


@TELECONSULTATIONS.opens(f.TeleconsultationOpened)
def opened(recorded: Recorded[f.TeleconsultationOpened]) -> TeleconsultationRow:
    """One more is prepared."""
    state = evolve(NotOpened(), recorded.fact)
    return TeleconsultationRow(
        id=recorded.stream.id,
        call=recorded.fact.call,
        state=state,
        checklist=lines(state),
        opened_at=recorded.at,
        opened_by=recorded.by.id,
    )


@TELECONSULTATIONS.changes(
    f.AgreementRecorded,
    f.AgreementRefused,
    f.FollowUpStated,
    f.RecordAccessAnswered,
    f.RecordAccessLinked,
    f.CompanionNamed,
    f.ExpertiseAsked,
    f.ExpertiseAnswered,
    f.PathwayStated,
    f.PreventionTopicStated,
    f.MissionLinked,
    f.SessionLinked,
    f.TeleconsultationBegun,
    f.ReportWritten,
    f.TeleconsultationGivenUp,
    f.QuestionnaireAnswered,
    f.QuestionnaireDeclined,
)
def moved(row: TeleconsultationRow, recorded: Recorded[Any]) -> TeleconsultationRow:
    """The state is the domain's own."""
    state = evolve(row.state, recorded.fact)
    after = replace(row, state=state, checklist=lines(state))
    if isinstance(recorded.fact, f.TeleconsultationBegun):
        return replace(after, begun_at=recorded.at)
    return replace(after, ended_at=after.ended_at or recorded.at) if _over(after) else after


def lines(state: TeleconsultationState) -> tuple[PreconditionCheck, ...]:
    """The check-list of a state; empty where nothing has begun."""
    return () if isinstance(state, NotOpened) else checklist(state.subject, state.gathered)


def _over(row: TeleconsultationRow) -> bool:
    return isinstance(row.state, Reported | Over)


def bounded(rows: dict[str, TeleconsultationRow], recorded: Recorded[Any]) -> dict[str, TeleconsultationRow]:
    """Those over beyond OVER_KEPT are let go, the oldest first."""
    ends = f.ReportWritten | f.AgreementRefused | f.TeleconsultationGivenUp
    return latest(rows, _over, OVER_KEPT) if isinstance(recorded.fact, ends) else rows
