"""What a reaction may ask of the outside. Each is answered by a command, never by a silent change."""

import msgspec

from domain.dmp_access.facts import Recipient
from domain.fact import Actor
from domain.vocabulary import DmpMode, Identifier, Ins, PhoneNumber


class SendInvitation(msgspec.Struct, frozen=True, kw_only=True, tag="send-invitation"):
    """Send the link of a video session by message. Answer: ConfirmInvitation or FailInvitation."""

    session: Identifier
    phone: PhoneNumber


class OpenRecord(msgspec.Struct, frozen=True, kw_only=True, tag="open-record"):
    """Ask the DMP whether this record may be opened in this mode. Answer: DmpAnswer."""

    access: Identifier
    ins: Ins
    mode: DmpMode
    practitioner: Actor


class SendNotice(msgspec.Struct, frozen=True, kw_only=True, tag="send-notice"):
    """Tell somebody of an access, after it (R1111-48). Answer: RecordNotice or FailNotice."""

    access: Identifier
    call: Identifier
    patient: Identifier
    mode: DmpMode
    recipient: Recipient


class AssessAccess(msgspec.Struct, frozen=True, tag="assess-access"):
    """Ask the rules of unusual accesses about an access that is over. Answer: RecordAssessment."""

    access: Identifier


Ask = SendInvitation | OpenRecord | SendNotice | AssessAccess
