"""The states of a teleconsultation. No words of a patient are kept here: what was said is in the facts."""

import msgspec

from domain.mission.teleconsultation import Agreement
from domain.teleconsultation.words import CompanionRole, Form, Pathway, Speciality
from domain.vocabulary import Identifier


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Which form, in which file, about whom. `known`: the doctor follows this patient already."""

    call: Identifier
    form: Form
    known: bool
    patient: Identifier | None = None


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """What is recorded so far of what the form asks, and what it is linked to."""

    agreed: Agreement | None = None
    told_version: int | None = None
    followed: bool = False
    record_access: bool | None = None
    companion: CompanionRole | None = None
    in_facility: bool = False
    expertise_asked: bool = False
    expertise_useful: bool | None = None
    speciality: Speciality | None = None
    pathway: Pathway | None = None
    topic: bool = False
    mission: Identifier | None = None
    accesses: tuple[Identifier, ...] = ()
    sessions: tuple[Identifier, ...] = ()


class NotOpened(msgspec.Struct, frozen=True, tag="not-opened"):
    """Nothing has happened yet."""


class Preparing(msgspec.Struct, frozen=True, tag="preparing"):
    """What the form asks is being gathered."""

    subject: Subject
    gathered: Gathered = Gathered()


class UnderWay(msgspec.Struct, frozen=True, tag="under-way"):
    """A doctor holds it. The patient may answer or decline once its video session is over."""

    subject: Subject
    gathered: Gathered
    doctor: Identifier
    answered: bool = False
    declined: bool = False


class Reported(msgspec.Struct, frozen=True, tag="reported"):
    """Over, with `versions` of its report. `answered`, `declined`: the questionnaire is."""

    subject: Subject
    gathered: Gathered
    doctor: Identifier
    versions: int = 1
    answered: bool = False
    declined: bool = False


class Over(msgspec.Struct, frozen=True, tag="over"):
    """Refused or given up: `how` is the tag of the fact that ended it."""

    subject: Subject
    gathered: Gathered
    how: str


Open = Preparing | UnderWay
Begun = UnderWay | Reported | Over
TeleconsultationState = NotOpened | Preparing | Begun
