"""What may be asked of a video session. `session` names it."""

from domain.fact import Command
from domain.visio_session.facts import Participant, VisioResult
from domain.vocabulary import Identifier, LongText, PhoneNumber, ShortText


class RequestVisio(Command, frozen=True, kw_only=True, tag="request-visio"):
    """Invite by a message to `phone`, or through the tablet of `mission`: one of the two."""

    session: Identifier
    call: Identifier
    phone: PhoneNumber | None = None
    mission: Identifier | None = None


class ConfirmInvitation(Command, frozen=True, kw_only=True, tag="confirm-invitation"):
    """The gateway's answer: the operator took the message."""

    session: Identifier
    receipt: ShortText


class FailInvitation(Command, frozen=True, kw_only=True, tag="fail-invitation"):
    """The gateway's answer: the message could not be sent."""

    session: Identifier
    why: ShortText


class OpenInvitation(Command, frozen=True, kw_only=True, tag="open-invitation"):
    session: Identifier


class ExpireInvitation(Command, frozen=True, kw_only=True, tag="expire-invitation"):
    """Issued by the deadline of the invitation."""

    session: Identifier


class GiveConsent(Command, frozen=True, kw_only=True, tag="give-consent"):
    session: Identifier
    spoken: bool = False


class RefuseConsent(Command, frozen=True, kw_only=True, tag="refuse-consent"):
    session: Identifier
    why: ShortText | None = None


class JoinVisio(Command, frozen=True, kw_only=True, tag="join-visio"):
    session: Identifier
    participant: Participant


class LeaveVisio(Command, frozen=True, kw_only=True, tag="leave-visio"):
    session: Identifier
    participant: Participant


class ReportDegradation(Command, frozen=True, kw_only=True, tag="report-degradation"):
    session: Identifier
    why: ShortText


class ReportRecovery(Command, frozen=True, kw_only=True, tag="report-recovery"):
    session: Identifier


class FallBackToAudio(Command, frozen=True, kw_only=True, tag="fall-back-to-audio"):
    session: Identifier


class NoteFinding(Command, frozen=True, kw_only=True, tag="note-finding"):
    session: Identifier
    text: LongText


class EndVisio(Command, frozen=True, kw_only=True, tag="end-visio"):
    session: Identifier
    result: VisioResult | None = None


class FailVisio(Command, frozen=True, kw_only=True, tag="fail-visio"):
    session: Identifier
    why: ShortText


VisioSessionCommand = (
    RequestVisio
    | ConfirmInvitation
    | FailInvitation
    | OpenInvitation
    | ExpireInvitation
    | GiveConsent
    | RefuseConsent
    | JoinVisio
    | LeaveVisio
    | ReportDegradation
    | ReportRecovery
    | FallBackToAudio
    | NoteFinding
    | EndVisio
    | FailVisio
)
