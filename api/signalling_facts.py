"""What the facts of a video session mean to those at its sockets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from api.access import joins_as
from api.signalling_words import LadderMoved, Peer
from domain.envelope import Recorded
from domain.visio_session import facts as f
from domain.visio_session import states as s
from domain.visio_session.words import LadderStep, Participant

Seen = tuple[Participant, str | None]
"""One side of a session: a participant, and which guest."""

_STEPS: Final[dict[type, LadderStep]] = {
    f.QualityRecovered: LadderStep.VIDEO,
    f.QualityDegraded: LadderStep.LOW,
    f.FellBackToAudio: LadderStep.AUDIO,
    f.FellBackToPhotos: LadderStep.PHOTOS,
    f.FellBackToPhone: LadderStep.PHONE,
}
_ENDS: Final = (
    f.VisioEnded,
    f.VisioFailed,
    f.ConsentRefused,
    f.InvitationExpired,
    f.InvitationFailed,
    f.InvitationRevoked,
)


@dataclass(frozen=True)
class Over:
    """It is over for those peers: `how` is the tag of the fact."""

    how: str
    whose: Callable[[Peer], bool]


def meaning(recorded: Recorded[Any]) -> LadderMoved | Over | None:
    """What a fact says to the peers of its session; None for nothing."""
    fact: object = recorded.fact
    how = str(recorded.fact.__struct_config__.tag)
    if isinstance(fact, _ENDS):
        return Over(how, lambda _: True)
    if isinstance(fact, f.InvitationRenewed):
        return Over(how, lambda peer: peer.participant is Participant.PATIENT)
    if isinstance(fact, f.GuestRevoked):
        guest = fact.guest
        return Over(how, lambda peer: peer.guest == guest)
    if (step := _STEPS.get(type(fact))) is not None:
        automatic = bool(getattr(fact, "automatic", False))
        return LadderMoved(step=step, by=joins_as(recorded.by.role) or "system", automatic=automatic)
    return None


def step_of(state: s.VisioSessionState) -> LadderStep:
    """Where on the ladder the session is."""
    return next((step for step, rung in s.RUNGS.items() if isinstance(state, rung)), LadderStep.VIDEO)


def is_over(state: s.VisioSessionState) -> bool:
    """Whether the session has ended."""
    return isinstance(state, s.Over)


def present(state: s.VisioSessionState) -> frozenset[Seen]:
    """Who is there by the log."""
    if not isinstance(state, s.AfterConsent):
        return frozenset()
    guests = {(Participant.GUEST, each.id) for each in state.subject.guests if each.here}
    return frozenset((each, None) for each in state.present) | guests
