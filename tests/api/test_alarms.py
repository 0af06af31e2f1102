"""Alarms over HTTP: a named person acknowledges, everybody on the board sees it; auditors have their own."""

from domain.alarm.facts import AlarmKind
from domain.alarming import raising
from domain.fact import Act, Actor
from domain.house import AnyCommand, plan
from domain.vocabulary import Role
from tests.api.world import World

MACHINE = Actor(Role.SYSTEM, "reactions")
NAME = "crew-silent.t1"


async def machine(world: World, command: AnyCommand, command_id: str) -> int:
    """What the worker would do. The position of what follows."""
    act = Act(at=world.clock.now(), by=MACHINE, command_id=command_id)
    return (await world.log.execute(plan(command), act)).position


async def test_who_acknowledges_an_alarm_is_seen_by_the_whole_room(world: World) -> None:
    await machine(world, raising(AlarmKind.CREW_SILENT, "t1", team="t1"), "c-1")
    async with world.signed_in("arm-1") as arm, world.signed_in("doctor-1") as doctor:
        answer = await arm.command("alarms", "acknowledge-alarm", alarm=NAME)
        assert answer.status_code == 200
        position = answer.json()["position"]
        board = (await doctor.client.get("/api/board", params={"after": position})).json()["board"]
    row = board["alarms"][NAME]
    assert (row["rank"], row["team"], row["acknowledged_by"]) == ("high", "t1", "arm-1")
    assert row["acknowledge_by"] is None


async def test_the_room_and_the_auditors_each_have_their_own(world: World) -> None:
    position = await machine(world, raising(AlarmKind.CREW_SILENT, "t1", team="t1"), "c-1")
    async with world.signed_in("auditor-1") as auditor:
        refused = await auditor.command("alarms", "acknowledge-alarm", alarm=NAME)
        shown = await auditor.client.get("/api/alarms", params={"after": position})
    assert (refused.status_code, refused.json()["reason"]) == (403, "NotYourAlarm")
    assert shown.json()["alarms"] == []
