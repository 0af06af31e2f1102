"""Who answers the questionnaire of a teleconsultation, when, and how often: once, or not at all."""

from datetime import datetime, timedelta

from domain.fact import Act
from domain.refusals import NotFound, OutOfOrder
from domain.teleconsultation import commands as c
from domain.teleconsultation import facts as f
from domain.teleconsultation import refusals as r
from domain.teleconsultation.questionnaire import check
from domain.teleconsultation.states import NotOpened, Reported, TeleconsultationState, UnderWay
from domain.visio_session.facts import VisioEnded, VisioFailed
from domain.visio_session.states import NotRequested, Over, VisioSessionState
from domain.vocabulary import Role

QUESTIONNAIRE_LASTS = timedelta(hours=24)
"""From the tap on the link: as long as the telephone that it opened on is known."""
_HELD = {str(kind.__struct_config__.tag) for kind in (VisioEnded, VisioFailed)}
"""How a session that somebody was in ends; one that was refused or never opened asks nothing."""

_NO_SESSION = NotRequested()


def questionnaire(
    command: c.OfQuestionnaire,
    state: TeleconsultationState,
    act: Act,
    session: VisioSessionState = _NO_SESSION,
) -> f.QuestionnaireAnswered | f.QuestionnaireDeclined:
    """What the patient answers, or that they would rather not: after the report, or on their own page once
    its `session` is over. Raises NotFound, OutOfOrder, QuestionnaireTooLate, AlreadyAnswered,
    AnswersWrong."""
    if isinstance(state, NotOpened):
        raise NotFound(f"no teleconsultation {command.teleconsultation}")
    if not isinstance(state, UnderWay | Reported):
        raise OutOfOrder("the questionnaire comes after the teleconsultation")
    if command.session is not None:
        _check_page(command.session, state, session, act)
    elif isinstance(state, UnderWay):
        raise OutOfOrder("the questionnaire comes after the report")
    if state.answered or state.declined:
        raise r.AlreadyAnswered("the questionnaire is answered or declined already")
    read_out = act.by.role is not Role.CALLER
    if isinstance(command, c.DeclineQuestionnaire):
        return f.QuestionnaireDeclined(read_out=read_out)
    check(command.answers)
    return f.QuestionnaireAnswered(answers=command.answers, read_out=read_out)


def is_asked(session: VisioSessionState, at: datetime) -> bool:
    """Whether the page of this session may ask now: it was held, is over, and was opened within the day."""
    opened = session.subject.opened_at if isinstance(session, Over) and session.how in _HELD else None
    return opened is not None and at - opened <= QUESTIONNAIRE_LASTS


def _check_page(name: str, state: UnderWay | Reported, session: VisioSessionState, act: Act) -> None:
    if name not in state.gathered.sessions:
        raise NotFound(f"video session {name} is not of this teleconsultation")
    if not isinstance(session, Over) or session.how not in _HELD:
        raise OutOfOrder(f"video session {name} is not over")
    opened = session.subject.opened_at
    if opened is None or act.at - opened > QUESTIONNAIRE_LASTS:
        raise r.QuestionnaireTooLate(f"the link of video session {name} was opened too long ago")
