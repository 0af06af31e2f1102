"""A whole night: everybody takes their place, lives it on one timeline, and it is counted."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import timedelta

import httpx
import msgspec

from domain.vocabulary import Role
from simulators.arrivals import PlannedCall, plan_calls
from simulators.assistants import assistant, callers
from simulators.auditor import AUDITORS, FIRST_READER, auditor, review
from simulators.people import regulator
from simulators.places import Region
from simulators.settings import Night
from simulators.tally import Tally
from simulators.teams import Vehicle, fleet, team
from simulators.timeline import Timeline
from simulators.wire import Wire
from simulators.world import Person, World

PATIENTS = "appelant-simule"
_CHECKED = 300
_LOOK_EVERY = timedelta(minutes=10)


class AccountNeeded(msgspec.Struct, frozen=True, kw_only=True):
    """An account that the night signs in with."""

    user: str
    name: str
    role: Role
    team: str | None = None


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """Everything drawn before the night begins."""

    night: Night
    calls: list[PlannedCall]
    vehicles: list[Vehicle]
    region: Region


def script(night: Night) -> Script:
    """The calls and the teams of `night`. Raises ValueError where its places cannot be had."""
    region = night.region()
    vehicles = fleet(night, region.bases(night.teams))
    return Script(night=night, calls=plan_calls(night, region), vehicles=vehicles, region=region)


def accounts_needed(night: Night) -> list[AccountNeeded]:
    """Who has to be able to sign in."""
    room = [
        AccountNeeded(user=f"arm-{number:02}", name=f"ARM {number:02}", role=Role.ARM)
        for number in range(1, night.assistants + 1)
    ]
    room += [
        AccountNeeded(user=f"med-{number:02}", name=f"Dr Régulateur {number:02}", role=Role.REGULATOR)
        for number in range(1, night.regulators + 1)
    ]
    crews: list[AccountNeeded] = []
    for number in range(1, night.teams + 1):
        name = f"UMT-{number:02}"
        nurse, driver = f"ide-{number:02}", f"amb-{number:02}"
        crews.append(AccountNeeded(user=nurse, name=f"IDE {number:02}", role=Role.NURSE, team=name))
        crews.append(
            AccountNeeded(user=driver, name=f"Ambulancier {number:02}", role=Role.AMBULANCE_CREW, team=name)
        )
    auditors = [AccountNeeded(user=user, name=name, role=Role.AUDITOR) for user, name in AUDITORS.items()]
    caller = AccountNeeded(user=PATIENTS, name="Appelant simulé", role=Role.CALLER)
    return [*room, *crews, *auditors, caller]


async def run(
    night: Night,
    timeline: Timeline,
    base_url: str,
    accounts: Mapping[str, str],
    *,
    plan: Script | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    telephones: bool = False,
) -> Tally:
    """Live the night on `timeline` against the Vigie at `base_url`; what it came to.

    `accounts` gives the password of each user of `accounts_needed`. `plan` is `script(night)`, made here
    where it is not given. `telephones`: who is sent a link is somebody else's affair. Best spawned on the
    timeline itself, which then runs until `night.stops_at`.
    Returns once the last file is closed, or when the night ends.
    """
    plan = plan or script(night)
    world = World(night, timeline, plan.calls, telephones=telephones)
    async with AsyncExitStack() as stack:
        wires: dict[str, Wire] = {}
        for needed in accounts_needed(night):
            client = httpx.AsyncClient(base_url=base_url, timeout=15.0, transport=transport)
            stack.push_async_callback(client.aclose)
            wires[needed.user] = Wire(client, timeline, world.tally, needed.user, accounts[needed.user])
        _spawn(world, plan, wires)
        await _until_over(world)
        last = Person(world, wires[FIRST_READER], "last review")
        await review(last, _second_readers(world, wires))
        await _check(world)
    return world.tally


def _spawn(world: World, plan: Script, wires: Mapping[str, Wire]) -> None:
    spawn = world.timeline.spawn
    for vehicle in plan.vehicles:
        person = Person(world, wires[vehicle.nurse], vehicle.nurse)
        spawn(vehicle.nurse, team(person, vehicle, plan.region.communes[0].position))
    for needed in accounts_needed(world.night):
        person = Person(world, wires[needed.user], needed.user)
        match needed.role:
            case Role.ARM:
                spawn(needed.user, assistant(person))
            case Role.REGULATOR:
                spawn(needed.user, regulator(person, wires[PATIENTS]))
            case Role.AUDITOR if needed.user == FIRST_READER:
                spawn(needed.user, auditor(person, _second_readers(world, wires)))
            case _:
                continue
    spawn("callers", callers(Person(world, wires[PATIENTS], "callers")))


def _second_readers(world: World, wires: Mapping[str, Wire]) -> list[Person]:
    return [Person(world, wires[user], f"{user} reads") for user in AUDITORS if user != FIRST_READER]


async def _until_over(world: World) -> None:
    night, timeline = world.night, world.timeline
    await timeline.sleep_until(night.calls_end_at)
    while timeline.now() < night.ends_at and (world.busy or world.ringing or world.waiting):
        await timeline.sleep_until(timeline.now() + _LOOK_EVERY)


async def _check(world: World) -> None:
    """Ask some accepted commands again: each must be answered as the first time.

    The whole log can be held against `tally.accepted` by whoever can read it.
    """
    step = max(1, len(world.sent) // _CHECKED)
    for wire, command, command_id in world.sent[::step]:
        again = await wire.command(command, command_id)
        world.tally.checked_commands += 1
        if not again.repeated or again.positions != world.tally.accepted[command_id]:
            world.tally.lost_commands += 1
