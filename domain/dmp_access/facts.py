"""What can happen to an access to a shared medical record (DMP). Refused attempts are facts too."""

from datetime import datetime

from domain.dmp_access.words import (
    Attestation,
    DocumentRefusedBecause,
    Flag,
    Recipient,
    RefusedBecause,
    Verdict,
)
from domain.fact import Actor, Fact
from domain.shared_record import NotReadBecause
from domain.vocabulary import Confidentiality, DmpMode, Identifier, Ins, LongText, ShortText

KIND = "dmp-access"

REVIEW_WITHIN = 72 * 3600
"""Seconds given to a review where nothing else was said. Vigie's own rule (docs/adr/0021)."""


class AccessRequested(Fact, frozen=True, kw_only=True, tag="dmp-access.requested"):
    """The rules of the house allow the attempt: the DMP is asked. `ins` is qualified."""

    call: Identifier
    patient: Identifier
    mode: DmpMode
    practitioner: Actor
    ins: Ins
    attestation: Attestation = Attestation()
    reason: ShortText | None = None


class AccessGranted(Fact, frozen=True, kw_only=True, tag="dmp-access.granted"):
    """Opened in the normal or regulation-centre mode, until `expires_at` (UTC).

    `notices_due_at`: when the holder and the attending doctor must have been told, None where no notice is
    due. `review_within`: seconds given to a review, should one be needed.
    """

    call: Identifier
    patient: Identifier
    mode: DmpMode
    expires_at: datetime
    notices_due_at: datetime | None = None
    review_within: int = REVIEW_WITHIN


class BreakGlassInvoked(Fact, frozen=True, kw_only=True, tag="dmp-access.break-glass-invoked"):
    """Opened by break-glass, until `expires_at` (UTC). From here no path avoids a review.

    `notices_due_at` and `review_within` as in AccessGranted.
    """

    call: Identifier
    patient: Identifier
    reason: ShortText
    expires_at: datetime
    notices_due_at: datetime | None = None
    review_within: int = REVIEW_WITHIN


class AccessRefused(Fact, frozen=True, kw_only=True, tag="dmp-access.refused"):
    """An attempt that did not open anything: by a rule of the house, or by the DMP's answer.

    `reason` and `attestation` are what was claimed.
    """

    call: Identifier
    patient: Identifier
    mode: DmpMode
    practitioner: Actor
    why: RefusedBecause
    attestation: Attestation = Attestation()
    reason: ShortText | None = None


class ContinuationRequested(Fact, frozen=True, kw_only=True, tag="dmp-access.continuation-requested"):
    """The practitioner wants more time, and the rules of the house allow it: the DMP is asked again."""

    call: Identifier
    patient: Identifier
    mode: DmpMode
    practitioner: Actor
    ins: Ins
    attestation: Attestation = Attestation()
    reason: ShortText | None = None


class AccessContinued(Fact, frozen=True, kw_only=True, tag="dmp-access.continued"):
    """Open for longer, until `expires_at` (UTC): the DMP still allows it."""

    expires_at: datetime


class ContinuationRefused(Fact, frozen=True, kw_only=True, tag="dmp-access.continuation-refused"):
    """No more time. An opposition or a block ends the access at once; otherwise its present end stands."""

    why: RefusedBecause
    attestation: Attestation = Attestation()
    reason: ShortText | None = None


class DocumentsSearched(Fact, frozen=True, kw_only=True, tag="dmp-access.documents-searched"):
    """The list of documents was shown: how many were, how many were held back, and the confidentiality
    codes among those found."""

    count: int
    hidden: int = 0
    confidentiality: frozenset[Confidentiality] = frozenset()


class DocumentRefused(Fact, frozen=True, kw_only=True, tag="dmp-access.document-refused"):
    """A document that was asked for and not shown. Who asked is in the envelope."""

    document: Identifier
    why: DocumentRefusedBecause


class ReadingFailed(Fact, frozen=True, kw_only=True, tag="dmp-access.reading-failed"):
    """The DMP was asked for the list, or for one `document`, and nothing was shown. Who asked is in the
    envelope."""

    why: NotReadBecause
    document: Identifier | None = None


