"""Video sessions of a world, as far as consent, and the sockets of those who join."""

import itertools
from typing import Any

from domain.envelope import StreamId
from domain.fact import Act, Actor
from domain.house import AnyCommand, plan
from domain.visio_session import commands as c
from domain.vocabulary import Role
from tests.api.world import Browser, World

_numbers = itertools.count(1)
SYSTEM, CALLER, DOCTOR = (
    Actor(Role.SYSTEM, "worker"),
    Actor(Role.CALLER, "caller-1"),
    Actor(Role.REGULATOR, "doctor-1"),
)


async def tell(world: World, command: AnyCommand, by: Actor) -> None:
    """Execute a command as it comes from elsewhere than a socket."""
    act = Act(at=world.clock.now(), by=by, command_id=f"visit-{next(_numbers)}")
    await world.log.execute(plan(command), act)


async def consented(world: World, arm: Browser, session: str, call: str = "c1") -> None:
    """A call, and a video session of it to which the patient agreed."""
    assert (await arm.receive(call)).status_code in {200, 409}
    await tell(world, c.RequestVisio(session=session, call=call, phone="+33600000000"), DOCTOR)
    await tell(world, c.ConfirmInvitation(session=session, receipt="r"), SYSTEM)
    await tell(world, c.OpenInvitation(session=session), CALLER)
    await tell(world, c.GiveConsent(session=session), CALLER)


async def story(world: World, session: str) -> list[str]:
    """The tags of the session's facts."""
    recorded = await world.log.history(StreamId("visio-session", session))
    return [tag(each.fact).removeprefix("visio-session.") for each in recorded]


def tag(fact: Any) -> str:
    return str(fact.__struct_config__.tag)
