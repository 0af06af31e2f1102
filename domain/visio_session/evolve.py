"""How each fact moves a video session."""

from collections.abc import Callable
from typing import assert_never

from msgspec.structs import replace

from domain.visio_session import facts as f
from domain.visio_session.states import (
    RUNGS,
    AfterConsent,
    Agreed,
    Begun,
    Consented,
    Guest,
    Invited,
    NotRequested,
    Over,
    Present,
    Requested,
    Subject,
    VisioSessionState,
)
from domain.visio_session.words import PATIENT_SIDE, LadderStep, Participant


def evolve(state: VisioSessionState, fact: f.VisioSessionFact) -> VisioSessionState:
    """The state after one more fact."""
    if isinstance(fact, f.VisioRequested):
        kept = {name: getattr(fact, name) for name in fact.__struct_fields__}
        return Requested(Subject(**kept))
    match state:
        case NotRequested():
            raise AssertionError(f"{type(fact).__name__} before VisioRequested")
        case _:
            return _move(state, fact)


def _move(state: Begun, fact: f.VisioSessionFact) -> VisioSessionState:
    match fact:
        case f.InvitationSent(expires_at=expires_at):
            return Invited(state.subject, expires_at)
        case f.InvitationRenewed():
            return Requested(_renewed(state.subject, fact))
        case f.ConsentGiven(location=location, snapshots=snapshots, told_version=told):
            agreed = Agreed(location=location, snapshots=snapshots, told_version=told)
            tally = replace(state.subject.tally, agreements=state.subject.tally.agreements + 1)
            subject = replace(state.subject, agreed=agreed, tally=tally)
            return replace(state, subject=subject) if isinstance(state, AfterConsent) else Consented(subject)
        case f.ParticipantJoined() | f.ParticipantLeft():
            return _presence(state, fact)
        case f.QualityDegraded():
            return _on(LadderStep.LOW, state)
        case f.QualityRecovered():
            return _on(LadderStep.VIDEO, state)
        case f.FellBackToAudio():
            return _on(LadderStep.AUDIO, state)
        case f.FellBackToPhotos():
            return _on(LadderStep.PHOTOS, state)
        case f.FellBackToPhone():
            return _on(LadderStep.PHONE, state)
        case (
            f.VisioEnded()
            | f.VisioFailed()
            | f.ConsentRefused()
            | f.InvitationExpired()
            | f.InvitationFailed()
            | f.InvitationRevoked()
        ):
            return Over(state.subject, str(fact.__struct_config__.tag))
        case _:
            return replace(state, subject=_told(state.subject, fact))


_Of = (
    f.VisioRequested
    | f.InvitationOpened
    | f.LinkRefused
    | f.DeliveryReported
    | f.GuestInvited
    | f.GuestInvitationSent
    | f.GuestInvitationFailed
    | f.GuestAgreed
    | f.GuestRevoked
    | f.PictureSeen
    | f.Reconnected
    | f.TroubleReported
    | f.LocationGiven
    | f.PhotoReceived
    | f.SnapshotTaken
    | f.FindingNoted
)


def _told(subject: Subject, fact: _Of) -> Subject:
    """What is known after a fact that moves nothing else."""
    tally = subject.tally
    match fact:
        case f.InvitationOpened():
            return _opened(subject, fact)
        case f.LinkRefused(reason=reason):
            return replace(subject, tally=replace(tally, refused=(*tally.refused, reason)))
        case f.DeliveryReported(guest=str(name), state=delivery):
            return _guest(subject, name, lambda guest: replace(guest, delivery=delivery))
        case f.DeliveryReported(state=delivery):
            return replace(subject, delivery=delivery)
        case f.GuestInvited(guest=name, kind=kind, way=way, expires_at=until):
            guest = Guest(id=name, kind=kind, way=way, expires_at=until)
            return replace(subject, guests=(*subject.guests, guest))
        case f.GuestAgreed(guest=name):
            return _guest(subject, name, lambda guest: replace(guest, agreed=True))
        case f.GuestRevoked(guest=name):
            return _guest(subject, name, lambda guest: replace(guest, revoked=True, here=False))
        case f.PictureSeen(participant=who):
            return replace(subject, seen=subject.seen | {who})
        case f.Reconnected():
            return replace(subject, tally=replace(tally, reconnections=tally.reconnections + 1))
        case f.TroubleReported():
            return replace(subject, tally=replace(tally, troubles=tally.troubles + 1))
        case f.LocationGiven():
            return replace(subject, tally=replace(tally, locations=tally.locations + 1))
        case f.PhotoReceived() | f.SnapshotTaken():
            return replace(subject, pictured=True)
        case f.GuestInvitationSent() | f.GuestInvitationFailed() | f.FindingNoted() | f.VisioRequested():
            return subject
        case _:
            assert_never(fact)


def _renewed(subject: Subject, fact: f.InvitationRenewed) -> Subject:
    """Another link, for another device perhaps, whose holder says again what they agree to."""
    return replace(
        subject,
        generation=fact.generation,
        way=fact.way,
        phone=fact.phone,
        email=fact.email,
        opened=False,
        opened_at=None,
        device=None,
        delivery=None,
        agreed=None,
    )


def _opened(subject: Subject, fact: f.InvitationOpened) -> Subject:
    device = fact.device_sha256
    if fact.guest is not None:
        return _guest(subject, fact.guest, lambda guest: replace(guest, opened=True, device=device))
    first = subject.opened_at or fact.opened_at
    return replace(subject, opened=True, device=device or subject.device, opened_at=first)


def _guest(subject: Subject, name: str, change: Callable[[Guest], Guest]) -> Subject:
    guests = tuple(change(each) if each.id == name else each for each in subject.guests)
    return replace(subject, guests=guests)


def _on(step: LadderStep, state: Begun) -> VisioSessionState:
    tally = replace(state.subject.tally, steps=state.subject.tally.steps + 1)
    return RUNGS[step](replace(state.subject, tally=tally), _present(state))


def _presence(state: Begun, fact: f.ParticipantJoined | f.ParticipantLeft) -> VisioSessionState:
    came = isinstance(fact, f.ParticipantJoined)
    tally = state.subject.tally
    subject = replace(state.subject, tally=replace(tally, joins=tally.joins + came))
    if fact.participant is Participant.GUEST and fact.guest is not None:
        return replace(state, subject=_guest(subject, fact.guest, lambda guest: replace(guest, here=came)))
    one = {fact.participant}
    present = _present(state) | one if came else _present(state) - one
    both = Participant.REGULATOR in present and bool(present & PATIENT_SIDE)
    step = next((step for step, rung in RUNGS.items() if isinstance(state, rung)), LadderStep.VIDEO)
    return RUNGS[step](subject, present) if both else Consented(subject, present)


def _present(state: Begun) -> Present:
    return state.present if isinstance(state, AfterConsent) else frozenset()