class DocumentConsulted(Fact, frozen=True, kw_only=True, tag="dmp-access.document-consulted"):
    """One document was shown. `title` is its kind, never its content."""

    document: Identifier
    title: ShortText
    confidentiality: frozenset[Confidentiality] = frozenset({Confidentiality.NORMAL})


class AccessClosed(Fact, frozen=True, kw_only=True, tag="dmp-access.closed"):
    """The practitioner has finished. `review_due_at`: when the review must be over, None without one."""

    review_due_at: datetime | None = None


class AccessExpired(Fact, frozen=True, kw_only=True, tag="dmp-access.expired"):
    """Time is up. `review_due_at` as in AccessClosed."""

    review_due_at: datetime | None = None


class AccessRevoked(Fact, frozen=True, kw_only=True, tag="dmp-access.revoked"):
    """Somebody with the right to do so ended it. `review_due_at` as in AccessClosed."""

    why: ShortText
    review_due_at: datetime | None = None


class PatientInformed(Fact, frozen=True, kw_only=True, tag="dmp-access.patient-informed"):
    """The notice of R1111-48 was handed over. `proof` is the receipt of whoever carries it."""

    recipient: Recipient
    proof: ShortText


class NoticeFailed(Fact, frozen=True, kw_only=True, tag="dmp-access.notice-failed"):
    """The notice could not be handed over: still due, and tried again at `retry_at` (UTC) where there is one.

    `attempt` counts from 1.
    """

    recipient: Recipient
    why: ShortText
    attempt: int = 1
    retry_at: datetime | None = None


class NoticeRetried(Fact, frozen=True, kw_only=True, tag="dmp-access.notice-retried"):
    """The notice is handed to its carrier once more."""

    call: Identifier
    patient: Identifier
    mode: DmpMode
    recipient: Recipient


class AccessAssessed(Fact, frozen=True, kw_only=True, tag="dmp-access.assessed"):
    """The rules of unusual accesses were asked. With a flag, an access of any mode is reviewed.

    `policy` names the thresholds (digest of the policy). `review_due_at` is set where this is what calls
    for a review.
    """

    flags: tuple[Flag, ...] = ()
    policy: ShortText = "default"
    review_due_at: datetime | None = None


class BreakGlassReviewed(Fact, frozen=True, kw_only=True, tag="dmp-access.break-glass-reviewed"):
    """One reading, by `reader`. `reading` is 1 or 2; 0, without a reader, in facts older than second
    readings, where one reading decided."""

    verdict: Verdict
    comment: ShortText
    reading: int = 0
    reader: Identifier | None = None


class AccessExplained(Fact, frozen=True, kw_only=True, tag="dmp-access.explained"):
    """The practitioner answers a reader's question."""

    words: LongText


class ReviewDisputed(Fact, frozen=True, kw_only=True, tag="dmp-access.review-disputed"):
    """Two readers disagree: a third person settles."""

    first: Verdict
    second: Verdict


class ReviewSettled(Fact, frozen=True, kw_only=True, tag="dmp-access.review-settled"):
    """A third person says which verdict holds."""

    verdict: Verdict
    comment: ShortText


class ReviewOverdue(Fact, frozen=True, kw_only=True, tag="dmp-access.review-overdue"):
    """The time given to the review has passed: it is still to be done."""

    due_at: datetime


class ReviewConcluded(Fact, frozen=True, kw_only=True, tag="dmp-access.review-concluded"):
    """The final verdict: justified or unjustified. The review is over."""

    verdict: Verdict


DmpAccessFact = (
    AccessRequested
    | AccessGranted
    | BreakGlassInvoked
    | AccessRefused
    | ContinuationRequested
    | AccessContinued
    | ContinuationRefused
    | DocumentsSearched
    | DocumentConsulted
    | DocumentRefused
    | ReadingFailed
    | AccessClosed
    | AccessExpired
    | AccessRevoked
    | PatientInformed
    | NoticeFailed
    | NoticeRetried
    | AccessAssessed
    | BreakGlassReviewed
    | AccessExplained
    | ReviewDisputed
    | ReviewSettled
    | ReviewOverdue
    | ReviewConcluded
)
