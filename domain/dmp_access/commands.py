"""What may be asked of an access to a shared medical record. `access` names it."""

from typing import Annotated

import msgspec

from domain.dmp_access.facts import REVIEW_WITHIN
from domain.dmp_access.words import Attestation, Flag, Recipient, RefusedBecause, Verdict
from domain.fact import Command
from domain.shared_record import NotReadBecause
from domain.vocabulary import Confidentiality, DmpMode, Identifier, LongText, ShortText

ACCESS_LASTS = 30 * 60
NOTICES_WITHIN = 24 * 3600
"""Seconds, where a site sets nothing else. Vigie's own rules: no text gives a span (docs/adr/0021)."""

Lasting = Annotated[int, msgspec.Meta(ge=60, le=24 * 3600)]
Within = Annotated[int, msgspec.Meta(ge=60, le=60 * 24 * 3600)]
Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class RequestAccess(Command, frozen=True, kw_only=True, tag="request-dmp-access"):
    """Ask to open the record of one patient of one call. Break-glass: reason and attestation with it."""

    access: Identifier
    call: Identifier
    patient: Identifier
    mode: DmpMode
    attestation: Attestation = Attestation()
    reason: ShortText | None = None


class DmpAnswer(Command, frozen=True, kw_only=True, tag="record-dmp-answer"):
    """The gateway's answer, to a request or to a continuation.

    The two opposition flags are independent (SEL-MP-037, EX_1.1-1050). `lasts`, `notices_within` and
    `review_within` are the site's settings, in seconds: how long the access stays open, and by when its
    notices and its review are due.
    """

    access: Identifier
    opposed_to_regulation_centre: bool = False
    opposed_to_break_glass: bool = False
    professional_blocked: bool = False
    failed: RefusedBecause | None = None
    lasts: Lasting = ACCESS_LASTS
    notices_within: Within = NOTICES_WITHIN
    review_within: Within = REVIEW_WITHIN


class ContinueAccess(Command, frozen=True, kw_only=True, tag="continue-dmp-access"):
    """More time, by the same practitioner, before the access expires: every rule is asked again.

    `call` is the call that the access is for.
    """

    access: Identifier
    call: Identifier
    attestation: Attestation = Attestation()
    reason: ShortText | None = None


class RecordSearch(Command, frozen=True, kw_only=True, tag="record-dmp-search"):
    """Issued before a list of documents is shown: how many are, how many are held back, codes found."""

    access: Identifier
    count: Count
    hidden: Count = 0
    confidentiality: frozenset[Confidentiality] = frozenset()


class ConsultDocument(Command, frozen=True, kw_only=True, tag="consult-dmp-document"):
    """Issued before the content is shown. `author`: who wrote it, the only reader of a masked document."""

    access: Identifier
    document: Identifier
    title: ShortText
    confidentiality: frozenset[Confidentiality] = frozenset({Confidentiality.NORMAL})
    author: Identifier | None = None


class RecordFailedReading(Command, frozen=True, kw_only=True, tag="record-failed-dmp-reading"):
    """Issued where the DMP was asked for the list, or for one `document`, and nothing may be shown."""

    access: Identifier
    why: NotReadBecause
    document: Identifier | None = None


class CloseAccess(Command, frozen=True, kw_only=True, tag="close-dmp-access"):
    access: Identifier


class ExpireAccess(Command, frozen=True, kw_only=True, tag="expire-dmp-access"):
    """Issued by the deadline of the access."""

    access: Identifier


class RevokeAccess(Command, frozen=True, kw_only=True, tag="revoke-dmp-access"):
    access: Identifier
    why: ShortText


class RecordNotice(Command, frozen=True, kw_only=True, tag="record-dmp-notice"):
    """The notice gateway's answer: handed over."""

    access: Identifier
    recipient: Recipient
    proof: ShortText


class FailNotice(Command, frozen=True, kw_only=True, tag="fail-dmp-notice"):
    """The notice gateway's answer: not handed over."""

    access: Identifier
    recipient: Recipient
    why: ShortText


class RetryNotice(Command, frozen=True, kw_only=True, tag="retry-dmp-notice"):
    """Issued by the deadline of a failed notice, or by an auditor."""

    access: Identifier
    recipient: Recipient


class RecordAssessment(Command, frozen=True, kw_only=True, tag="record-dmp-assessment"):
    """What the rules of unusual accesses say of an access that is over; no flag is an answer too."""

    access: Identifier
    flags: tuple[Flag, ...] = ()
    policy: ShortText = "default"


class ReviewBreakGlass(Command, frozen=True, kw_only=True, tag="review-break-glass"):
    """A reading of an access that awaits review: the first, or the second by another person."""

    access: Identifier
    verdict: Verdict
    comment: ShortText


class ExplainAccess(Command, frozen=True, kw_only=True, tag="explain-dmp-access"):
    """The practitioner answers a reader's question."""

    access: Identifier
    words: LongText


class SettleReview(Command, frozen=True, kw_only=True, tag="settle-dmp-review"):
    """A third person settles what two readers disagree on."""

    access: Identifier
    verdict: Verdict
    comment: ShortText


class MarkReviewOverdue(Command, frozen=True, kw_only=True, tag="mark-dmp-review-overdue"):
    """Issued by the deadline of a review."""

    access: Identifier


AfterRequest = (
    DmpAnswer
    | RecordSearch
    | ConsultDocument
    | RecordFailedReading
    | CloseAccess
    | ExpireAccess
    | RevokeAccess
    | RecordNotice
    | FailNotice
    | RetryNotice
    | RecordAssessment
    | ReviewBreakGlass
    | ExplainAccess
    | SettleReview
    | MarkReviewOverdue
)
ByTheDoor = RecordSearch | ConsultDocument | RecordFailedReading
"""Issued by the door that asks the DMP, in the name of who reads, and by nothing else: a reading can be
neither invented nor left out."""
DmpAccessCommand = RequestAccess | ContinueAccess | AfterRequest
