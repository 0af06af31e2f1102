"""How each fact moves a video session."""

from typing import assert_never

from domain.visio_session import facts as f
from domain.visio_session.states import (
    AudioOnly,
    Consented,
    Degraded,
    Invited,
    Live,
    NotRequested,
    Over,
    Present,
    Requested,
    VisioSessionState,
)

_Begun = Requested | Invited | Consented | Live | Degraded | AudioOnly | Over


def evolve(state: VisioSessionState, fact: f.VisioSessionFact) -> VisioSessionState:
    """The state after one more fact."""
    if isinstance(fact, f.VisioRequested):
        return Requested(fact.call, fact.mission)
    match state:
        case NotRequested():
            raise AssertionError(f"{type(fact).__name__} before VisioRequested")
        case _:
            return _move(state, fact)


def _move(state: _Begun, fact: f.VisioSessionFact) -> VisioSessionState:
    call = state.call
    match fact:
        case f.InvitationSent(expires_at=expires_at):
            return Invited(call, expires_at)
        case f.InvitationOpened():
            return Invited(call, state.expires_at, opened=True) if isinstance(state, Invited) else state
        case f.ConsentGiven():
            return Consented(call)
        case f.ParticipantJoined(participant=participant):
            return _with_present(state, _present(state) | {participant})
        case f.ParticipantLeft(participant=participant):
            return _with_present(state, _present(state) - {participant})
        case f.QualityDegraded():
            return Degraded(call, _present(state))
        case f.QualityRecovered():
            return Live(call, _present(state))
        case f.FellBackToAudio():
            return AudioOnly(call, _present(state))
        case (
            f.VisioEnded()
            | f.VisioFailed()
            | f.ConsentRefused()
            | f.InvitationExpired()
            | f.InvitationFailed()
        ):
            return Over(call, str(fact.__struct_config__.tag))
        case f.FindingNoted() | f.VisioRequested():
            return state
        case _:
            assert_never(fact)


def _present(state: _Begun) -> Present:
    match state:
        case Consented() | Live() | Degraded() | AudioOnly():
            return state.present
        case Requested() | Invited() | Over():
            return frozenset()
        case _:
            assert_never(state)


def _with_present(state: _Begun, present: Present) -> VisioSessionState:
    both = f.Participant.REGULATOR in present and bool(present & f.PATIENT_SIDE)
    match state:
        case Degraded() if both:
            return Degraded(state.call, present)
        case AudioOnly() if both:
            return AudioOnly(state.call, present)
        case _:
            return Live(state.call, present) if both else Consented(state.call, present)
