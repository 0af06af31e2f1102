"""A teleconsultation from its preparation to its questionnaire."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from domain.fact import Actor
from domain.house import AnyCommand
from domain.mission.teleconsultation import Agreement
from domain.personal import ERASED, cleared, sealed_fields
from domain.refusals import NotFound, OutOfOrder, ReasonMissing, RoleNotAllowed
from domain.teleconsultation import commands as c
from domain.teleconsultation import facts as f
from domain.teleconsultation import refusals as r
from domain.teleconsultation.preconditions import MISSING, missing
from domain.teleconsultation.questionnaire import QUESTIONNAIRE, Answer, AnswersWrong, Question
from domain.teleconsultation.states import Over, Preparing, Reported, UnderWay
from domain.teleconsultation.words import CompanionRole, Form, GivenUpBecause, Precondition
from tests.builders import ARM, AUDITOR, CALLER, COLLEAGUE, DOCTOR, DRIVER, MACHINE, NURSE, Past
from tests.domain.consulting import BEGIN, LAST_SEEN, MET, NAME, WRITE, held, opened, ready, report
from tests.spec import given
from tools.exploring import COMMANDS

AGREE = c.RecordAgreement(teleconsultation=NAME, given_by=Agreement.PATIENT, told_version=1)
REFUSE = c.RefuseAgreement(teleconsultation=NAME, why="préfère venir")
GIVE_UP = c.GiveUpTeleconsultation(teleconsultation=NAME, because=GivenUpBecause.IN_PERSON, why="plaie")
FULL = tuple(Answer(question, asked.highest) for question, asked in QUESTIONNAIRE.items())
ANSWER = c.AnswerQuestionnaire(teleconsultation=NAME, answers=FULL)
REPORTED = held().then(report())
still_open = pytest.mark.parametrize("past", [opened(), ready(), held()], ids=["opened", "ready", "held"])
over_ = pytest.mark.parametrize(
    "past",
    [
        REPORTED,
        opened().then(f.AgreementRefused()),
        held().then(f.TeleconsultationGivenUp(because=GivenUpBecause.OTHER)),
    ],
    ids=["reported", "refused", "given up"],
)


@pytest.mark.parametrize("by", [CALLER, NURSE, ARM, DOCTOR], ids=lambda by: by.role.name)
def test_the_agreement_says_who_gave_it_and_what_was_told(by: Actor) -> None:
    given(opened()).when(AGREE, by=by).then(MET[Precondition.AGREEMENT])
    given(opened(Form.CITIZEN, MET[Precondition.AGREEMENT])).when(AGREE, by=by).then_nothing()
    again = c.RecordAgreement(teleconsultation=NAME, given_by=Agreement.PATIENT, told_version=2)
    newer = f.AgreementRecorded(given_by=Agreement.PATIENT, told_version=2)
    given(opened(Form.CITIZEN, MET[Precondition.AGREEMENT])).when(again, by=by).then(newer)


@pytest.mark.parametrize("form", Form)
def test_an_emergency_stands_for_an_agreement_where_a_call_is_regulated_with_a_reason(form: Form) -> None:
    silent = c.RecordAgreement(teleconsultation=NAME, given_by=Agreement.EMERGENCY, told_version=1)
    said = c.RecordAgreement(
        teleconsultation=NAME, given_by=Agreement.EMERGENCY, told_version=1, reason="inconscient"
    )
    if form not in (Form.EMERGENCY, Form.REGULATION):
        given(opened(form)).when(said).then_refused(r.EmergencyNotForThisForm)
        return
    given(opened(form)).when(silent).then_refused(ReasonMissing)
    fact = f.AgreementRecorded(given_by=Agreement.EMERGENCY, told_version=1, reason="inconscient")
    given(opened(form)).when(said, by=NURSE).then(fact)


@still_open
def test_who_no_longer_agrees_ends_it_at_any_time(past: Past) -> None:
    given(past).when(REFUSE, by=CALLER).then(f.AgreementRefused(why="préfère venir"))
    assert isinstance(past.then(f.AgreementRefused()).state, Over)
    given(past).when(REFUSE, by=AUDITOR).then_refused(RoleNotAllowed)


@still_open
def test_the_room_gives_it_up_with_the_cause(past: Past) -> None:
    fact = f.TeleconsultationGivenUp(because=GivenUpBecause.IN_PERSON, why="plaie")
    given(past).when(GIVE_UP, by=ARM).then(fact)
    given(past).when(GIVE_UP, by=CALLER).then_refused(RoleNotAllowed)
    assert isinstance(past.then(fact).state, Over)


@pytest.mark.parametrize("by", [ARM, DRIVER], ids=lambda by: by.role.name)
def test_the_companion_is_named_with_their_role_and_named_again(by: Actor) -> None:
    name = c.NameCompanion(teleconsultation=NAME, name="M. Exemple", role=CompanionRole.PHARMACIST)
    fact = f.CompanionNamed(name="M. Exemple", role=CompanionRole.PHARMACIST)
    given(opened(Form.ACCOMPANIED)).when(name, by=by).then(fact)
    given(ready(Form.GERIATRIC)).when(name, by=by).then(fact)
    assert missing(*_told(ready(Form.GERIATRIC).then(fact))) == [Precondition.FACILITY]
    given(opened(Form.ACCOMPANIED)).when(name, by=CALLER).then_refused(RoleNotAllowed)


def _told(past: Past) -> tuple[Any, Any]:
    return past.state.subject, past.state.gathered


def test_a_prior_expertise_has_its_question_and_its_answer() -> None:
    ask = c.AskExpertise(teleconsultation=NAME, question="La montrer ?")
    answer = c.AnswerExpertise(teleconsultation=NAME, answer="Oui.", useful=True)
    asked, told = f.ExpertiseAsked(question="La montrer ?"), f.ExpertiseAnswered(answer="Oui.", useful=True)
    accompanied = opened(Form.ACCOMPANIED)
    given(accompanied).when(ask, by=NURSE).then(asked)
    given(accompanied).when(answer).then_refused(OutOfOrder)
    given(accompanied.then(asked)).when(answer).then(told)
    given(accompanied.then(asked)).when(answer, by=NURSE).then_refused(RoleNotAllowed)
    given(accompanied).when(ask, by=CALLER).then_refused(RoleNotAllowed)
    assert accompanied.then(asked, told, asked).state.gathered.expertise_useful is None


def test_a_treating_doctor_says_when_the_patient_was_last_seen() -> None:
    say = c.StateFollowUp(teleconsultation=NAME, last_seen=LAST_SEEN)
    fact = f.FollowUpStated(last_seen=LAST_SEEN)
    given(opened(Form.TREATING_DOCTOR)).when(say, by=ARM).then(fact)
    given(opened(Form.TREATING_DOCTOR)).when(say, by=NURSE).then_refused(RoleNotAllowed)
    given(REPORTED).when(say).then_refused(r.TeleconsultationOver)
    assert cleared(fact) == f.FollowUpStated(last_seen=date.min)


def test_prevention_has_a_topic() -> None:
    say = c.StatePreventionTopic(teleconsultation=NAME, topic="vaccination")
    given(opened(Form.PREVENTION)).when(say, by=ARM).then(MET[Precondition.TOPIC])
    given(opened(Form.PREVENTION)).when(say, by=CALLER).then_refused(RoleNotAllowed)
    given(REPORTED).when(say).then_refused(r.TeleconsultationOver)


def test_it_is_begun_once_by_one_doctor() -> None:
    given(held()).when(BEGIN).then_nothing()
    given(held()).when(BEGIN, by=COLLEAGUE).then_refused(r.NotYourTeleconsultation)
    given(REPORTED).when(BEGIN).then_refused(r.TeleconsultationOver)


def test_the_doctor_who_held_it_writes_the_report_and_corrects_it() -> None:
    given(held()).when(WRITE).then(report())
    given(REPORTED).when(WRITE).then(report(2))
    given(held()).when(WRITE, by=COLLEAGUE).then_refused(r.NotYourTeleconsultation)
    given(held()).when(WRITE, by=ARM).then_refused(RoleNotAllowed)
    given(ready()).when(WRITE).then_refused(OutOfOrder)
    assert REPORTED.then(report(2)).state.versions == 2


def test_a_report_is_sealed_whole_and_readable_as_erased() -> None:
    texts = {"reason", "examination", "conclusion", "prescription", "follow_up"}
    assert set(sealed_fields(f.ReportWritten)) == texts
    blanked = cleared(report())
    assert {getattr(blanked, name) for name in texts} == {ERASED}


@pytest.mark.parametrize("by", [CALLER, DOCTOR, NURSE], ids=lambda by: by.role.name)
def test_the_patient_answers_or_somebody_reads_the_questions_out(by: Actor) -> None:
    fact = f.QuestionnaireAnswered(answers=FULL, read_out=by is not CALLER)
    given(REPORTED).when(ANSWER, by=by).then(fact)
    given(REPORTED.then(fact)).when(ANSWER, by=by).then_refused(r.AlreadyAnswered)
    given(REPORTED.then(fact, report(2))).when(ANSWER, by=by).then_refused(r.AlreadyAnswered)
    assert not sealed_fields(f.QuestionnaireAnswered)


@pytest.mark.parametrize("past", [opened(), held()], ids=["opened", "held"])
def test_no_question_is_asked_before_the_report(past: Past) -> None:
    given(past).when(ANSWER, by=CALLER).then_refused(OutOfOrder)


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (Answer(Question.EXPLAINED, 0),),
        (Answer(Question.EXPLAINED, 6),),
        (Answer(Question.CHANGE, 8),),
        (Answer(Question.AGAIN, 1), Answer(Question.AGAIN, 2)),
    ],
)
def test_an_answer_is_on_the_scale_of_its_question(answers: tuple[Answer, ...]) -> None:
    wrong = c.AnswerQuestionnaire(teleconsultation=NAME, answers=answers)
    given(REPORTED).when(wrong, by=CALLER).then_refused(AnswersWrong)


def test_every_question_says_what_it_measures_and_where_it_comes_from() -> None:
    assert set(QUESTIONNAIRE) == set(Question)
    assert {asked.measures for asked in QUESTIONNAIRE.values()} == {"PREM", "PROM"}
    assert all(asked.source and asked.lowest < asked.highest for asked in QUESTIONNAIRE.values())


COMMANDS_OF_IT = [each for each in COMMANDS[f.KIND] if not isinstance(each, c.OpenTeleconsultation)]
everything = pytest.mark.parametrize("command", COMMANDS_OF_IT, ids=lambda each: type(each).__name__)


@everything
def test_an_unknown_one_does_not_move(command: AnyCommand) -> None:
    given().when(command).then_refused(NotFound)


@everything
def test_an_auditor_and_a_machine_take_no_part(command: AnyCommand) -> None:
    for by in (AUDITOR, MACHINE):
        given(held()).when(command, by=by).then_refused(RoleNotAllowed)


@over_
@everything
def test_what_is_over_stays_over(command: AnyCommand, past: Past) -> None:
    after = c.WriteReport | c.AnswerQuestionnaire | c.DeclineQuestionnaire
    if isinstance(command, after) and isinstance(past.state, Reported):
        return
    answer = given(past).when(command)
    assert isinstance(answer.refusal, r.TeleconsultationOver | OutOfOrder)


@settings(max_examples=150, deadline=None)
@over(
    st.sampled_from(Form),
    st.booleans(),
    st.lists(st.sampled_from([*MET.values(), BEGIN, WRITE]), max_size=14),
)
def test_no_order_of_acts_begins_before_everything_is_there(form: Form, known: bool, acts: list[Any]) -> None:
    """Facts stand for what was recorded; the doctor tries to begin, and to write, whenever they like."""
    past = opened(form, known=known)
    for act in acts:
        if isinstance(past.state, Preparing | UnderWay) and not isinstance(
            act, c.BeginTeleconsultation | c.WriteReport
        ):
            past = past.then(act)
            continue
        if not isinstance(act, c.BeginTeleconsultation | c.WriteReport):
            continue
        lacking = missing(past.state.subject, past.state.gathered)
        answer = given(past).when(act)
        if answer.refusal is None:
            assert not lacking or isinstance(past.state, UnderWay | Reported)
            past = past.then(*answer.facts)
        elif isinstance(act, c.BeginTeleconsultation) and isinstance(past.state, Preparing):
            assert type(answer.refusal) is MISSING[lacking[0]]
    told = [type(fact) for fact in past.facts]
    if f.ReportWritten in told:
        assert told.index(f.TeleconsultationBegun) < told.index(f.ReportWritten)
    if f.TeleconsultationBegun in told:
        assert f.AgreementRecorded in told[: told.index(f.TeleconsultationBegun)]
