"""The states of an access. Out of OpenByBreakGlass leads AwaitingReview only; out of that, a verdict."""

from datetime import datetime

import msgspec

from domain.dmp_access.facts import REVIEW_WITHIN
from domain.dmp_access.words import Attestation, Flag, Recipient, Verdict
from domain.fact import Actor
from domain.vocabulary import DmpMode, Identifier


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Whose record, by whom, for which call. `informed` are those already told.

    `failures`: notices not handed over, as often as they were not. `flags`: None until the rules of
    unusual accesses were asked. `review_within` in seconds.
    """

    call: Identifier
    patient: Identifier
    practitioner: Actor
    mode: DmpMode
    attestation: Attestation = Attestation()
    reason: str | None = None
    informed: frozenset[Recipient] = frozenset()
    failures: tuple[Recipient, ...] = ()
    flags: tuple[Flag, ...] | None = None
    review_within: int = REVIEW_WITHIN


class NotRequested(msgspec.Struct, frozen=True, tag="not-requested"):
    """Nothing has happened yet."""


class Requested(msgspec.Struct, frozen=True, tag="requested"):
    """The DMP has not answered yet: nothing is shown."""

    subject: Subject


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    subject: Subject


class Open(msgspec.Struct, frozen=True, tag="open"):
    """`continuing` is True while the DMP is asked again."""

    subject: Subject
    expires_at: datetime
    continuing: bool = False


class Closed(msgspec.Struct, frozen=True, tag="closed"):
    subject: Subject


class OpenByBreakGlass(msgspec.Struct, frozen=True, tag="open-by-break-glass"):
    """`continuing` as in Open."""

    subject: Subject
    expires_at: datetime
    continuing: bool = False


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """How far a review is. `asked`: a reader once wanted it clarified; `unanswered`: and still waits for
    the practitioner's words."""

    due_at: datetime | None = None
    overdue: bool = False
    asked: bool = False
    unanswered: bool = False


class Reader(msgspec.Struct, frozen=True):
    """Who read, and found what."""

    id: str
    verdict: Verdict


class AwaitingReview(msgspec.Struct, frozen=True, tag="awaiting-review"):
    """Nobody has given a verdict yet."""

    subject: Subject
    review: Review = Review()


class AwaitingSecondReading(msgspec.Struct, frozen=True, tag="awaiting-second-reading"):
    """One verdict is there; another person's is needed."""

    subject: Subject
    review: Review
    first: Reader


class Disputed(msgspec.Struct, frozen=True, tag="disputed"):
    """Two verdicts that differ: a third person settles."""

    subject: Subject
    review: Review
    first: Reader
    second: Reader


class Reviewed(msgspec.Struct, frozen=True, tag="reviewed"):
    """The end: a verdict that is justified or unjustified."""

    subject: Subject
    verdict: Verdict


AnyOpen = Open | OpenByBreakGlass
InReview = AwaitingReview | AwaitingSecondReading | Disputed
Begun = Requested | Refused | Open | Closed | OpenByBreakGlass | InReview | Reviewed
DmpAccessState = NotRequested | Begun
