"""Teleconsultations in numbers, by examples: how each form ended, who answered, and what."""

from datetime import timedelta
from typing import Any

from domain.mission.teleconsultation import Agreement
from domain.teleconsultation import facts as f
from domain.teleconsultation.questionnaire import Answer, Question
from domain.teleconsultation.words import Form, GivenUpBecause
from eventlog.tables import TableStore
from projections.remote_queries import RemoteStatistics, remote_statistics
from projections.remote_table import TELECONSULTATIONS
from projections.table_runner import TableRunner
from tests.builders import NOW
from tests.domain.consulting import BEGUN, report
from tests.projections.telling import Telling, following

AGREED = f.AgreementRecorded(given_by=Agreement.PATIENT, told_version=1)


def tell(told: Telling, name: str, form: Form, *facts: Any) -> None:
    for fact in (f.TeleconsultationOpened(call="C1", form=form, known=False, purpose="toux"), *facts):
        told.tell(f.KIND, name, fact, after=1)


def said(*values: tuple[Question, int], read_out: bool = False) -> f.QuestionnaireAnswered:
    return f.QuestionnaireAnswered(answers=tuple(Answer(*each) for each in values), read_out=read_out)


async def numbers(tables: TableStore, told: Telling) -> RemoteStatistics:
    await TableRunner(tables, [TELECONSULTATIONS]).run(following(told.log))
    return await remote_statistics(tables, NOW - timedelta(days=1), NOW + timedelta(days=1))


async def test_each_form_says_how_its_teleconsultations_ended_and_what_patients_answered(
    tables: TableStore,
) -> None:
    told = Telling()
    good, bad = (Question.EXPLAINED, 5), (Question.EXPLAINED, 2)
    tell(told, "T1", Form.EMERGENCY, AGREED, BEGUN, said(good, (Question.CHANGE, 2)), report(), report(2))
    tell(told, "T2", Form.EMERGENCY, AGREED, BEGUN, report(), said(bad, read_out=True))
    tell(told, "T3", Form.EMERGENCY, BEGUN, report(), f.QuestionnaireDeclined(read_out=True))
    tell(told, "T4", Form.CITIZEN, f.AgreementRefused(why="non"))
    tell(told, "T5", Form.CITIZEN, BEGUN, f.TeleconsultationGivenUp(because=GivenUpBecause.TECHNICAL))
    tell(told, "T6", Form.CITIZEN)
    found = await numbers(tables, told)
    uses = [
        (use.form, use.opened, use.begun, use.reported, use.refused, use.given_up)
        for use in (found.overall, *found.by_form)
    ]
    assert uses == [
        (None, 6, 4, 3, 1, 1),
        (Form.CITIZEN, 3, 1, 0, 1, 1),
        (Form.EMERGENCY, 3, 3, 3, 0, 0),
    ]
    assert (found.overall.answered, found.overall.declined, found.overall.read_out) == (2, 1, 1)
    explained = next(each for each in found.questions if each.question is Question.EXPLAINED)
    assert (explained.answers, explained.median, explained.counts) == (2, 3.5, (0, 1, 0, 0, 1))
    again = next(each for each in found.questions if each.question is Question.AGAIN)
    assert (again.answers, again.median, sum(again.counts), len(again.counts)) == (0, None, 0, 11)
    kept = str(await tables.query("SELECT * FROM teleconsultations"))
    assert "toux" not in kept
    assert "C1" not in kept


async def test_another_period_has_none(tables: TableStore) -> None:
    told = Telling()
    tell(told, "T1", Form.CITIZEN, BEGUN, report(), said((Question.AGAIN, 10)))
    await TableRunner(tables, [TELECONSULTATIONS]).run(following(told.log))
    found = await remote_statistics(tables, NOW + timedelta(days=1), NOW + timedelta(days=2))
    assert (found.overall.opened, found.by_form) == (0, ())
    assert all(each.answers == 0 for each in found.questions)
