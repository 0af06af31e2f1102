"""The states of an access. The only way out of OpenByBreakGlass is AwaitingReview."""

from datetime import datetime

import msgspec

from domain.dmp_access.facts import Attestation, Recipient, Verdict
from domain.fact import Actor
from domain.vocabulary import DmpMode, Identifier


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Whose record, by whom, for which call. `informed` are those already told."""

    call: Identifier
    patient: Identifier
    practitioner: Actor
    mode: DmpMode
    attestation: Attestation = Attestation()
    reason: str | None = None
    informed: frozenset[Recipient] = frozenset()


class NotRequested(msgspec.Struct, frozen=True, tag="not-requested"):
    """Nothing has happened yet."""


class Requested(msgspec.Struct, frozen=True, tag="requested"):
    """The DMP has not answered yet: nothing is shown."""

    subject: Subject


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    subject: Subject


class Open(msgspec.Struct, frozen=True, tag="open"):
    subject: Subject
    expires_at: datetime


class Closed(msgspec.Struct, frozen=True, tag="closed"):
    subject: Subject


class OpenByBreakGlass(msgspec.Struct, frozen=True, tag="open-by-break-glass"):
    subject: Subject
    expires_at: datetime


class AwaitingReview(msgspec.Struct, frozen=True, tag="awaiting-review"):
    """`asked` is True once a reviewer wants it clarified."""

    subject: Subject
    asked: bool = False


class Reviewed(msgspec.Struct, frozen=True, tag="reviewed"):
    subject: Subject
    verdict: Verdict


AnyOpen = Open | OpenByBreakGlass
Begun = Requested | Refused | Open | Closed | OpenByBreakGlass | AwaitingReview | Reviewed
DmpAccessState = NotRequested | Begun
