"""The video sessions of a team's sheet and of the regulator's board: the newest that are over stay, with how
they ended."""

from typing import Any

from msgspec.structs import replace

from domain.envelope import Recorded
from domain.visio_session import facts as f
from projections.rows import RowFold, latest
from projections.visio_row import GuestRow, VisioEnd, VisioRow, VisioStage

OVER_KEPT = 100
"""Sessions that are over: the newest hundred of them."""


_CONNECTED = frozenset(
    {
        VisioStage.LIVE,
        VisioStage.DEGRADED,
        VisioStage.AUDIO_ONLY,
        VisioStage.PHOTOS,
        VisioStage.BY_PHONE,
    }
)


VISIOS: RowFold[VisioRow] = RowFold()


@VISIOS.opens(f.VisioRequested)
def requested(recorded: Recorded[f.VisioRequested]) -> VisioRow:
    """The regulator wants to see."""
    return VisioRow(
        id=recorded.stream.id,
        call=recorded.fact.call,
        mission=recorded.fact.mission,
        state=VisioStage.REQUESTED,
        want=recorded.fact.want,
        way=recorded.fact.way,
        requested_at=recorded.at,
        requested_by=recorded.by.id,
    )


@VISIOS.changes(f.InvitationSent)
def invited(row: VisioRow, recorded: Recorded[f.InvitationSent]) -> VisioRow:
    return replace(row, state=VisioStage.INVITED, invited_at=recorded.at, expires_at=recorded.fact.expires_at)


@VISIOS.changes(f.InvitationOpened)
def opened(row: VisioRow, recorded: Recorded[f.InvitationOpened]) -> VisioRow:
    if recorded.fact.guest is not None:
        return _guest(row, recorded.fact.guest, opened=True)
    return replace(row, opened_at=row.opened_at or recorded.at)


@VISIOS.changes(f.InvitationRenewed)
def renewed(row: VisioRow, recorded: Recorded[f.InvitationRenewed]) -> VisioRow:
    """Another link: what was said of the one before says nothing of this one."""
    fact = recorded.fact
    again = replace(row, state=VisioStage.REQUESTED, way=fact.way, generation=fact.generation)
    cleared = replace(again, delivery=None, opened_at=None, consented_at=None, expires_at=None, present=())
    return replace(cleared, snapshots=False, location=False)


@VISIOS.changes(f.DeliveryReported)
def delivered(row: VisioRow, recorded: Recorded[f.DeliveryReported]) -> VisioRow:
    return row if recorded.fact.guest else replace(row, delivery=recorded.fact.state)


@VISIOS.changes(f.ConsentGiven)
def consented(row: VisioRow, recorded: Recorded[f.ConsentGiven]) -> VisioRow:
    agreed = replace(row, snapshots=recorded.fact.snapshots, location=recorded.fact.location)
    if row.consented_at is not None:
        return agreed
    return replace(agreed, state=VisioStage.CONSENTED, consented_at=recorded.at, expires_at=None)


@VISIOS.changes(f.TroubleReported)
def trouble(row: VisioRow, recorded: Recorded[f.TroubleReported]) -> VisioRow:
    return replace(row, trouble=recorded.fact.kind)


@VISIOS.changes(f.LocationGiven)
def located(row: VisioRow, recorded: Recorded[f.LocationGiven]) -> VisioRow:
    return replace(row, position=recorded.fact.position)


@VISIOS.changes(f.GuestInvited)
def guest_invited(row: VisioRow, recorded: Recorded[f.GuestInvited]) -> VisioRow:
    guest = GuestRow(id=recorded.fact.guest, kind=recorded.fact.kind, way=recorded.fact.way)
    return replace(row, guests=(*row.guests, guest))


@VISIOS.changes(f.GuestInvitationSent)
def guest_sent(row: VisioRow, recorded: Recorded[f.GuestInvitationSent]) -> VisioRow:
    return _guest(row, recorded.fact.guest, sent=True)


