"""The live feed of a crew: their own sheet as it changes, each reading recorded, and none twice."""

import asyncio
import time
from pathlib import Path

from api.crew_feed import CrewFeed
from api.crew_live import tell_contacts
from domain.file_reading import FileOpened
from domain.mobile_team.facts import TabletLost, TabletRecovered
from domain.vocabulary import Role
from eventlog.embedded import EmbeddedServer
from tests.api.listening import event_named, listening, serving
from tests.api.test_access import engaged, shift
from tests.api.world import Browser, World, a_world
from tests.reading import all_facts, told
from tests.waiting import until

LIVE = "/api/teams/t1/live"


async def readings(world: World) -> list[str]:
    """Who opened a mission's sheet, in order."""
    return [e.by.id for e in await all_facts(world.log) if isinstance(e.fact, FileOpened)]


async def test_a_mission_reaches_its_crew_at_once_and_its_reading_is_recorded_first(
    world: World, doctor: Browser
) -> None:
    async with world.signed_in("nurse-1") as nurse, serving(world.app) as (address, _):
        await shift(nurse, "t1", "nurse-1")
        async with listening(address, nurse.client.cookies, path=LIVE) as events:
            first = await event_named(events, "sheet")
            assert first.data["sheet"]["mission"] is None
            assert await readings(world) == []
            await engaged(world, doctor, "c1", "m1", "t1")
            given = await event_named(events, "sheet")
            while given.data["sheet"]["mission"]["state"] != "alerted":
                given = await event_named(events, "sheet")
            assert given.id == str(given.data["position"])
            assert given.comments
            assert given.data["sheet"]["call"]["id"] == "c1"
            assert await readings(world) == ["nurse-1"]


async def test_the_crew_s_own_steps_are_no_new_reading_but_new_words_about_the_patient_are(
    world: World, doctor: Browser
) -> None:
    async with world.signed_in("nurse-1") as nurse, serving(world.app) as (address, _):
        await shift(nurse, "t1", "nurse-1")
        await engaged(world, doctor, "c1", "m1", "t1")
        await world.house.sheets.wait(await world.log.last_position(), timeout=30)
        async with listening(address, nurse.client.cookies, path=LIVE) as events:
            await event_named(events, "sheet")
            for step in ("acknowledge-mission", "report-departure", "report-arrival"):
                await nurse.command("missions", step, mission="m1", team="t1")
                await event_named(events, "sheet")
            assert await readings(world) == ["nurse-1"]
            await doctor.command("calls", "note-observation", call="c1", text="Sous anticoagulant")
            noted = await event_named(events, "sheet")
            assert [note["text"] for note in noted.data["sheet"]["call"]["notes"]] == ["Sous anticoagulant"]
            assert await readings(world) == ["nurse-1", "nurse-1"]


async def test_a_cut_tablet_is_not_sent_what_it_has_nor_counted_twice(world: World, doctor: Browser) -> None:
    async with world.signed_in("nurse-1") as nurse, serving(world.app) as (address, _):
        await shift(nurse, "t1", "nurse-1")
        await engaged(world, doctor, "c1", "m1", "t1")
        await world.house.sheets.wait(await world.log.last_position(), timeout=30)
        async with listening(address, nurse.client.cookies, path=LIVE) as events:
            seen = await event_named(events, "sheet")
        await doctor.receive("c2")
        for has, path in ((int(seen.id or 0), LIVE), (None, f"{LIVE}?known={seen.data['etag']}")):
            async with listening(address, nurse.client.cookies, has, path) as events:
                assert (await anext(events)).name == "beat"
        assert await readings(world) == ["nurse-1"]
        await nurse.command("missions", "acknowledge-mission", mission="m1", team="t1")
        await world.house.sheets.wait(await world.log.last_position(), timeout=30)
        async with listening(address, nurse.client.cookies, int(seen.id or 0), LIVE) as events:
            assert (await anext(events)).data["sheet"]["mission"]["acknowledged_at"] is not None


async def test_a_team_hears_nothing_of_another(world: World, doctor: Browser) -> None:
    async with (
        world.signed_in("nurse-1") as nurse,
        world.signed_in("nurse-2") as other,
        serving(world.app) as (address, _),
        listening(address, other.client.cookies, path="/api/teams/t2/live") as events,
    ):
        assert (await event_named(events, "sheet")).data["sheet"] is None
        await shift(nurse, "t1", "nurse-1")
        await engaged(world, doctor, "c1", "m1", "t1")
        feed: CrewFeed = world.app.state.crew_feed
        await world.house.sheets.wait(await world.log.last_position(), timeout=30)
        feed.beat()
        assert (await anext(events)).name == "beat"
        assert await readings(world) == []


async def test_a_tablet_that_says_nothing_more_is_lost_from_sight_until_it_is_heard_again(
    world: World,
) -> None:
    async with world.signed_in("nurse-1") as nurse, serving(world.app) as (address, _):
        await shift(nurse, "t1", "nurse-1")
        await world.house.sheets.wait(await world.log.last_position(), timeout=30)
        feed: CrewFeed = world.app.state.crew_feed
        await nurse.client.get("/api/teams/t1/sheet")
        assert feed.in_sight == frozenset()
        async with listening(address, nurse.client.cookies, path=LIVE) as events:
            await event_named(events, "sheet")
        now = time.monotonic()
        await tell_contacts(world.house, feed, now + 60)
        assert await told(world.log, TabletLost) == []
        await tell_contacts(world.house, feed, now + 1_000)
        await tell_contacts(world.house, feed, now + 2_000)
        [lost] = await told(world.log, TabletLost)
        assert lost.by.role is Role.SYSTEM
        await world.house.sheets.wait(lost.position, timeout=30)
        async with listening(address, nurse.client.cookies, path=LIVE) as events:
            await event_named(events, "sheet")
            await tell_contacts(world.house, feed, time.monotonic())
            assert len(await told(world.log, TabletRecovered)) == 1


async def test_a_closed_account_and_a_stopping_process_end_the_feed(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    async with (
        a_world(server, tmp_path, beat_seconds=0.05) as world,
        world.signed_in("nurse-1") as nurse,
        world.signed_in("driver-1") as driver,
        serving(world.app) as (address, _),
        listening(address, nurse.client.cookies, path=LIVE) as events,
        listening(address, driver.client.cookies, path=LIVE) as others,
    ):
        await event_named(events, "sheet")
        await event_named(others, "sheet")
        world.accounts.close("nurse-1")
        async with asyncio.timeout(30):
            assert {event.name async for event in events} <= {"beat"}
        feed: CrewFeed = world.app.state.crew_feed
        await until(lambda: feed.watchers("t1") == 1)
        world.house.stopping.set()
        async with asyncio.timeout(30):
            assert {event.name async for event in others} <= {"beat"}
        assert (await driver.client.get(LIVE)).status_code == 503
