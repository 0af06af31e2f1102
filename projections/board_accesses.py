"""The accesses to shared medical records that are being asked for or open: flagged as long as they last."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from domain.dmp_access import facts as f
from domain.envelope import Recorded
from domain.fact import Actor
from domain.vocabulary import DmpMode
from projections.rows import RowFold


class AccessStage(StrEnum):
    REQUESTED = "requested"
    OPEN = "open"


class AccessRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One access to the record of `patient` (a reference within the call, never a name). `continuing`: more
    time was asked for, and the DMP has not answered."""

    id: str
    call: str
    patient: str
    mode: DmpMode
    practitioner: Actor
    state: AccessStage
    requested_at: datetime
    opened_at: datetime | None = None
    expires_at: datetime | None = None
    documents: int = 0
    continuing: bool = False


ACCESSES: RowFold[AccessRow] = RowFold()
ACCESSES.drops(f.AccessRefused, f.AccessClosed, f.AccessExpired, f.AccessRevoked)
ACCESSES.ignores(
    f.DocumentsSearched,
    f.DocumentRefused,
    f.ReadingFailed,
    f.PatientInformed,
    f.NoticeFailed,
    f.NoticeRetried,
    f.AccessAssessed,
    f.BreakGlassReviewed,
    f.AccessExplained,
    f.ReviewDisputed,
    f.ReviewSettled,
    f.ReviewOverdue,
    f.ReviewConcluded,
)


@ACCESSES.opens(f.AccessRequested)
def requested(recorded: Recorded[f.AccessRequested]) -> AccessRow:
    """The DMP is asked: nothing is shown yet."""
    fact = recorded.fact
    return AccessRow(
        id=recorded.stream.id,
        call=fact.call,
        patient=fact.patient,
        mode=fact.mode,
        practitioner=fact.practitioner,
        state=AccessStage.REQUESTED,
        requested_at=recorded.at,
    )


@ACCESSES.changes(f.AccessGranted, f.BreakGlassInvoked)
def opened(row: AccessRow, recorded: Recorded[f.AccessGranted | f.BreakGlassInvoked]) -> AccessRow:
    return replace(row, state=AccessStage.OPEN, opened_at=recorded.at, expires_at=recorded.fact.expires_at)


@ACCESSES.changes(f.AccessContinued)
def continued(row: AccessRow, recorded: Recorded[f.AccessContinued]) -> AccessRow:
    return replace(row, expires_at=recorded.fact.expires_at, continuing=False)


@ACCESSES.changes(f.ContinuationRequested, f.ContinuationRefused)
def asked_again(
    row: AccessRow, recorded: Recorded[f.ContinuationRequested | f.ContinuationRefused]
) -> AccessRow:
    return replace(row, continuing=isinstance(recorded.fact, f.ContinuationRequested))


@ACCESSES.changes(f.DocumentConsulted)
def consulted(row: AccessRow, recorded: Recorded[f.DocumentConsulted]) -> AccessRow:
    return replace(row, documents=row.documents + 1)
