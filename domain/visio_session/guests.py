"""Third parties of a video session: invited by a link of their own, and sent away."""

from collections.abc import Sequence
from typing import assert_never

from domain.fact import Act
from domain.refusals import AlreadyExists
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from domain.visio_session.invitation import INVITATION_LASTS, check_way
from domain.visio_session.refusals import NotInvited, TooManyReports
from domain.visio_session.states import AfterConsent, BeforeConsent

MOST_GUESTS = 10
"""Invited to one session, sent away or not."""

Facts = Sequence[f.VisioSessionFact]
Open = BeforeConsent | AfterConsent


def decide(command: c.GuestCommand, state: Open, act: Act) -> Facts:
    """A guest invited, told and agreeing, or sent away. Raises AlreadyExists, InvitationWithoutWay,
    NotInvited, TooManyReports."""
    known = state.subject.guest(command.guest)
    match command:
        case c.InviteGuest():
            if known is not None:
                raise AlreadyExists(f"guest {command.guest} was invited already")
            if len(state.subject.guests) >= MOST_GUESTS:
                raise TooManyReports(f"at most {MOST_GUESTS} guests in one session")
            check_way(command.way, command.phone, command.email)
            return [
                f.GuestInvited(
                    guest=command.guest,
                    kind=command.kind,
                    way=command.way,
                    phone=command.phone,
                    email=command.email,
                    expires_at=act.at + INVITATION_LASTS,
                )
            ]
        case c.AgreeAsGuest():
            if known is None or known.revoked or not known.opened:
                raise NotInvited(f"no open invitation of guest {command.guest}")
            told, language = command.told_version, command.language
            agreed = f.GuestAgreed(guest=command.guest, told_version=told, language=language)
            return [] if known.agreed else [agreed]
        case c.RevokeGuest(why=why):
            if known is None:
                raise NotInvited(f"no guest {command.guest} in video session {command.session}")
            return [] if known.revoked else [f.GuestRevoked(guest=command.guest, why=why)]
        case _:
            assert_never(command)


def answered(command: c.ConfirmInvitation | c.FailInvitation, name: str, state: Open) -> Facts:
    """What the operator says of a guest's message. Raises NotInvited."""
    if state.subject.guest(name) is None:
        raise NotInvited(f"no guest {name} in video session {command.session}")
    if isinstance(command, c.FailInvitation):
        return [f.GuestInvitationFailed(guest=name, why=command.why)]
    return [
        f.GuestInvitationSent(guest=name, receipt=command.receipt, link_sha256=command.link_sha256),
    ]
