"""The short questionnaire after a teleconsultation: what the patient lived (PREM) and how they are (PROM).

The Préconisations Télésanté ask for both, after the HAS (its panorama of PROMs and PREMs, 2021). No free
text: answers are numbers and say nothing of anybody.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, NamedTuple

import msgspec

from domain.fact import Refusal


class Question(StrEnum):
    """The questions, in the order they are asked. Their words are on the screens. Vigie's own codes."""

    EXPLAINED = "explained"
    SEEN_AND_HEARD = "seen-and-heard"
    LISTENED_TO = "listened-to"
    AGAIN = "again"
    CHANGE = "change"


class Asked(NamedTuple):
    """One question: what it measures, the ends of its scale (whole numbers), and where it comes from."""

    measures: str
    lowest: int
    highest: int
    source: str


_OWN = "Vigie's own"
QUESTIONNAIRE: dict[Question, Asked] = {
    Question.EXPLAINED: Asked("PREM", 1, 5, _OWN),
    Question.SEEN_AND_HEARD: Asked("PREM", 1, 5, _OWN),
    Question.LISTENED_TO: Asked("PREM", 1, 5, _OWN),
    Question.AGAIN: Asked("PREM", 0, 10, _OWN),
    Question.CHANGE: Asked(
        "PROM",
        1,
        7,
        "Clinical Global Impressions, item 2, as said by the patient (Guy W., ECDEU Assessment Manual for"
        " Psychopharmacology, 1976, public domain)",
    ),
}
"""1 is the worst on scales to 5, « certainly not » on the scale to 10; 1 is « very much improved », 7 « very
much worse » on the last."""


class Answer(msgspec.Struct, frozen=True):
    """What was answered to one question, on its scale."""

    question: Question
    value: Annotated[int, msgspec.Meta(ge=0, le=10)]


class AnswersWrong(Refusal):
    """At least one answer, one for each question, on the scale of the question."""

    field = "answers"


def check(answers: Sequence[Answer]) -> None:
    """Raise AnswersWrong for answers that the questionnaire cannot have."""
    if not answers:
        raise AnswersWrong("no question is answered")
    if len({each.question for each in answers}) < len(answers):
        raise AnswersWrong("a question is answered twice")
    for each in answers:
        asked = QUESTIONNAIRE[each.question]
        if not asked.lowest <= each.value <= asked.highest:
            raise AnswersWrong(f"{each.question} goes from {asked.lowest} to {asked.highest}")
