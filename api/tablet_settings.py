"""What the centre allows on its tablets."""

import msgspec
from litestar import get

from api.access import allow
from api.commands import PROBLEMS, AtDesk
from api.refusals import SimulationNotAllowed
from domain.mission.bilan import VitalSource
from domain.mission.commands import MissionCommand, SendBilan
from domain.rules.permissions import CREW


class TabletSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`simulated_devices`: measures may be invented, marked as such, for a demonstration."""

    simulated_devices: bool


@get(
    "/api/tablet/settings",
    operation_id="readTabletSettings",
    guards=[allow(CREW)],
    responses=PROBLEMS,
    tags=["teams"],
)
async def read_tablet_settings(desk: AtDesk) -> TabletSettings:
    """What this centre allows on its tablets."""
    return TabletSettings(simulated_devices=desk.house.simulated_devices)


def refuse_invented(command: MissionCommand, *, allowed: bool) -> None:
    """Raise SimulationNotAllowed for a measure that nobody measured, where this is no demonstration."""
    if allowed or not isinstance(command, SendBilan):
        return
    if any(each.source is VitalSource.SIMULATED for each in command.vitals):
        raise SimulationNotAllowed("simulated measures are for demonstrations")
