"""What can happen to a teleconsultation. It belongs to a regulation file, whose key seals it."""

from datetime import date

from domain.fact import Fact
from domain.mission.teleconsultation import Agreement, ToldVersion
from domain.teleconsultation.questionnaire import Answer
from domain.teleconsultation.words import CompanionRole, Form, GivenUpBecause, Pathway, Speciality
from domain.vocabulary import DmpMode, Identifier, LongText, ShortText

KIND = "teleconsultation"


class TeleconsultationOpened(Fact, frozen=True, kw_only=True, tag="teleconsultation.opened"):
    """One is prepared, in file `call`. `known`: the doctor follows this patient already."""

    call: Identifier
    form: Form
    known: bool
    patient: Identifier | None = None
    purpose: ShortText | None = None


class AgreementRecorded(Fact, frozen=True, kw_only=True, tag="teleconsultation.agreement-recorded"):
    """Told of benefits and risks by version `told_version` of the text, the patient or who speaks for them
    agrees. `mission`: the crew there had recorded it. `session`: the patient had read the text of that
    version on the page of this video session and agreed there. `reason`: why nobody could agree, in an
    emergency."""

    given_by: Agreement
    told_version: ToldVersion
    mission: Identifier | None = None
    reason: ShortText | None = None
    session: Identifier | None = None


class AgreementRefused(Fact, frozen=True, kw_only=True, tag="teleconsultation.agreement-refused"):
    """They do not agree, or no longer: there is no teleconsultation, or it stops there."""

    why: ShortText | None = None


class FollowUpStated(Fact, frozen=True, kw_only=True, tag="teleconsultation.follow-up-stated"):
    """The day of the last consultation in person, which this one alternates with."""

    last_seen: date


class RecordAccessAnswered(Fact, frozen=True, kw_only=True, tag="teleconsultation.record-access-answered"):
    """Whether the patient lets the doctor open their shared record (DMP)."""

    accepted: bool


class RecordAccessLinked(Fact, frozen=True, kw_only=True, tag="teleconsultation.record-access-linked"):
    """The record was opened for it, by this access."""

    access: Identifier
    mode: DmpMode


class CompanionNamed(Fact, frozen=True, kw_only=True, tag="teleconsultation.companion-named"):
    """Who is beside the patient, and in which establishment, where there is one."""

    name: ShortText
    role: CompanionRole
    facility: ShortText | None = None


class ExpertiseAsked(Fact, frozen=True, kw_only=True, tag="teleconsultation.expertise-asked"):
    """The prior téléexpertise: what the professional beside the patient asks the doctor."""

    question: LongText


class ExpertiseAnswered(Fact, frozen=True, kw_only=True, tag="teleconsultation.expertise-answered"):
    """The doctor's answer. `useful`: a teleconsultation is worth having."""

    answer: LongText
    useful: bool


class PathwayStated(Fact, frozen=True, kw_only=True, tag="teleconsultation.pathway-stated"):
    """Which specialist, and whether within the coordinated pathway (then `referred_by` says who sends)."""

    speciality: Speciality
    pathway: Pathway
    referred_by: ShortText | None = None


class PreventionTopicStated(Fact, frozen=True, kw_only=True, tag="teleconsultation.topic-stated"):
    """What the prevention is about."""

    topic: ShortText


class MissionLinked(Fact, frozen=True, kw_only=True, tag="teleconsultation.mission-linked"):
    """The mobile team that is with the patient."""

    mission: Identifier


class SessionLinked(Fact, frozen=True, kw_only=True, tag="teleconsultation.session-linked"):
    """One of the video sessions that it is held by."""

    session: Identifier


class TeleconsultationBegun(Fact, frozen=True, kw_only=True, tag="teleconsultation.begun"):
    """The doctor begins: everything that the form asks is there."""

    doctor: Identifier


class ReportWritten(Fact, frozen=True, kw_only=True, tag="teleconsultation.report-written"):
    """The report (compte rendu), which ends it. A correction is another `version`, from 1; none is undone."""

    version: int
    reason: LongText
    examination: LongText
    conclusion: LongText
    prescription: LongText | None = None
    follow_up: LongText | None = None


class TeleconsultationGivenUp(Fact, frozen=True, kw_only=True, tag="teleconsultation.given-up"):
    """There was none, or it stopped before its end."""

    because: GivenUpBecause
    why: ShortText | None = None


class QuestionnaireAnswered(Fact, frozen=True, kw_only=True, tag="teleconsultation.questionnaire-answered"):
    """What the patient lived and how they are, in numbers. `read_out`: somebody of the house asked."""

    answers: tuple[Answer, ...]
    read_out: bool


class QuestionnaireDeclined(Fact, frozen=True, kw_only=True, tag="teleconsultation.questionnaire-declined"):
    """The patient would rather not answer. `read_out`: somebody of the house asked."""

    read_out: bool


TeleconsultationFact = (
    TeleconsultationOpened
    | AgreementRecorded
    | AgreementRefused
    | FollowUpStated
    | RecordAccessAnswered
    | RecordAccessLinked
    | CompanionNamed
    | ExpertiseAsked
    | ExpertiseAnswered
    | PathwayStated
    | PreventionTopicStated
    | MissionLinked
    | SessionLinked
    | TeleconsultationBegun
    | ReportWritten
    | TeleconsultationGivenUp
    | QuestionnaireAnswered
    | QuestionnaireDeclined
)
