"""What no order of requests about one video session may break."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from domain.fact import Actor, Fact, Refusal
from domain.house import AnyCommand
from domain.rules.permissions import PERMISSIONS
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from domain.visio_session.invitation import MOST_REFUSED
from domain.visio_session.live import MOST_TOGETHER, MOST_TROUBLES
from domain.vocabulary import Role
from tests.world import World
from tools.sample_commands import visio_commands
from tools.sample_visios import visio_link_commands

DEVICES = ("d" * 64, "e" * 64)
TAPS: list[AnyCommand] = [
    c.OpenInvitation(session="V1", generation=generation, device_sha256=device, guest=guest)
    for generation in (1, 2, 3)
    for device in DEVICES
    for guest in (None, "G1")
]
SENT: list[AnyCommand] = [
    c.ConfirmInvitation(session="V1", receipt="sms", generation=generation) for generation in (2, 3)
]
COMMANDS = [*visio_commands("V1", "C1"), *visio_link_commands("V1", "C1"), *TAPS, *SENT]
STARTS: list[Sequence[AnyCommand]] = [
    [COMMANDS[0]],
    [COMMANDS[0], c.ConfirmInvitation(session="V1", receipt="sms"), TAPS[0]],
    [COMMANDS[0], c.ConfirmInvitation(session="V1", receipt="sms"), TAPS[0], c.GiveConsent(session="V1")],
]


def told(world: World) -> list[Fact]:
    return [each.fact for each in world.log if each.stream.kind == f.KIND]


def nobody_is_there_and_nothing_is_kept_before_consent(story: list[Fact]) -> None:
    """A link sent again asks consent again."""
    agreed: f.ConsentGiven | None = None
    for fact in story:
        match fact:
            case f.ConsentGiven():
                agreed = fact
            case f.InvitationRenewed():
                agreed = None
            case f.ParticipantJoined() | f.PictureSeen() | f.PhotoReceived() | f.FindingNoted():
                assert agreed is not None
            case f.SnapshotTaken():
                assert agreed is not None
                assert agreed.snapshots
            case f.LocationGiven():
                assert agreed is not None
                assert agreed.location
            case _:
                pass


def a_dead_link_never_opens(world: World) -> None:
    """Neither one replaced, revoked or expired, nor on another device than the first."""
    generation, until, bound, over_ = 1, None, dict[str | None, str | None](), False
    revoked: set[str] = set()
    for recorded in world.log:
        match recorded.fact:
            case f.InvitationRenewed(generation=newest):
                generation, until = newest, None
                bound.pop(None, None)
            case f.InvitationSent(expires_at=until, generation=of):
                assert of == generation
            case f.GuestRevoked(guest=guest):
                revoked.add(guest)
            case f.InvitationOpened(guest=guest, device_sha256=device):
                assert not over_
                assert guest not in revoked
                assert bound.setdefault(guest, device) in (device, None)
                if (
                    guest is None
                    and isinstance(until, type(recorded.at))
                    and not consented(world, recorded.position)
                ):
                    assert recorded.at < until
                bound[guest] = device or bound[guest]
            case (
                f.InvitationRevoked()
                | f.InvitationExpired()
                | f.InvitationFailed()
                | f.ConsentRefused()
                | f.VisioEnded()
                | f.VisioFailed()
            ):
                over_ = True
            case _:
                pass


def consented(world: World, position: int) -> bool:
    return any(isinstance(each.fact, f.ConsentGiven) for each in world.log[: position - 1])


def nothing_comes_without_end(story: list[Fact]) -> None:
    assert sum(isinstance(fact, f.TroubleReported) for fact in story) <= MOST_TROUBLES
    for reason in f.LinkReason:
        kept = [fact for fact in story if isinstance(fact, f.LinkRefused) and fact.reason is reason]
        assert len(kept) <= MOST_REFUSED
    here: set[tuple[str, str | None]] = set()
    for fact in story:
        match fact:
            case f.ParticipantJoined(participant=who, guest=guest):
                here.add((who, guest))
            case f.ParticipantLeft(participant=who, guest=guest):
                here.discard((who, guest))
            case f.GuestRevoked(guest=guest):
                here.discard((f.Participant.GUEST, guest))
            case f.InvitationRenewed():
                here = {each for each in here if each[0] == f.Participant.GUEST}
            case _:
                pass
        assert len(here) <= MOST_TOGETHER


@settings(max_examples=60, deadline=None)
@over(st.data())
def test_no_order_of_requests_opens_a_dead_link_or_goes_round_consent(data: st.DataObject) -> None:
    world = World()
    for command in data.draw(st.sampled_from(STARTS)):
        world.execute(command, someone(command, data))
    for _ in range(data.draw(st.integers(5, 40))):
        world.wait(timedelta(seconds=data.draw(st.sampled_from((1, 1, 1, 60, 1000)))))
        command = data.draw(st.sampled_from(COMMANDS))
        try:
            world.execute(command, someone(command, data))
        except Refusal:
            continue
    nobody_is_there_and_nothing_is_kept_before_consent(told(world))
    a_dead_link_never_opens(world)
    nothing_comes_without_end(told(world))


def someone(command: AnyCommand, data: st.DataObject) -> Actor:
    """Who may ask for this; for the request, the room: a crew needs its mission."""
    roles = {Role.REGULATOR} if isinstance(command, c.RequestVisio) else PERMISSIONS[type(command)]
    role = data.draw(st.sampled_from(sorted(roles)))
    return Actor(role, f"{role}-1")
