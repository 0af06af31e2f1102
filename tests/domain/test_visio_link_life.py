"""The life of a link: bound to a device, sent again, revoked, delivered or not, refused; and guests."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.fact import Actor
from domain.refusals import AlreadyExists, OutOfOrder, RoleNotAllowed
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from domain.visio_session.guests import MOST_GUESTS
from domain.visio_session.invitation import INVITATION_LASTS, MOST_REFUSED
from domain.visio_session.refusals import (
    InvitationWithoutWay,
    LinkNotUsable,
    NotInvited,
    SessionOver,
    TooManyReports,
)
from domain.visio_session.states import Consented, Invited, Live, Over, Requested
from tests.builders import ARM, CALLER, DOCTOR, MACHINE, NOW, Past, a_visio
from tests.spec import given

DEVICE, OTHER = "d" * 64, "e" * 64
LATE = NOW + INVITATION_LASTS
OPENED = f.InvitationOpened(device_sha256=DEVICE, opened_at=NOW)
REVOKE = c.RevokeInvitation(session="V1", why="mauvais numéro")
RENEW = c.RenewInvitation(session="V1")
RENEWED = f.InvitationRenewed(generation=2, phone="+33100000000")
SENT_AGAIN = f.InvitationSent(receipt="sms-2", expires_at=NOW + timedelta(minutes=30), generation=2)
GUEST = f.GuestInvited(guest="G1", kind=f.GuestKind.INTERPRETER, phone="+33100000001", expires_at=LATE)
INVITE = c.InviteGuest(session="V1", guest="G1", kind=f.GuestKind.INTERPRETER, phone="+33100000001")


def tap(device: str = DEVICE, generation: int = 1, guest: str | None = None) -> c.OpenInvitation:
    return c.OpenInvitation(session="V1", generation=generation, device_sha256=device, guest=guest)


def refused(reason: f.LinkReason, guest: str | None = None) -> f.LinkRefused:
    return f.LinkRefused(reason=reason, guest=guest)


def test_a_link_opens_on_the_first_device_and_is_welcome_back_there() -> None:
    given(a_visio(Invited)).when(tap(), by=CALLER).then(OPENED)
    for until in (Invited, Consented, Live):
        past = a_visio(Invited, OPENED) if until is Invited else a_visio(Invited, OPENED, *after(until))
        given(past).when(tap(), by=CALLER).then_nothing()
        given(past).when(tap(OTHER), by=CALLER).then(refused(f.LinkReason.REUSED))


def after(until: type) -> list[f.VisioSessionFact]:
    """From an opened link to `until`."""
    joined = [
        f.ParticipantJoined(participant=who) for who in (f.Participant.PATIENT, f.Participant.REGULATOR)
    ]
    return [f.ConsentGiven(), *(joined if until is Live else [])]


def test_a_link_opens_until_it_expires_or_its_session_is_over() -> None:
    soon = LATE - timedelta(seconds=1)
    opened = f.InvitationOpened(device_sha256=DEVICE, opened_at=soon)
    given(a_visio(Invited)).when(tap(), by=CALLER, at=soon).then(opened)
    given(a_visio(Invited)).when(tap(), by=CALLER, at=LATE).then(refused(f.LinkReason.EXPIRED))
    given(a_visio(Invited, OPENED)).when(tap(), by=CALLER, at=LATE).then(refused(f.LinkReason.EXPIRED))
    consented = a_visio(Invited, OPENED, f.ConsentGiven())
    given(consented).when(tap(), by=CALLER, at=LATE).then_nothing()
    for end, why in (
        (f.InvitationExpired(), f.LinkReason.EXPIRED),
        (f.InvitationRevoked(why="x"), f.LinkReason.REVOKED),
        (f.VisioEnded(), f.LinkReason.OVER),
        (f.ConsentRefused(), f.LinkReason.OVER),
    ):
        given(a_visio(Invited, OPENED, end)).when(tap(), by=CALLER).then(refused(why))


@pytest.mark.parametrize("reason", [f.LinkReason.REUSED, f.LinkReason.OVER])
def test_refused_links_are_kept_a_few_times_each(reason: f.LinkReason) -> None:
    end = [f.VisioEnded()] if reason is f.LinkReason.OVER else []
    kept = [refused(reason)] * (MOST_REFUSED - 1)
    past = a_visio(Invited, OPENED, *end, *kept, refused(f.LinkReason.RENEWED))
    given(past).when(tap(OTHER), by=CALLER).then(refused(reason))
    given(past.then(refused(reason))).when(tap(OTHER), by=CALLER).then_refused(LinkNotUsable)


def test_a_lost_link_is_sent_again_as_a_new_one_and_the_old_one_is_dead() -> None:
    given(a_visio(Invited, OPENED)).when(RENEW, by=ARM).then(RENEWED)
    waiting = a_visio(Invited, OPENED, RENEWED)
    assert isinstance(waiting.state, Requested)
    given(waiting).when(tap(), by=CALLER).then(refused(f.LinkReason.RENEWED))
    given(waiting).when(tap(generation=2), by=CALLER).then_refused(OutOfOrder)
    confirm = c.ConfirmInvitation(session="V1", receipt="sms-2", generation=2, link_sha256="a" * 64)
    later = NOW + timedelta(minutes=15)
    sent = f.InvitationSent(
        receipt="sms-2", expires_at=later + INVITATION_LASTS, generation=2, link_sha256="a" * 64
    )
    given(waiting).when(confirm, by=MACHINE, at=later).then(sent)
    stale = c.ConfirmInvitation(session="V1", receipt="sms-1")
    given(waiting).when(stale, by=MACHINE).then_refused(OutOfOrder)
    again = waiting.then(SENT_AGAIN)
    given(again).when(tap(), by=CALLER).then(refused(f.LinkReason.RENEWED))
    bound = f.InvitationOpened(device_sha256=OTHER, opened_at=NOW)
    given(again).when(tap(OTHER, generation=2), by=CALLER).then(bound)


def test_the_expiry_follows_the_newest_invitation() -> None:
    expire = c.ExpireInvitation(session="V1")
    given(a_visio(Invited, RENEWED)).when(expire, by=MACHINE, at=LATE).then_refused(OutOfOrder)
    again = a_visio(Invited, RENEWED, SENT_AGAIN)
    assert given(again).when(expire, by=MACHINE, at=LATE).refusal is not None
    end = NOW + timedelta(minutes=30)
    given(again).when(expire, by=MACHINE, at=end).then(f.InvitationExpired())


def test_a_link_is_sent_again_by_another_way_and_consent_is_asked_again() -> None:
    mail = c.RenewInvitation(session="V1", email="a@exemple.fr")
    by_mail = f.InvitationRenewed(generation=2, way=f.Way.EMAIL, email="a@exemple.fr")
    given(a_visio(Invited)).when(mail).then(by_mail)
    photo, sent = f.VisioRequested(call="C1", phone="+33100000000", want=f.Want.PHOTO), f.InvitationSent
    of_a_photo = Past(a_visio(Invited).stream, (photo, sent(receipt="sms-1", expires_at=LATE)))
    given(of_a_photo).when(mail).then(replace(by_mail, want=f.Want.PHOTO))
    aloud = c.RenewInvitation(session="V1", way=f.Way.READ_ALOUD)
    given(a_visio(Invited)).when(aloud).then(f.InvitationRenewed(generation=2, way=f.Way.READ_ALOUD))
    neither = c.RenewInvitation(session="V1", way=f.Way.EMAIL, phone="+33100000000")
    given(a_visio(Invited)).when(neither).then_refused(InvitationWithoutWay)
    left = a_visio(Consented, f.ParticipantJoined(participant=f.Participant.REGULATOR))
    given(left).when(RENEW).then(RENEWED)
    join = c.JoinVisio(session="V1", participant=f.Participant.PATIENT)
    again = left.then(RENEWED, SENT_AGAIN)
    assert given(again).when(join, by=CALLER).refusal is not None


def test_a_link_in_use_or_on_a_tablet_is_not_sent_again() -> None:
    given(a_visio(Live)).when(RENEW).then_refused(OutOfOrder)
    given(a_visio(Requested)).when(RENEW).then_refused(OutOfOrder)
    given(a_visio(Over)).when(RENEW).then_refused(SessionOver)
    by_tablet = Past(a_visio(Requested).stream, (f.VisioRequested(call="C1", mission="M1"),))
    given(by_tablet.then(SENT_AGAIN)).when(RENEW).then_refused(InvitationWithoutWay)


@pytest.mark.parametrize("until", [Requested, Invited, Consented, Live])
def test_a_link_that_went_wrong_is_revoked_and_all_is_over(until: type) -> None:
    revoked = f.InvitationRevoked(why="mauvais numéro")
    given(a_visio(until)).when(REVOKE, by=ARM).then(revoked)
    assert isinstance(a_visio(until, revoked).state, Over)
    given(a_visio(until, revoked)).when(REVOKE).then_refused(SessionOver)


@pytest.mark.parametrize("command", [RENEW, REVOKE, INVITE], ids=["renew", "revoke", "invite"])
@pytest.mark.parametrize("by", [CALLER, MACHINE], ids=lambda by: by.role.name)
def test_only_the_room_sends_links(command: c.VisioSessionCommand, by: Actor) -> None:
    given(a_visio(Invited)).when(command, by=by).then_refused(RoleNotAllowed)


def test_what_the_operator_says_is_told_once_and_of_the_newest_link() -> None:
    lost = c.ReportDelivery(session="V1", state=f.Delivery.UNDELIVERED, why="numéro inconnu")
    told = f.DeliveryReported(state=f.Delivery.UNDELIVERED, why="numéro inconnu")
    given(a_visio(Invited)).when(lost, by=MACHINE).then(told)
    given(a_visio(Invited, told)).when(lost, by=MACHINE).then_nothing()
    given(a_visio(Invited, RENEWED)).when(lost, by=MACHINE).then_nothing()
    given(a_visio(Over)).when(lost, by=MACHINE).then_nothing()
    well = c.ReportDelivery(session="V1", state=f.Delivery.DELIVERED)
    given(a_visio(Invited, told)).when(well, by=MACHINE).then(f.DeliveryReported(state=f.Delivery.DELIVERED))
    given(a_visio(Invited)).when(well, by=DOCTOR).then_refused(RoleNotAllowed)
    of_guest = c.ReportDelivery(session="V1", state=f.Delivery.DELIVERED, guest="G1")
    said = f.DeliveryReported(state=f.Delivery.DELIVERED, guest="G1")
    given(a_visio(Live, GUEST)).when(of_guest, by=MACHINE).then(said)
    given(a_visio(Live, GUEST, said)).when(of_guest, by=MACHINE).then_nothing()
    given(a_visio(Live)).when(of_guest, by=MACHINE).then_nothing()


def test_a_guest_is_invited_by_a_link_of_their_own() -> None:
    given(a_visio(Live)).when(INVITE).then(GUEST)
    given(a_visio(Invited)).when(INVITE, by=ARM).then(GUEST)
    given(a_visio(Live, GUEST)).when(INVITE).then_refused(AlreadyExists)
    given(a_visio(Over)).when(INVITE).then_refused(SessionOver)
    many = [
        f.GuestInvited(guest=f"G{n}", kind=f.GuestKind.FAMILY, expires_at=LATE)
        for n in range(9, 9 + MOST_GUESTS)
    ]
    given(a_visio(Live, *many)).when(INVITE).then_refused(TooManyReports)
    sent = c.ConfirmInvitation(session="V1", receipt="sms-9", guest="G1", link_sha256="a" * 64)
    told = f.GuestInvitationSent(guest="G1", receipt="sms-9", link_sha256="a" * 64)
    given(a_visio(Live, GUEST)).when(sent, by=MACHINE).then(told)
    given(a_visio(Live)).when(sent, by=MACHINE).then_refused(NotInvited)
    lost = c.FailInvitation(session="V1", why="numéro fixe", guest="G1")
    failed = f.GuestInvitationFailed(guest="G1", why="numéro fixe")
    given(a_visio(Live, GUEST)).when(lost, by=MACHINE).then(failed)


def test_a_guest_s_link_is_bound_revoked_and_expires_like_the_patient_s() -> None:
    opened = f.InvitationOpened(guest="G1", device_sha256=DEVICE, opened_at=NOW)
    mine = tap(guest="G1")
    given(a_visio(Live, GUEST)).when(mine, by=CALLER).then(opened)
    given(a_visio(Live, GUEST, opened)).when(mine, by=CALLER).then_nothing()
    given(a_visio(Live, GUEST, opened)).when(mine, by=CALLER, at=LATE).then_nothing()
    given(a_visio(Live, GUEST)).when(mine, by=CALLER, at=LATE).then(refused(f.LinkReason.EXPIRED, "G1"))
    stolen = tap(OTHER, guest="G1")
    given(a_visio(Live, GUEST, opened)).when(stolen, by=CALLER).then(refused(f.LinkReason.REUSED, "G1"))
    revoked = f.GuestRevoked(guest="G1", why="plus besoin")
    away = c.RevokeGuest(session="V1", guest="G1", why="plus besoin")
    given(a_visio(Live, GUEST, opened)).when(away).then(revoked)
    given(a_visio(Live, GUEST, revoked)).when(away).then_nothing()
    given(a_visio(Live)).when(away).then_refused(NotInvited)
    given(a_visio(Live, GUEST, revoked)).when(mine, by=CALLER).then(refused(f.LinkReason.REVOKED, "G1"))
    given(a_visio(Live)).when(mine, by=CALLER).then_refused(LinkNotUsable)


@pytest.mark.parametrize(
    ("way", "phone", "email"),
    [
        (f.Way.SMS, None, None),
        (f.Way.SMS, None, "a@exemple.fr"),
        (f.Way.EMAIL, "+33100000000", "a@exemple.fr"),
        (f.Way.EMAIL, None, None),
        (f.Way.READ_ALOUD, None, "a@exemple.fr"),
    ],
)
def test_each_way_needs_its_own_and_nothing_else(way: f.Way, phone: str | None, email: str | None) -> None:
    asked = c.RequestVisio(session="V1", call="C1", way=way, phone=phone, email=email)
    given().when(asked).then_refused(InvitationWithoutWay)
