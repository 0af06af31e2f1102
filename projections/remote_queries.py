"""Teleconsultations in numbers: by form, how they ended, and what patients answered afterwards."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Any

import msgspec

from domain.teleconsultation.questionnaire import QUESTIONNAIRE, Question
from domain.teleconsultation.words import Form
from projections.remote_table import ANSWERED, DECLINED
from projections.table import Tables, seconds

_ROWS = """SELECT * FROM teleconsultations WHERE opened_at >= :since AND opened_at < :until
    ORDER BY opened_at, teleconsultation"""
_ANSWERS = """SELECT a.question AS question, a.value AS value
    FROM teleconsultation_answers a JOIN teleconsultations t ON t.teleconsultation = a.teleconsultation
    WHERE t.opened_at >= :since AND t.opened_at < :until ORDER BY a.answer"""


class FormUse(msgspec.Struct, frozen=True, kw_only=True):
    """Teleconsultations of one form (None: of all). `reported` are over with a report; `refused` by the
    patient, `given_up` by the room; `answered` and `declined`: the questionnaire, of those that began, and of
    the answered how many were `read_out` by the house."""

    form: Form | None
    opened: int
    begun: int
    reported: int
    refused: int
    given_up: int
    answered: int
    declined: int
    read_out: int


class QuestionAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered to one question. `counts`: how often each step, from `lowest` to `highest`."""

    question: Question
    measures: str
    lowest: int
    highest: int
    answers: int
    median: float | None
    counts: tuple[int, ...]


class RemoteStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """Those opened from `since` to `until` (not included): all of them, each form that was used, each
    question."""

    since: datetime
    until: datetime
    overall: FormUse
    by_form: tuple[FormUse, ...]
    questions: tuple[QuestionAnswers, ...]


async def remote_statistics(tables: Tables, since: datetime, until: datetime) -> RemoteStatistics:
    """The numbers of one period."""
    period = {"since": seconds(since), "until": seconds(until)}
    rows, answers = await tables.query(_ROWS, period), await tables.query(_ANSWERS, period)
    of_form = {form: [row for row in rows if row["form"] == form] for form in Form}
    return RemoteStatistics(
        since=since,
        until=until,
        overall=_use(None, rows),
        by_form=tuple(_use(form, some) for form, some in of_form.items() if some),
        questions=tuple(_question(each, answers) for each in Question),
    )


def _use(form: Form | None, rows: Sequence[Mapping[str, Any]]) -> FormUse:
    how = Counter(row["how"] for row in rows)
    said = Counter(row["questionnaire"] for row in rows)
    return FormUse(
        form=form,
        opened=len(rows),
        begun=sum(row["begun_at"] is not None for row in rows),
        reported=how["reported"],
        refused=how["refused"],
        given_up=how["given-up"],
        answered=said[ANSWERED],
        declined=said[DECLINED],
        read_out=sum(bool(row["read_out"]) for row in rows if row["questionnaire"] == ANSWERED),
    )


def _question(question: Question, answers: Sequence[Mapping[str, Any]]) -> QuestionAnswers:
    asked = QUESTIONNAIRE[question]
    values = [each["value"] for each in answers if each["question"] == question]
    return QuestionAnswers(
        question=question,
        measures=asked.measures,
        lowest=asked.lowest,
        highest=asked.highest,
        answers=len(values),
        median=median(values) if values else None,
        counts=tuple(values.count(step) for step in range(asked.lowest, asked.highest + 1)),
    )
