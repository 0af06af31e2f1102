"""What may be asked of a regulation file. `call` names the file."""

from datetime import datetime
from typing import Annotated

import msgspec

from domain.fact import Command
from domain.vocabulary import (
    Caller,
    CallOrigin,
    CareLevel,
    Channel,
    DismissalCode,
    Identifier,
    Ins,
    InsStatus,
    LongText,
    OrientationType,
    Person,
    Place,
    Priority,
    ShortText,
    TeamNeeds,
)


class ReceiveCall(Command, frozen=True, kw_only=True, tag="receive-call"):
    """Open a file at pick-up. `rang_at` (UTC) is when the call reached the centre; None where the telephone
    does not say: it then counts as answered at once."""

    call: Identifier
    origin: CallOrigin
    rang_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    caller: Caller = Caller()


class DescribeCaller(Command, frozen=True, kw_only=True, tag="describe-caller"):
    call: Identifier
    caller: Caller


class LocateCall(Command, frozen=True, kw_only=True, tag="locate-call"):
    call: Identifier
    place: Place


class StateMotive(Command, frozen=True, kw_only=True, tag="state-motive"):
    call: Identifier
    motive: ShortText
    code: ShortText | None = None


class LoseCaller(Command, frozen=True, kw_only=True, tag="lose-caller"):
    call: Identifier


class CallBack(Command, frozen=True, kw_only=True, tag="call-back"):
    call: Identifier
    reached: bool


class AssignPriority(Command, frozen=True, kw_only=True, tag="assign-priority"):
    call: Identifier
    priority: Priority


class IdentifyPatient(Command, frozen=True, kw_only=True, tag="identify-patient"):
    call: Identifier
    patient: Identifier
    person: Person
    status: InsStatus = InsStatus.PROVISIONAL
    ins: Ins | None = None


class QualifyIdentity(Command, frozen=True, kw_only=True, tag="qualify-identity"):
    """The INSi service answered and the identity was checked: the INS is now qualified."""

    call: Identifier
    patient: Identifier
    ins: Ins


class TransferToRegulator(Command, frozen=True, kw_only=True, tag="transfer-to-regulator"):
    call: Identifier
    channel: Channel = Channel.EMERGENCY


class StartRegulation(Command, frozen=True, kw_only=True, tag="start-regulation"):
    """A regulating doctor takes the file, or takes it over from a colleague."""

    call: Identifier


class NoteObservation(Command, frozen=True, kw_only=True, tag="note-observation"):
    call: Identifier
    text: LongText
    patient: Identifier | None = None


class AssessCareLevel(Command, frozen=True, kw_only=True, tag="assess-care-level"):
    call: Identifier
    level: CareLevel


class GiveAdvice(Command, frozen=True, kw_only=True, tag="give-advice"):
    call: Identifier
    text: LongText


class GivePhonePrescription(Command, frozen=True, kw_only=True, tag="give-phone-prescription"):
    call: Identifier
    text: LongText


class DecideIntervention(Command, frozen=True, kw_only=True, tag="decide-intervention"):
    """Ask for one mobile team. `mission` is the identifier that its mission will have."""

    call: Identifier
    mission: Identifier
    needs: TeamNeeds = TeamNeeds()


class ConcludeIntervention(Command, frozen=True, kw_only=True, tag="conclude-intervention"):
    """Issued by a reaction when the mission of an intervention has ended."""

    call: Identifier
    mission: Identifier
    cancelled: bool = False


class OrientPatient(Command, frozen=True, kw_only=True, tag="orient-patient"):
    call: Identifier
    orientation: OrientationType
    destination: ShortText | None = None
    patient: Identifier | None = None


class DecideNothingFurther(Command, frozen=True, kw_only=True, tag="decide-nothing-further"):
    call: Identifier
    reason: ShortText


class LinkDuplicate(Command, frozen=True, kw_only=True, tag="link-duplicate"):
    call: Identifier
    original: Identifier


class DismissCall(Command, frozen=True, kw_only=True, tag="dismiss-call"):
    call: Identifier
    code: DismissalCode


class CompleteCall(Command, frozen=True, kw_only=True, tag="complete-call"):
    call: Identifier


class ReopenCall(Command, frozen=True, kw_only=True, tag="reopen-call"):
    call: Identifier
    reason: ShortText


class ValidateCall(Command, frozen=True, kw_only=True, tag="validate-call"):
    call: Identifier


class CloseCall(Command, frozen=True, kw_only=True, tag="close-call"):
    """Issued by the deadline of a validated file: 24 hours after it became active."""

    call: Identifier


class ImportedPatient(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    patient: Identifier
    person: Person


class ImportedNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One note of a shared file."""

    text: LongText
    patient: Identifier | None = None


class ImportFile(Command, frozen=True, kw_only=True, tag="import-file"):
    """A file shared by another centre (RS-EDA), or its update (RS-EDA-MAJ): becomes or updates a call.

    Only what the message says: None and empty mean "not said".
    """

    call: Identifier
    national_id: ShortText
    rang_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    origin: CallOrigin | None = None
    caller: Caller | None = None
    place: Place | None = None
    motive: ShortText | None = None
    motive_code: ShortText | None = None
    priority: Priority | None = None
    level: CareLevel | None = None
    patients: tuple[ImportedPatient, ...] = ()
    notes: tuple[ImportedNote, ...] = ()


RegulationCallCommand = (
    ReceiveCall
    | DescribeCaller
    | LocateCall
    | StateMotive
    | LoseCaller
    | CallBack
    | AssignPriority
    | IdentifyPatient
    | QualifyIdentity
    | TransferToRegulator
    | StartRegulation
    | NoteObservation
    | AssessCareLevel
    | GiveAdvice
    | GivePhonePrescription
    | DecideIntervention
    | ConcludeIntervention
    | OrientPatient
    | DecideNothingFurther
    | LinkDuplicate
    | DismissCall
    | CompleteCall
    | ReopenCall
    | ValidateCall
    | CloseCall
    | ImportFile
)
