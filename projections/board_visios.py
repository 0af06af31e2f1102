"""The video sessions of a team's sheet and of the regulator's board: the newest that are over stay, with how
they ended."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.visio_session import facts as f
from projections.rows import RowFold, latest

OVER_KEPT = 100
"""Sessions that are over: the newest hundred of them."""


class VisioStage(StrEnum):
    """Where a session is, by the names of the domain's states."""

    REQUESTED = "requested"
    INVITED = "invited"
    CONSENTED = "consented"
    LIVE = "live"
    DEGRADED = "degraded"
    AUDIO_ONLY = "audio-only"
    OVER = "over"


class VisioEnd(StrEnum):
    """How a session was over."""

    ENDED = "ended"
    FAILED = "failed"
    NOT_SENT = "not-sent"
    EXPIRED = "expired"
    REFUSED = "refused"


_CONNECTED = frozenset({VisioStage.LIVE, VisioStage.DEGRADED, VisioStage.AUDIO_ONLY})


class VisioRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One session: by a message to the caller, or through the tablet of `mission`. `findings`: how many
    the doctor noted. `how` and `ended_at` are None until it is over; `why` is in words, where it was said."""

    id: str
    call: str
    mission: str | None = None
    state: VisioStage
    present: tuple[f.Participant, ...] = ()
    requested_at: datetime
    requested_by: str
    invited_at: datetime | None = None
    expires_at: datetime | None = None
    opened_at: datetime | None = None
    consented_at: datetime | None = None
    findings: int = 0
    how: VisioEnd | None = None
    ended_at: datetime | None = None
    why: str | None = None


VISIOS: RowFold[VisioRow] = RowFold()


@VISIOS.opens(f.VisioRequested)
def requested(recorded: Recorded[f.VisioRequested]) -> VisioRow:
    """The regulator wants to see."""
    return VisioRow(
        id=recorded.stream.id,
        call=recorded.fact.call,
        mission=recorded.fact.mission,
        state=VisioStage.REQUESTED,
        requested_at=recorded.at,
        requested_by=recorded.by.id,
    )


@VISIOS.changes(f.InvitationSent)
def invited(row: VisioRow, recorded: Recorded[f.InvitationSent]) -> VisioRow:
    return replace(row, state=VisioStage.INVITED, invited_at=recorded.at, expires_at=recorded.fact.expires_at)


@VISIOS.changes(f.InvitationOpened)
def opened(row: VisioRow, recorded: Recorded[f.InvitationOpened]) -> VisioRow:
    return replace(row, opened_at=recorded.at)


@VISIOS.changes(f.ConsentGiven)
def consented(row: VisioRow, recorded: Recorded[f.ConsentGiven]) -> VisioRow:
    return replace(row, state=VisioStage.CONSENTED, consented_at=recorded.at, expires_at=None)


@VISIOS.changes(f.ParticipantJoined)
def joined(row: VisioRow, recorded: Recorded[f.ParticipantJoined]) -> VisioRow:
    return _with_present(row, {*row.present, recorded.fact.participant})


@VISIOS.changes(f.ParticipantLeft)
def left(row: VisioRow, recorded: Recorded[f.ParticipantLeft]) -> VisioRow:
    return _with_present(row, {*row.present} - {recorded.fact.participant})


@VISIOS.changes(f.QualityDegraded)
def degraded(row: VisioRow, recorded: Recorded[f.QualityDegraded]) -> VisioRow:
    return replace(row, state=VisioStage.DEGRADED)


@VISIOS.changes(f.QualityRecovered)
def recovered(row: VisioRow, recorded: Recorded[f.QualityRecovered]) -> VisioRow:
    return replace(row, state=VisioStage.LIVE)


@VISIOS.changes(f.FellBackToAudio)
def audio(row: VisioRow, recorded: Recorded[f.FellBackToAudio]) -> VisioRow:
    return replace(row, state=VisioStage.AUDIO_ONLY)


def _with_present(row: VisioRow, present: set[f.Participant]) -> VisioRow:
    both = f.Participant.REGULATOR in present and bool(present & f.PATIENT_SIDE)
    connected = row.state if row.state in _CONNECTED else VisioStage.LIVE
    state = connected if both else VisioStage.CONSENTED
    return replace(row, state=state, present=tuple(sorted(present)))


_HOW: dict[type[Any], VisioEnd] = {
    f.InvitationFailed: VisioEnd.NOT_SENT,
    f.InvitationExpired: VisioEnd.EXPIRED,
    f.ConsentRefused: VisioEnd.REFUSED,
    f.VisioEnded: VisioEnd.ENDED,
    f.VisioFailed: VisioEnd.FAILED,
}
_End = f.InvitationFailed | f.InvitationExpired | f.ConsentRefused | f.VisioEnded | f.VisioFailed


@VISIOS.changes(f.InvitationFailed, f.InvitationExpired, f.ConsentRefused, f.VisioEnded, f.VisioFailed)
def over(row: VisioRow, recorded: Recorded[_End]) -> VisioRow:
    """Over: who asked for it sees how, not only that it went."""
    how, why = _HOW[type(recorded.fact)], getattr(recorded.fact, "why", None)
    over = replace(row, state=VisioStage.OVER, present=(), expires_at=None)
    return replace(over, how=how, ended_at=recorded.at, why=why)


@VISIOS.changes(f.FindingNoted)
def finding(row: VisioRow, recorded: Recorded[f.FindingNoted]) -> VisioRow:
    return replace(row, findings=row.findings + 1)


def bounded(rows: dict[str, VisioRow], recorded: Recorded[Any]) -> dict[str, VisioRow]:
    """Sessions over beyond OVER_KEPT are let go, the oldest first."""
    if type(recorded.fact) not in _HOW:
        return rows
    return latest(rows, lambda row: row.state is VisioStage.OVER, OVER_KEPT)
