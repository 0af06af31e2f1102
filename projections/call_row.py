"""What the regulator's board shows of a call: no name of anybody but the room's."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from domain.vocabulary import (
    CallerType,
    CallOrigin,
    CareLevel,
    CaseStatus,
    Channel,
    DecisionType,
    InsStatus,
    Person,
    Position,
    Priority,
    Sex,
)


class CallStage(StrEnum):
    """Finer than the national status: where the file is in the room."""

    RECEIVED = "received"
    WAITING = "waiting"
    IN_REGULATION = "in-regulation"
    DECIDED = "decided"
    COMPLETED = "completed"


class PatientOnBoard(msgspec.Struct, frozen=True, gc=False):
    """A patient without a name: age as ISO 8601 (``P84Y``), sex, reliability of the identity."""

    id: str
    age: str | None
    sex: Sex
    identity: InsStatus


class DecisionTaken(msgspec.Struct, frozen=True, gc=False):
    type: DecisionType
    at: datetime
    by: str


class CallRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One file. `waiting_since` is when it rang, or was reopened; `holder` who has it in hand now
    (nobody while it waits for a doctor). `missions` are those not ended; `notes` says how many there are.

    `rang_at` and `received_at` are None only for a file reopened after it had left the board.
    """

    id: str
    state: CallStage
    status: CaseStatus = CaseStatus.ACTIVE
    waiting_since: datetime
    rang_at: datetime | None = None
    received_at: datetime | None = None
    transferred_at: datetime | None = None
    regulated_at: datetime | None = None
    decided_at: datetime | None = None
    completed_at: datetime | None = None
    origin: CallOrigin | None = None
    national_id: str | None = None
    caller: CallerType = CallerType.UNKNOWN
    caller_lost: bool = False
    place: str | None = None
    insee: str | None = None
    position: Position | None = None
    motive: str | None = None
    motive_code: str | None = None
    priority: Priority | None = None
    channel: Channel | None = None
    level: CareLevel | None = None
    arm: str | None = None
    regulator: str | None = None
    holder: str | None = None
    patients: tuple[PatientOnBoard, ...] = ()
    decisions: tuple[DecisionTaken, ...] = ()
    missions: tuple[str, ...] = ()
    notes: int = 0


def age_of(person: Person, at: datetime) -> str | None:
    """Age as ISO 8601 (``P84Y``): as stated, or counted from the date of birth; None where unknown."""
    if person.age is not None or person.birth_date is None:
        return person.age
    try:
        born = date.fromisoformat(person.birth_date)
    except ValueError:  # a date such as 1938-00-00 is written for people who know only the year
        return None
    years = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
    return f"P{years}Y" if years >= 0 else None
