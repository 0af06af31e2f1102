"""What became of each video session: instants, the first picture, the rungs of the ladder, how it ended.

Codes and numbers only: no word that anybody wrote or said goes in, and nothing that tells of a patient.
"""

from typing import Any

from domain.envelope import Recorded
from domain.visio_session import facts as f
from projections.table import Change, TableProjection, Value, Writer, by_type, insert, remake, seconds, update

DDL = (
    """CREATE TABLE IF NOT EXISTS visio_sessions (
        session TEXT PRIMARY KEY, want TEXT NOT NULL, way TEXT NOT NULL,
        requested_at DOUBLE PRECISION NOT NULL, opened_at DOUBLE PRECISION, consented_at DOUBLE PRECISION,
        phone TEXT, network TEXT, relayed BIGINT, patient_joined BIGINT, regulator_joined BIGINT,
        picture_ms BIGINT, how TEXT, result TEXT
    )""",
    "CREATE INDEX IF NOT EXISTS visio_sessions_by_time ON visio_sessions (requested_at)",
    """CREATE TABLE IF NOT EXISTS visio_events (
        event TEXT PRIMARY KEY, session TEXT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL,
        automatic BIGINT NOT NULL, took_ms BIGINT
    )""",
    "CREATE INDEX IF NOT EXISTS visio_events_by_session ON visio_events (session)",
)
REMAKE = remake(("visio_sessions", "visio_events"), DDL)
TABLET = "tablet"
"""The way of a session that was asked for through a crew's tablet."""
STEP, LINK, TROUBLE = "step", "link", "trouble"
"""Kinds of events: a rung of the ladder or a return, a link that did not open, a telephone's trouble."""

_PICTURE = """UPDATE visio_sessions SET picture_ms = COALESCE(picture_ms, :ms), relayed = :relayed
    WHERE session = :session"""
_FIRST = "UPDATE visio_sessions SET {column} = COALESCE({column}, :value) WHERE session = :session"

_HOW: dict[type[Any], str] = {
    f.VisioEnded: "ended",
    f.VisioFailed: "failed",
    f.InvitationFailed: "not-sent",
    f.InvitationExpired: "expired",
    f.InvitationRevoked: "revoked",
    f.ConsentRefused: "refused",
}
_STEPS: dict[type[Any], str] = {
    f.QualityDegraded: "degraded",
    f.QualityRecovered: "recovered",
    f.FellBackToAudio: "audio",
    f.FellBackToPhotos: "photos",
    f.FellBackToPhone: "phone",
    f.Reconnected: "reconnected",
}


def _requested(recorded: Recorded[f.VisioRequested]) -> list[Change]:
    fact = recorded.fact
    row: dict[str, Value] = {
        "session": recorded.stream.id,
        "want": fact.want.value,
        "way": TABLET if fact.mission is not None else fact.way.value,
        "requested_at": seconds(recorded.at),
    }
    return [insert("visio_sessions", "session", row)]


def _opened(recorded: Recorded[f.InvitationOpened]) -> list[Change]:
    if recorded.fact.guest is not None:
        return []
    phone = recorded.fact.phone
    known = [_first(recorded, "phone", phone)] if phone is not None else []
    return [_first(recorded, "opened_at", seconds(recorded.at)), *known]


def _consented(recorded: Recorded[f.ConsentGiven]) -> list[Change]:
    return [_first(recorded, "consented_at", seconds(recorded.at))]


def _joined(recorded: Recorded[f.ParticipantJoined]) -> list[Change]:
    who = recorded.fact.participant
    if who is f.Participant.REGULATOR:
        return [_first(recorded, "regulator_joined", 1)]
    return [_first(recorded, "patient_joined", 1)] if who in f.PATIENT_SIDE else []


def _picture(recorded: Recorded[f.PictureSeen]) -> list[Change]:
    """The patient is seen when the regulator has a picture; the network is that of the patient's side."""
    fact = recorded.fact
    if fact.participant is f.Participant.REGULATOR and fact.since_request_ms is not None:
        params: dict[str, Value] = {"session": recorded.stream.id, "ms": fact.since_request_ms}
        return [Change(_PICTURE, {**params, "relayed": int(fact.relayed)})]
    of_the_patient = fact.participant in f.PATIENT_SIDE and fact.network is not None
    return [_first(recorded, "network", fact.network)] if of_the_patient else []


def _over(recorded: Recorded[Any]) -> list[Change]:
    columns: dict[str, Value] = {"how": _HOW[type(recorded.fact)]}
    if isinstance(recorded.fact, f.VisioEnded) and recorded.fact.result is not None:
        columns["result"] = recorded.fact.result.value
    return [update("visio_sessions", "session", recorded.stream.id, columns)]


def _step(recorded: Recorded[Any]) -> list[Change]:
    automatic = getattr(recorded.fact, "automatic", True)
    return [_event(recorded, STEP, _STEPS[type(recorded.fact)], automatic, recorded.fact.took_ms)]


def _link(recorded: Recorded[f.LinkRefused]) -> list[Change]:
    return [_event(recorded, LINK, recorded.fact.reason.value)]


def _trouble(recorded: Recorded[f.TroubleReported]) -> list[Change]:
    return [_event(recorded, TROUBLE, recorded.fact.kind.value)]


def _event(
    recorded: Recorded[Any], kind: str, what: str, automatic: bool = False, took_ms: int | None = None
) -> Change:
    row: dict[str, Value] = {
        "event": recorded.event_id,
        "session": recorded.stream.id,
        "kind": kind,
        "what": what,
        "automatic": int(automatic),
        "took_ms": took_ms,
    }
    return insert("visio_events", "event", row)


def _first(recorded: Recorded[Any], column: str, value: Value) -> Change:
    """Set a column once: what comes later does not move it."""
    return Change(_FIRST.format(column=column), {"session": recorded.stream.id, "value": value})


WRITERS: dict[type[Any], Writer] = {
    f.VisioRequested: _requested,
    f.InvitationOpened: _opened,
    f.ConsentGiven: _consented,
    f.ParticipantJoined: _joined,
    f.PictureSeen: _picture,
    f.LinkRefused: _link,
    f.TroubleReported: _trouble,
    **dict.fromkeys(_HOW, _over),
    **dict.fromkeys(_STEPS, _step),
}


VISIO_SESSIONS = TableProjection(name="visio-sessions", version=1, remake=REMAKE, changes=by_type(WRITERS))
"""Every video session of the centre, without anybody's name."""
