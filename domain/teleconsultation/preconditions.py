"""What each form asks before the doctor begins, and what of it is there. Pure: the screens read it too."""

from collections.abc import Sequence

import msgspec

from domain.fact import Refusal
from domain.teleconsultation import refusals as r
from domain.teleconsultation.states import Gathered, Subject
from domain.teleconsultation.words import (
    ALWAYS,
    FRAMED_BY_LAW,
    HARD_TO_REACH,
    HELPFUL,
    Form,
    Pathway,
    Precondition,
)

MISSING: dict[Precondition, type[Refusal]] = {
    Precondition.AGREEMENT: r.AgreementMissing,
    Precondition.FOLLOW_UP: r.FollowUpMissing,
    Precondition.RECORD_ACCESS: r.RecordAccessNotAccepted,
    Precondition.COMPANION: r.CompanionMissing,
    Precondition.MOBILE_TEAM: r.MobileTeamMissing,
    Precondition.FACILITY: r.FacilityMissing,
    Precondition.PATHWAY: r.PathwayMissing,
    Precondition.TOPIC: r.PreventionTopicMissing,
    Precondition.SESSION: r.VideoSessionMissing,
}


class PreconditionCheck(msgspec.Struct, frozen=True, gc=False):
    """One line of the check-list. `needed`: nothing begins without it; otherwise it helps."""

    precondition: Precondition
    needed: bool
    met: bool


def asked(subject: Subject) -> tuple[Precondition, ...]:
    """What the form asks of this patient, the agreement first. The record where the doctor does not know
    them, except where a regulated call opens it by its own rules."""
    wanted = ALWAYS[subject.form]
    if not subject.known and subject.form not in FRAMED_BY_LAW and Precondition.RECORD_ACCESS not in wanted:
        wanted = (Precondition.RECORD_ACCESS, *wanted)
    return (Precondition.AGREEMENT, *wanted, Precondition.SESSION)


def met(precondition: Precondition, so_far: Gathered) -> bool:
    """Whether this is recorded."""
    match precondition:
        case Precondition.AGREEMENT:
            return so_far.agreed is not None
        case Precondition.FOLLOW_UP:
            return so_far.followed
        case Precondition.RECORD_ACCESS:
            return so_far.record_access is True
        case Precondition.COMPANION:
            return so_far.companion is not None
        case Precondition.EXPERTISE:
            return so_far.expertise_useful is not None
        case Precondition.MOBILE_TEAM:
            return so_far.mission is not None
        case Precondition.FACILITY:
            return so_far.in_facility
        case Precondition.PATHWAY:
            return so_far.pathway is not None
        case Precondition.TOPIC:
            return so_far.topic
        case Precondition.SESSION:
            return bool(so_far.sessions)


def checklist(subject: Subject, so_far: Gathered) -> tuple[PreconditionCheck, ...]:
    """What is asked and what would help, in the order to do it."""
    needed = asked(subject)
    helpful = HELPFUL.get(subject.form, ())
    lines = [*needed[:-1], *helpful, *needed[-1:]]
    return tuple(PreconditionCheck(each, each in needed, met(each, so_far)) for each in lines)


def missing(subject: Subject, so_far: Gathered) -> Sequence[Precondition]:
    """What is asked and not there, in order."""
    return [each for each in asked(subject) if not met(each, so_far)]


def check_known(form: Form, *, known: bool) -> None:
    """Raise PatientNotFollowed for a treating doctor's form about a stranger."""
    if form is Form.TREATING_DOCTOR and not known:
        raise r.PatientNotFollowed("a treating doctor follows the patient: another form is for strangers")


def check_pathway(speciality: str, pathway: Pathway) -> None:
    """Raise OutsideCoordinatedPath for a speciality that is seen within the pathway only."""
    if pathway is Pathway.OUTSIDE and speciality not in HARD_TO_REACH:
        names = ", ".join(sorted(HARD_TO_REACH))
        raise r.OutsideCoordinatedPath(f"outside the coordinated pathway: {names}")