@VISIOS.changes(f.GuestInvitationFailed)
def guest_not_sent(row: VisioRow, recorded: Recorded[f.GuestInvitationFailed]) -> VisioRow:
    return _guest(row, recorded.fact.guest, sent=False, why=recorded.fact.why)


@VISIOS.changes(f.GuestRevoked)
def guest_revoked(row: VisioRow, recorded: Recorded[f.GuestRevoked]) -> VisioRow:
    return _guest(row, recorded.fact.guest, revoked=True, here=False)


def _guest(row: VisioRow, name: str, **changes: Any) -> VisioRow:
    guests = tuple(replace(each, **changes) if each.id == name else each for each in row.guests)
    return replace(row, guests=guests)


@VISIOS.changes(f.ParticipantJoined)
def joined(row: VisioRow, recorded: Recorded[f.ParticipantJoined]) -> VisioRow:
    if recorded.fact.guest is not None:
        return _guest(row, recorded.fact.guest, here=True)
    return _with_present(row, {*row.present, recorded.fact.participant})


@VISIOS.changes(f.ParticipantLeft)
def left(row: VisioRow, recorded: Recorded[f.ParticipantLeft]) -> VisioRow:
    if recorded.fact.guest is not None:
        return _guest(row, recorded.fact.guest, here=False)
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


@VISIOS.changes(f.FellBackToPhotos)
def photos(row: VisioRow, recorded: Recorded[f.FellBackToPhotos]) -> VisioRow:
    return replace(row, state=VisioStage.PHOTOS)


@VISIOS.changes(f.FellBackToPhone)
def by_phone(row: VisioRow, recorded: Recorded[f.FellBackToPhone]) -> VisioRow:
    return replace(row, state=VisioStage.BY_PHONE)


def _with_present(row: VisioRow, present: set[f.Participant]) -> VisioRow:
    both = f.Participant.REGULATOR in present and bool(present & f.PATIENT_SIDE)
    connected = row.state if row.state in _CONNECTED else VisioStage.LIVE
    state = connected if both else VisioStage.CONSENTED
    return replace(row, state=state, present=tuple(sorted(present)))


_HOW: dict[type[Any], VisioEnd] = {
    f.InvitationFailed: VisioEnd.NOT_SENT,
    f.InvitationExpired: VisioEnd.EXPIRED,
    f.ConsentRefused: VisioEnd.REFUSED,
    f.InvitationRevoked: VisioEnd.REVOKED,
    f.VisioEnded: VisioEnd.ENDED,
    f.VisioFailed: VisioEnd.FAILED,
}
_End = (
    f.InvitationFailed
    | f.InvitationExpired
    | f.InvitationRevoked
    | f.ConsentRefused
    | f.VisioEnded
    | f.VisioFailed
)


@VISIOS.changes(*_HOW)
def over(row: VisioRow, recorded: Recorded[_End]) -> VisioRow:
    """Over: who asked for it sees how, not only that it went."""
    how, why = _HOW[type(recorded.fact)], getattr(recorded.fact, "why", None)
    over = replace(row, state=VisioStage.OVER, present=(), expires_at=None)
    return replace(over, how=how, ended_at=recorded.at, why=why)


@VISIOS.changes(f.FindingNoted)
def finding(row: VisioRow, recorded: Recorded[f.FindingNoted]) -> VisioRow:
    return replace(row, findings=row.findings + 1)


# Of what is timed, counted or kept elsewhere the row shows nothing: pictures are documents of the file.
VISIOS.ignores(f.LinkRefused, f.GuestAgreed, f.PictureSeen, f.Reconnected, f.PhotoReceived, f.SnapshotTaken)


def bounded(rows: dict[str, VisioRow], recorded: Recorded[Any]) -> dict[str, VisioRow]:
    """Sessions over beyond OVER_KEPT are let go, the oldest first."""
    if type(recorded.fact) not in _HOW:
        return rows
    return latest(rows, lambda row: row.state is VisioStage.OVER, OVER_KEPT)
