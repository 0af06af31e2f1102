"""Why a teleconsultation says no. The first nine each name one precondition that is missing."""

from domain.fact import Refusal


class AgreementMissing(Refusal):
    """The patient, told of benefits and risks, agrees first."""


class FollowUpMissing(Refusal):
    """A treating doctor's teleconsultation alternates with consultations in person: say when the last was."""


class RecordAccessNotAccepted(Refusal):
    """A doctor who does not know the patient reads their shared record first, and they accept it."""


class CompanionMissing(Refusal):
    """This form has a professional beside the patient: name them, with their role."""


class MobileTeamMissing(Refusal):
    """This form has a mobile team beside the patient: link its mission."""


class FacilityMissing(Refusal):
    """This form is held in an establishment: name it with the professional who is there."""


class PathwayMissing(Refusal):
    """This form has a speciality and a pathway: state them."""


class PreventionTopicMissing(Refusal):
    """This form has a topic: state it."""


class VideoSessionMissing(Refusal):
    """A teleconsultation is held by video: link its session."""


class PatientNotFollowed(Refusal):
    """A treating doctor's teleconsultation is with a patient the doctor follows."""

    field = "known"


class OutsideCoordinatedPath(Refusal):
    """Outside the coordinated pathway, specialities that are hard to reach only."""

    field = "pathway"


class EmergencyNotForThisForm(Refusal):
    """An emergency stands for an agreement where a call is regulated only."""

    field = "given_by"


class BreakGlassNotForThisForm(Refusal):
    """The glass is broken where a call is regulated only."""

    field = "access"


class NotOfThisCall(Refusal):
    """What is linked belongs to another file."""


class TeamNotThere(Refusal):
    """The team of this mission is not with the patient."""

    field = "mission"


class TeleconsultationOver(Refusal):
    """It is over: reported, refused or given up."""


class NotYourTeleconsultation(Refusal):
    """Another doctor holds it."""


class AlreadyAnswered(Refusal):
    """The questionnaire is answered or declined, once."""


class QuestionnaireTooLate(Refusal):
    """The patient's own page asks for a day after the link was opened, and no longer."""
