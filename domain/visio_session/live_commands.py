"""What may be asked while people are there. `guest` where the participant is one."""

from domain.fact import Command
from domain.visio_session.words import (
    LadderStep,
    Metres,
    Milliseconds,
    Network,
    Participant,
    TroubleKind,
)
from domain.vocabulary import Identifier, Position, ShortText


class JoinVisio(Command, frozen=True, kw_only=True, tag="join-visio"):
    session: Identifier
    participant: Participant
    guest: Identifier | None = None


class LeaveVisio(Command, frozen=True, kw_only=True, tag="leave-visio"):
    session: Identifier
    participant: Participant
    guest: Identifier | None = None


class MoveOnLadder(Command, frozen=True, kw_only=True, tag="move-on-ladder"):
    """Go to a rung, down or up, from whichever. Every rung but the full picture says why."""

    session: Identifier
    step: LadderStep
    why: ShortText | None = None
    automatic: bool = False
    took_ms: Milliseconds | None = None


class ReportDegradation(Command, frozen=True, kw_only=True, tag="report-degradation"):
    session: Identifier
    why: ShortText


class ReportRecovery(Command, frozen=True, kw_only=True, tag="report-recovery"):
    session: Identifier


class FallBackToAudio(Command, frozen=True, kw_only=True, tag="fall-back-to-audio"):
    session: Identifier


class ReportPicture(Command, frozen=True, kw_only=True, tag="report-picture"):
    """`participant` sees the other side: kept the first time."""

    session: Identifier
    participant: Participant
    relayed: bool = False
    network: Network | None = None


class ReportReconnection(Command, frozen=True, kw_only=True, tag="report-reconnection"):
    session: Identifier
    participant: Participant
    took_ms: Milliseconds
    guest: Identifier | None = None


class ReportTrouble(Command, frozen=True, kw_only=True, tag="report-trouble"):
    session: Identifier
    kind: TroubleKind
    detail: ShortText | None = None
    participant: Participant = Participant.PATIENT
    guest: Identifier | None = None


class GiveLocation(Command, frozen=True, kw_only=True, tag="give-location"):
    session: Identifier
    position: Position
    accuracy_m: Metres


LiveCommand = (
    JoinVisio
    | LeaveVisio
    | MoveOnLadder
    | ReportDegradation
    | ReportRecovery
    | FallBackToAudio
    | ReportPicture
    | ReportReconnection
    | ReportTrouble
    | GiveLocation
)
