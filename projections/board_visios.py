"""The video sessions of the regulator's board, until they are over."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.visio_session import facts as f
from projections.rows import RowFold


class VisioStage(StrEnum):
    """Where a session is, by the names of the domain's states."""

    REQUESTED = "requested"
    INVITED = "invited"
    CONSENTED = "consented"
    LIVE = "live"
    DEGRADED = "degraded"
    AUDIO_ONLY = "audio-only"


_CONNECTED = frozenset({VisioStage.LIVE, VisioStage.DEGRADED, VisioStage.AUDIO_ONLY})


class VisioRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One session: by a message to the caller, or through the tablet of `mission`."""

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


VISIOS: RowFold[VisioRow] = RowFold()
VISIOS.ignores(f.FindingNoted)
VISIOS.drops(f.InvitationFailed, f.InvitationExpired, f.ConsentRefused, f.VisioEnded, f.VisioFailed)


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
