"""What is asked of the outside. What a reaction asks is answered by a command, never by a silent change."""

from datetime import date

import msgspec

from domain.dmp_access.facts import Recipient
from domain.fact import Actor
from domain.shared_record import SharedDocument
from domain.visio_session.words import Want, Way
from domain.vocabulary import DmpMode, EmailAddress, Identifier, Ins, PhoneNumber, ShortText


class SendInvitation(msgspec.Struct, frozen=True, kw_only=True, tag="send-invitation"):
    """Send a link of a video session, that of `guest` where there is one, to `phone` or to `email`; or only
    make it, where it is read aloud. Answer: ConfirmInvitation or FailInvitation, of the same generation and
    guest."""

    session: Identifier
    way: Way = Way.SMS
    phone: PhoneNumber | None = None
    email: EmailAddress | None = None
    generation: int = 1
    guest: Identifier | None = None
    want: Want = Want.VIDEO


class OpenRecord(msgspec.Struct, frozen=True, kw_only=True, tag="open-record"):
    """Ask the DMP whether this record may be opened in this mode. Answer: DmpAnswer.

    `reason` is why the glass is broken, in the practitioner's words: the DMP keeps it too.
    """

    access: Identifier
    ins: Ins
    mode: DmpMode
    practitioner: Actor
    reason: ShortText | None = None


class SearchDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for the documents of an opened record. Answer: FoundDocuments or NotRead.

    `since`: none older than this day; None for the whole record. `document`: that one only.
    """

    opened: OpenRecord
    since: date | None = None
    document: Identifier | None = None


class RetrieveDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for the content of one document found. Answer: DocumentContent or NotRead."""

    opened: OpenRecord
    document: SharedDocument


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
