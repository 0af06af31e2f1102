"""The patient's own page asks once the session is over, for a day, once; to decline is as good."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.fact import Actor, Fact, Refusal
from domain.refusals import NotFound, OutOfOrder, RoleNotAllowed
from domain.teleconsultation import commands as c
from domain.teleconsultation import facts as f
from domain.teleconsultation import refusals as r
from domain.teleconsultation.answering import QUESTIONNAIRE_LASTS
from domain.teleconsultation.questionnaire import Answer, AnswersWrong, Question
from domain.teleconsultation.words import GivenUpBecause
from domain.visio_session import facts as v
from domain.visio_session.states import Consented, Invited, Live
from tests.builders import ARM, AUDITOR, CALLER, DOCTOR, NOW, NURSE, Past, a_visio
from tests.domain.consulting import NAME, WRITE, held, opened, ready, report
from tests.spec import given

LOW = (Answer(Question.SEEN_AND_HEARD, 1),)
SAY = c.AnswerQuestionnaire(teleconsultation=NAME, answers=LOW, session="V1")
DECLINE = c.DeclineQuestionnaire(teleconsultation=NAME, session="V1")
SAID, DECLINED = f.QuestionnaireAnswered(answers=LOW, read_out=False), f.QuestionnaireDeclined(read_out=False)
GIVEN_UP = f.TeleconsultationGivenUp(because=GivenUpBecause.TECHNICAL)
OPENED = v.InvitationOpened(opened_at=NOW)
both = pytest.mark.parametrize(
    ("command", "fact"), [(SAY, SAID), (DECLINE, DECLINED)], ids=["say", "decline"]
)


def a_session(end: Fact | None = None, until: type = Live) -> Past:
    """One whose link was opened NOW."""
    return a_visio(until, OPENED, *([end] if end else []))


@both
@pytest.mark.parametrize("end", [v.VisioEnded(), v.VisioFailed(why="réseau")], ids=["ended", "failed"])
@pytest.mark.parametrize("past", [held(), held().then(report())], ids=["under way", "reported"])
def test_the_page_asks_once_the_session_is_over_whether_or_not_the_report_is_written(
    command: c.OfQuestionnaire, fact: Fact, end: Fact, past: Past
) -> None:
    given(past, a_session(end)).when(command, by=CALLER).then(fact)


@both
def test_what_was_said_before_the_report_stays_and_is_said_once(
    command: c.OfQuestionnaire, fact: Fact
) -> None:
    early, over = held().then(fact), a_session(v.VisioEnded())
    given(early).when(WRITE).then(report())
    for past in (early, early.then(report()), early.then(report(), report(2))):
        assert past.state.answered is not past.state.declined
        for again in (SAY, DECLINE):
            given(past, over).when(again, by=CALLER).then_refused(r.AlreadyAnswered)


@both
@pytest.mark.parametrize(
    ("past", "session", "why"),
    [
        (held(), a_session(), OutOfOrder),
        (held(), a_session(until=Consented), OutOfOrder),
        (held(), a_session(v.ConsentRefused(why="non")), OutOfOrder),
        (held(), a_visio(Invited, v.InvitationExpired()), OutOfOrder),
        (ready(), a_session(v.VisioEnded()), OutOfOrder),
        (held().then(GIVEN_UP), a_session(v.VisioEnded()), OutOfOrder),
        (opened().then(f.AgreementRefused()), a_session(v.VisioEnded()), OutOfOrder),
    ],
    ids=["live", "waiting", "refused", "never opened", "not begun", "given up", "not agreed"],
)
def test_nothing_is_asked_of_who_was_not_seen_or_is_seen_still(
    command: c.OfQuestionnaire, fact: Fact, past: Past, session: Past, why: type[Refusal]
) -> None:
    assert fact
    given(past, session).when(command, by=CALLER).then_refused(why)


@both
def test_a_page_asks_of_its_own_session_and_for_a_day(command: c.OfQuestionnaire, fact: Fact) -> None:
    other = a_visio(Live, OPENED, v.VisioEnded(), name="V2")
    elsewhere = replace(command, session="V2")
    given(held(), other).when(elsewhere, by=CALLER).then_refused(NotFound)
    over, last = a_session(v.VisioEnded()), NOW + QUESTIONNAIRE_LASTS
    given(held(), over).when(command, by=CALLER, at=last).then(fact)
    late = last + timedelta(seconds=1)
    given(held(), over).when(command, by=CALLER, at=late).then_refused(r.QuestionnaireTooLate)
    by_tablet = a_visio(Live, v.VisioEnded())
    given(held(), by_tablet).when(command, by=CALLER).then_refused(r.QuestionnaireTooLate)


@pytest.mark.parametrize("by", [CALLER, DOCTOR, ARM, NURSE], ids=lambda by: by.role.name)
def test_who_reads_the_questions_out_notes_that_the_patient_declines(by: Actor) -> None:
    decline = c.DeclineQuestionnaire(teleconsultation=NAME)
    given(held().then(report())).when(decline, by=by).then(f.QuestionnaireDeclined(read_out=by is not CALLER))
    given(held()).when(decline, by=by).then_refused(OutOfOrder)
    given().when(decline, by=by).then_refused(NotFound)
    given(held().then(report())).when(decline, by=AUDITOR).then_refused(RoleNotAllowed)


def test_to_answer_nothing_is_not_an_answer() -> None:
    nothing = c.AnswerQuestionnaire(teleconsultation=NAME, answers=(), session="V1")
    given(held(), a_session(v.VisioEnded())).when(nothing, by=CALLER).then_refused(AnswersWrong)
