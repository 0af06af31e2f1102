"""The link to the patient: sent, delivered, opened on one device, sent again, revoked, expired."""

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from domain.fact import Act
from domain.refusals import OutOfOrder
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from domain.visio_session.refusals import (
    InvitationStillValid,
    InvitationWithoutWay,
    LinkNotUsable,
)
from domain.visio_session.states import (
    AfterConsent,
    BeforeConsent,
    Begun,
    Consented,
    Guest,
    Invited,
    Over,
    Requested,
)
from domain.visio_session.words import PATIENT_SIDE, LinkReason, Way

INVITATION_LASTS = timedelta(minutes=15)
"""How long a link may wait for consent. Vigie's own rule: no text gives a span."""
MOST_REFUSED = 5
"""Refused links kept in a session, of each reason."""

Facts = Sequence[f.VisioSessionFact]
Open = BeforeConsent | AfterConsent


def check_way(way: Way, phone: str | None, email: str | None) -> None:
    """Raise InvitationWithoutWay where `way` has not what it needs, or something that it does not."""
    fits = {
        Way.SMS: phone is not None and email is None,
        Way.EMAIL: email is not None and phone is None,
        Way.READ_ALOUD: email is None,
    }
    if not fits[way]:
        raise InvitationWithoutWay(f"by {way}: give what it needs, and nothing else")


def decide(command: c.InvitationCommand, state: Open, act: Act) -> Facts:
    """The facts about the link, while the session is not over. Raises a Refusal where a rule says no."""
    match command:
        case c.ConfirmInvitation() | c.FailInvitation():
            return _answered(command, state, act)
        case c.ReportDelivery():
            return _delivery(command, state)
        case c.RenewInvitation():
            return _renewed(command, state)
        case c.RevokeInvitation(why=why):
            return [f.InvitationRevoked(why=why)]
        case c.OpenInvitation():
            return opened(command, state, act)
        case c.ExpireInvitation():
            return _expired(state, act)
        case _:
            assert_never(command)


def _answered(command: c.ConfirmInvitation | c.FailInvitation, state: Open, act: Act) -> Facts:
    if not isinstance(state, Requested) or command.generation != state.subject.generation:
        raise OutOfOrder(f"no message of {command.session} waits for this answer")
    if isinstance(command, c.FailInvitation):
        return [f.InvitationFailed(why=command.why)]
    return [
        f.InvitationSent(
            receipt=command.receipt,
            expires_at=act.at + INVITATION_LASTS,
            generation=command.generation,
            link_sha256=command.link_sha256,
            way=state.subject.way,
        )
    ]


def _delivery(command: c.ReportDelivery, state: Open) -> Facts:
    """An operator may say the same twice, and speak late of a link that was replaced."""
    subject = state.subject
    about = subject.guest(command.guest) if command.guest is not None else subject
    stale = command.guest is None and command.generation != subject.generation
    if about is None or stale or about.delivery is command.state:
        return []
    return [
        f.DeliveryReported(
            state=command.state, why=command.why, generation=command.generation, guest=command.guest
        )
    ]


def _renewed(command: c.RenewInvitation, state: Open) -> Facts:
    subject = state.subject
    if subject.mission is not None:
        raise InvitationWithoutWay("a tablet needs no link")
    alone = isinstance(state, Consented) and not state.present & PATIENT_SIDE
    if not (isinstance(state, Invited) or alone):
        raise OutOfOrder(f"the link of {command.session} is on its way, or in use")
    another = (command.way, command.phone, command.email) != (None, None, None)
    way = command.way or (Way.EMAIL if command.email else Way.SMS) if another else subject.way
    phone = command.phone if another else subject.phone
    email = command.email if another else subject.email
    check_way(way, phone, email)
    again = f.InvitationRenewed(
        generation=subject.generation + 1, way=way, phone=phone, email=email, want=subject.want
    )
    return [again]


def _expired(state: Open, act: Act) -> Facts:
    match state:
        case Requested():
            raise OutOfOrder("the link is on its way")
        case Invited(expires_at=until):
            if act.at < until:
                raise InvitationStillValid(f"valid until {until:%H:%M:%S} UTC")
            return [f.InvitationExpired()]
        case _:
            return []


def opened(command: c.OpenInvitation, state: Begun, act: Act) -> Facts:
    """The link tapped: bound to the device, or a refusal that is kept. Again on its own device, nothing new.

    Raises LinkNotUsable beyond the refusals that are kept, OutOfOrder while the message is on its way.
    """
    guest = state.subject.guest(command.guest)
    if command.guest is not None and guest is None:
        raise LinkNotUsable(f"no guest {command.guest}")
    why = refused_because(command, guest, state, act)
    if why is not None:
        if state.subject.tally.refused.count(why) >= MOST_REFUSED:
            raise LinkNotUsable(f"the link of {command.session} is {why}")
        return [f.LinkRefused(reason=why, guest=command.guest)]
    if guest is None and isinstance(state, Requested):
        raise OutOfOrder(f"the message of {command.session} is on its way")
    if not _new(command, guest, state):
        return []
    return [
        f.InvitationOpened(
            device_sha256=command.device_sha256, phone=command.phone, guest=command.guest, opened_at=act.at
        )
    ]


def refused_because(
    command: c.OpenInvitation, guest: Guest | None, state: Begun, act: Act
) -> LinkReason | None:
    """Why this link does not open now, None where it does."""
    if isinstance(state, Over):
        return _ENDED.get(state.how, LinkReason.OVER)
    if guest is not None:
        device, until = guest.device, None if guest.opened else guest.expires_at
        if guest.revoked:
            return LinkReason.REVOKED
    else:
        device, until = state.subject.device, state.expires_at if isinstance(state, Invited) else None
    if command.generation not in (None, 1 if guest else state.subject.generation):
        return LinkReason.RENEWED
    if until is not None and act.at >= until:
        return LinkReason.EXPIRED
    if device is not None and command.device_sha256 != device:
        return LinkReason.REUSED
    return None


def _new(command: c.OpenInvitation, guest: Guest | None, state: Begun) -> bool:
    about = guest or state.subject
    if command.device_sha256 is not None:
        return about.device is None
    return isinstance(state, Invited) and not about.opened


_ENDED = {
    str(f.InvitationExpired.__struct_config__.tag): LinkReason.EXPIRED,
    str(f.InvitationRevoked.__struct_config__.tag): LinkReason.REVOKED,
}
"""Why a link does not open, by the fact that ended its session."""
