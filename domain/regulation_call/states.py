"""The states of a regulation file. All but the first carry the file; each allows only its own acts."""

from datetime import datetime

import msgspec

from domain.vocabulary import (
    Caller,
    CareLevel,
    CaseStatus,
    DismissalCode,
    Identifier,
    Ins,
    InsStatus,
    Person,
    Place,
    Priority,
)


class Patient(msgspec.Struct, frozen=True, kw_only=True):
    person: Person
    status: InsStatus
    ins: Ins | None = None


class File(msgspec.Struct, frozen=True, kw_only=True):
    """What every later state needs of the file. `open_missions` are interventions not concluded.

    `active_since` (UTC) is when the file became, or became again, active (ACTIF).
    """

    caller: Caller
    active_since: datetime
    national_id: str | None = None
    place: Place | None = None
    motive: str | None = None
    motive_code: str | None = None
    priority: Priority | None = None
    level: CareLevel | None = None
    patients: dict[Identifier, Patient] = {}
    notes: frozenset[str] = frozenset()
    missions: frozenset[Identifier] = frozenset()
    open_missions: frozenset[Identifier] = frozenset()
    decisions: int = 0

    @property
    def still_out(self) -> tuple[Identifier, ...]:
        """The missions not concluded, by name."""
        return tuple(sorted(self.open_missions))


class Unknown(msgspec.Struct, frozen=True, tag="unknown"):
    """Nothing has happened yet."""


class Received(msgspec.Struct, frozen=True, tag="received"):
    """An ARM holds the file."""

    file: File


class Waiting(msgspec.Struct, frozen=True, tag="waiting"):
    """In the queue of the regulating doctors."""

    file: File


class InRegulation(msgspec.Struct, frozen=True, tag="in-regulation"):
    file: File
    regulator: Identifier


class Decided(msgspec.Struct, frozen=True, tag="decided"):
    """At least one decision was made; more may follow."""

    file: File
    regulator: Identifier


class Completed(msgspec.Struct, frozen=True, tag="completed"):
    file: File
    regulator: Identifier


class Validated(msgspec.Struct, frozen=True, tag="validated"):
    file: File
    regulator: Identifier
    closes_at: datetime


class Closed(msgspec.Struct, frozen=True, tag="closed"):
    file: File


class Dismissed(msgspec.Struct, frozen=True, tag="dismissed"):
    """Ended without medical regulation: `code` says why, or `original` names the file it repeats."""

    file: File
    code: DismissalCode
    original: Identifier | None = None


RegulationCallState = (
    Unknown | Received | Waiting | InRegulation | Decided | Completed | Validated | Closed | Dismissed
)

Regulated = InRegulation | Decided
Active = Received | Waiting | InRegulation | Decided


def case_status(state: RegulationCallState) -> CaseStatus | None:
    """The national status (HubSante.etat) of a file in this state."""
    match state:
        case Unknown():
            return None
        case Received() | Waiting() | InRegulation() | Decided():
            return CaseStatus.ACTIVE
        case Completed() | Dismissed():
            return CaseStatus.COMPLETED
        case Validated():
            return CaseStatus.VALIDATED
        case Closed():
            return CaseStatus.CLOSED
