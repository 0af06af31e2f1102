"""What may be asked of a teleconsultation, which `teleconsultation` names. In any order, until it begins."""

from datetime import date
from typing import Annotated

import msgspec

from domain.fact import Command
from domain.mission.teleconsultation import Agreement, ToldVersion
from domain.teleconsultation.questionnaire import QUESTIONNAIRE, Answer
from domain.teleconsultation.words import CompanionRole, Form, GivenUpBecause, Pathway, Speciality
from domain.vocabulary import Identifier, LongText, ShortText


class OpenTeleconsultation(Command, frozen=True, kw_only=True, tag="open-teleconsultation"):
    """In the file `call`. `known`: the doctor follows this patient already."""

    teleconsultation: Identifier
    call: Identifier
    form: Form
    known: bool = False
    patient: Identifier | None = None
    purpose: ShortText | None = None


class RecordAgreement(Command, frozen=True, kw_only=True, tag="record-agreement"):
    """`told_version`: the text on benefits and risks that was told first."""

    teleconsultation: Identifier
    given_by: Agreement
    told_version: ToldVersion
    reason: ShortText | None = None


class RefuseAgreement(Command, frozen=True, kw_only=True, tag="refuse-agreement"):
    teleconsultation: Identifier
    why: ShortText | None = None


class StateFollowUp(Command, frozen=True, kw_only=True, tag="state-follow-up"):
    """`last_seen`: the day of the last consultation in person."""

    teleconsultation: Identifier
    last_seen: date


class AnswerRecordAccess(Command, frozen=True, kw_only=True, tag="answer-record-access"):
    """Whether the patient lets the doctor open their shared record."""

    teleconsultation: Identifier
    accepted: bool


class LinkRecordAccess(Command, frozen=True, kw_only=True, tag="link-record-access"):
    """An access to the patient's record, of the same file."""

    teleconsultation: Identifier
    access: Identifier


class NameCompanion(Command, frozen=True, kw_only=True, tag="name-companion"):
    """Who is beside the patient. `facility`: the establishment where they are."""

    teleconsultation: Identifier
    name: ShortText
    role: CompanionRole
    facility: ShortText | None = None


class AskExpertise(Command, frozen=True, kw_only=True, tag="ask-expertise"):
    teleconsultation: Identifier
    question: LongText


class AnswerExpertise(Command, frozen=True, kw_only=True, tag="answer-expertise"):
    """`useful`: a teleconsultation is worth having."""

    teleconsultation: Identifier
    answer: LongText
    useful: bool = True


class StatePathway(Command, frozen=True, kw_only=True, tag="state-pathway"):
    """`referred_by`: who sends the patient, within the coordinated pathway."""

    teleconsultation: Identifier
    speciality: Speciality
    pathway: Pathway
    referred_by: ShortText | None = None


class StatePreventionTopic(Command, frozen=True, kw_only=True, tag="state-topic"):
    teleconsultation: Identifier
    topic: ShortText


class LinkMission(Command, frozen=True, kw_only=True, tag="link-mission"):
    """A mission of the same file, whose team is with the patient."""

    teleconsultation: Identifier
    mission: Identifier


class LinkSession(Command, frozen=True, kw_only=True, tag="link-session"):
    """A video session of the same file."""

    teleconsultation: Identifier
    session: Identifier


class BeginTeleconsultation(Command, frozen=True, kw_only=True, tag="begin-teleconsultation"):
    """Refused while anything that the form asks is missing, by the name of what is."""

    teleconsultation: Identifier


class WriteReport(Command, frozen=True, kw_only=True, tag="write-report"):
    """The report, or a corrected one, by the doctor who held the teleconsultation."""

    teleconsultation: Identifier
    reason: LongText
    examination: LongText
    conclusion: LongText
    prescription: LongText | None = None
    follow_up: LongText | None = None


class GiveUpTeleconsultation(Command, frozen=True, kw_only=True, tag="give-up-teleconsultation"):
    teleconsultation: Identifier
    because: GivenUpBecause
    why: ShortText | None = None


class AnswerQuestionnaire(Command, frozen=True, kw_only=True, tag="answer-questionnaire"):
    """Once, after the report. Questions may be left out. `session`: on the patient's own page, once that
    video session is over, whether or not the report is written."""

    teleconsultation: Identifier
    answers: Annotated[tuple[Answer, ...], msgspec.Meta(max_length=len(QUESTIONNAIRE))]
    session: Identifier | None = None


class DeclineQuestionnaire(Command, frozen=True, kw_only=True, tag="decline-questionnaire"):
    """The patient would rather not answer: nobody asks again. `session` as for an answer."""

    teleconsultation: Identifier
    session: Identifier | None = None


OfQuestionnaire = AnswerQuestionnaire | DeclineQuestionnaire
Linking = LinkRecordAccess | LinkMission | LinkSession
"""Commands that look at another stream of the same file."""
Preparing = (
    RecordAgreement
    | StateFollowUp
    | AnswerRecordAccess
    | NameCompanion
    | AskExpertise
    | AnswerExpertise
    | StatePathway
    | StatePreventionTopic
)
Alone = (
    Preparing
    | RefuseAgreement
    | BeginTeleconsultation
    | WriteReport
    | GiveUpTeleconsultation
    | OfQuestionnaire
)
TeleconsultationCommand = OpenTeleconsultation | Linking | Alone
