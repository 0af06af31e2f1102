"""What the facts of a video session mean to those at its sockets."""

from typing import Any, Final

from api.access import joins_as
from api.signalling_words import Ended, LadderMoved, Step
from domain.envelope import Recorded
from domain.visio_session import facts as f
from domain.visio_session import states as s
from domain.visio_session.facts import Participant

_STEPS: Final[dict[type, Step]] = {
    f.QualityRecovered: Step.VIDEO,
    f.QualityDegraded: Step.LOW,
    f.FellBackToAudio: Step.AUDIO,
}
_ENDS: Final = (f.VisioEnded, f.VisioFailed, f.ConsentRefused, f.InvitationExpired, f.InvitationFailed)
_STATES: Final[dict[type, Step]] = {s.Degraded: Step.LOW, s.AudioOnly: Step.AUDIO}


def meaning(recorded: Recorded[Any]) -> LadderMoved | Ended | None:
    """What everybody in the session is told of a fact; None for nothing."""
    fact: object = recorded.fact
    if isinstance(fact, _ENDS):
        return Ended(how=str(fact.__struct_config__.tag))
    if (step := _STEPS.get(type(fact))) is not None:
        automatic = bool(getattr(fact, "automatic", False))
        return LadderMoved(step=step, by=joins_as(recorded.by.role) or "system", automatic=automatic)
    return None


def step_of(state: s.VisioSessionState) -> Step:
    """Where on the ladder the session is."""
    return _STATES.get(type(state), Step.VIDEO)


def over(state: s.VisioSessionState) -> str | None:
    """How the session ended; None while it goes on."""
    return state.how if isinstance(state, s.Over) else None


def present(state: s.VisioSessionState) -> frozenset[Participant]:
    """Who is there by the log."""
    return frozenset(getattr(state, "present", ()))
