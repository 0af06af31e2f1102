"""The short questionnaire on the patient's own page, once their teleconsultation's session is over.

It is all that this door still lets through by then: once, for a day, on the device that the link opened on.
"""

from typing import Annotated, Any, Final

import msgspec
from litestar import Request, post
from litestar.params import JSONBody

from api.bodies import LARGEST
from api.house import House, TheHouse
from api.patient_door import DOOR_PROBLEMS, ClosedDoor, Visitor, check_same_origin, issue, known_device
from domain.teleconsultation.answering import is_asked
from domain.teleconsultation.commands import AnswerQuestionnaire, DeclineQuestionnaire
from domain.teleconsultation.questionnaire import QUESTIONNAIRE, Answer, Question
from domain.teleconsultation.states import Reported, UnderWay

AnyRequest = Request[Any, Any, Any]


class AskedOf(msgspec.Struct, frozen=True, kw_only=True):
    """One question, from the one end of its scale to the other."""

    question: Question
    lowest: int
    highest: int


class Questions(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of this patient, in order: nothing before the session is over or a day later, where it
    was of no teleconsultation, or once they said."""

    questions: tuple[AskedOf, ...] = ()


class Answers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What they answer; no answer at all is to decline."""

    answers: Annotated[tuple[Answer, ...], msgspec.Meta(max_length=len(QUESTIONNAIRE))] = ()


_DOOR: Final[dict[str, Any]] = {
    "exclude_from_csrf": True,
    "request_max_body_size": LARGEST,
    "responses": DOOR_PROBLEMS,
    "tags": ["patients"],
}


@post("/v/questionnaire/open", operation_id="askVisioQuestionnaire", status_code=200, **_DOOR)
async def ask(request: AnyRequest, house: TheHouse) -> Questions:
    """What to ask the patient. Nothing is recorded by asking."""
    by = await _patient(house, request)
    if not is_asked(by.state, house.clock.now()) or _held_by(house, by) is None:
        return Questions()
    asked = (
        AskedOf(question=name, lowest=on.lowest, highest=on.highest) for name, on in QUESTIONNAIRE.items()
    )
    return Questions(questions=tuple(asked))


@post("/v/questionnaire", operation_id="answerVisioQuestionnaire", status_code=204, **_DOOR)
async def answer(data: JSONBody[Answers], request: AnyRequest, house: TheHouse) -> None:
    """Record what the patient answers, or that they would rather not."""
    by = await _patient(house, request)
    name = _held_by(house, by)
    if name is None:
        raise ClosedDoor
    said = (
        AnswerQuestionnaire(teleconsultation=name, session=by.session, answers=data.answers)
        if data.answers
        else DeclineQuestionnaire(teleconsultation=name, session=by.session)
    )
    await issue(house, by, said)


async def _patient(house: House, request: AnyRequest) -> Visitor:
    """The patient, over or not: the rule says when; a guest speaks for nobody. Raises ClosedDoor."""
    check_same_origin(request)
    by = await known_device(house, request)
    if by.guest is not None:
        raise ClosedDoor
    return by


def _held_by(house: House, by: Visitor) -> str | None:
    """The newest teleconsultation that this session held and of which the patient has not said anything."""
    rows = house.board.view.teleconsultations.values()
    held = [
        row
        for row in rows
        if isinstance(row.state, UnderWay | Reported)
        and by.session in row.state.gathered.sessions
        and not (row.state.answered or row.state.declined)
    ]
    return max(held, key=lambda row: (row.opened_at, row.id)).id if held else None


ROUTES: Final[list[Any]] = [ask, answer]
