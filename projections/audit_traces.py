"""What an auditor reads: an access with all that belongs to it, and a reading of a file."""

from datetime import datetime

import msgspec

from domain.dmp_access.words import Flag, Recipient, RefusedBecause, Verdict
from domain.file_reading import What
from domain.vocabulary import Confidentiality, DmpMode, Role


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One document shown. `title` is its kind."""

    at: datetime
    by_id: str
    document: str
    title: str
    confidentiality: tuple[Confidentiality, ...]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """How far the notice to one recipient has come: ``due``, ``failed`` (still due) or ``sent``.

    `due_at`: by when; `attempts` that failed; `retry_at`: when the next one is made.
    """

    recipient: Recipient
    state: str
    at: datetime
    proof: str | None
    why: str | None
    due_at: datetime | None = None
    attempts: int = 0
    retry_at: datetime | None = None

    def overdue(self, now: datetime) -> bool:
        """Whether its time has passed without a proof."""
        return self.state != "sent" and self.due_at is not None and self.due_at <= now


class AccessStep(msgspec.Struct, frozen=True, kw_only=True):
    """What else happened: continuations, searches, documents refused, words. `kind` is the fact's tag."""

    kind: str
    at: datetime
    by_id: str
    why: str | None = None
    words: str | None = None
    until: datetime | None = None
    document: str | None = None
    shown: int | None = None
    hidden: int | None = None
    confidentiality: tuple[Confidentiality, ...] | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One reading: 1, 2, or 3 where a third person settles."""

    reading: int
    at: datetime
    by_id: str
    verdict: Verdict
    comment: str


class AccessTrace(msgspec.Struct, frozen=True, kw_only=True):
    """One access, or one attempt refused. `state`: ``requested``, ``open``, ``refused`` or ``ended``;
    `ended_how`: ``closed``, ``expired`` or ``revoked``. `flags`: None until the rules were asked.
    `review_step`: None, ``second-reading`` or ``disputed``. `verdict` is the final one."""

    access: str
    position: int
    call: str
    patient: str
    mode: DmpMode
    practitioner: str
    role: Role
    reason: str | None
    cannot_express_will: bool
    immediate_risk: bool
    patient_agrees: bool
    state: str
    requested_at: datetime
    opened_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    ended_how: str | None
    ended_by: str | None
    ended_why: str | None
    refused_at: datetime | None
    refused_why: RefusedBecause | None
    verdict: Verdict | None
    flags: tuple[Flag, ...] | None = None
    policy: str | None = None
    review_step: str | None = None
    question_open: bool = False
    review_due_at: datetime | None = None
    review_overdue_at: datetime | None = None
    documents: tuple[Document, ...] = ()
    notices: tuple[Notice, ...] = ()
    reviews: tuple[Review, ...] = ()
    steps: tuple[AccessStep, ...] = ()

    @property
    def to_review(self) -> bool:
        called_for = self.mode is DmpMode.BREAK_GLASS or bool(self.flags)
        return called_for and self.ended_at is not None and self.verdict is None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody opened a file: a call, a mission, the audit trail itself; `refused`: asked to, and may not.

    `asked`: the words of a search; `replayed`: the place in the log that was shown.
    """

    event: str
    at: datetime
    by_id: str
    role: Role
    what: What
    of_id: str
    asked: str | None = None
    replayed: int | None = None
    refused: bool = False
