"""A crew and the room: told at once, shown the way, seen where it is, watched over, heard when it calls."""

import os
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from api.crew_feed import CrewFeed
from domain.crew_safety.commands import MissCheckIn
from domain.crew_safety.facts import CheckedIn, CheckInMissed, CheckInSet
from domain.mission.facts import TeleconsultationConsented
from domain.mobile_team.commands import EndShift
from domain.mobile_team.facts import HelpRequested, HelpSettled
from domain.visio_session.commands import FailVisio, JoinVisio
from domain.visio_session.facts import ConsentGiven, Participant, ParticipantJoined, VisioRequested
from eventlog.embedded import EmbeddedServer
from tests.browser.conftest import a_page
from tests.browser.crews import NURSE, TEAM, Crew, a_crew
from tests.browser.post import sign_in
from tests.browser.targets import too_small
from tests.browser.telling import ARM, DOCTOR, MACHINE, a_place
from tests.reading import told
from tests.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PICTURES = ROOT / "docs" / "images"
HERE = {"latitude": 48.6, "longitude": 7.7}


@pytest_asyncio.fixture(loop_scope="session")
async def crew(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Crew]:
    async with a_crew(server, browser, tmp_path) as made:
        yield made


async def picture(page: Page, name: str) -> None:
    """For the guide, where it is being written: VIGIE_PICTURES=1."""
    if os.environ.get("VIGIE_PICTURES"):
        await page.screenshot(path=PICTURES / f"{name}.png")


async def later(crew: Crew, minutes: int) -> None:
    """Time passes, and the tablet hears of it."""
    await expect(crew.page.locator("[data-line=on][data-live=true]")).to_be_visible()
    crew.world.clock.at += timedelta(minutes=minutes)
    crew.teller.now = crew.world.clock.at
    feed: CrewFeed = crew.world.app.state.crew_feed
    feed.beat()


async def test_a_mission_comes_by_the_live_feed_alone_and_by_asking_where_that_is_cut(crew: Crew) -> None:
    await expect(crew.page.locator("[data-live=true]")).to_be_visible()
    await crew.context.route("**/api/teams/*/sheet*", lambda route: route.abort())
    await crew.send("1")
    await expect(crew.page.locator("[data-mission=m-1][data-state=alerted]")).to_be_visible()
    await crew.context.unroute("**/api/teams/*/sheet*")
    await crew.context.route("**/api/teams/*/live*", lambda route: route.abort())
    await crew.reopen()
    await expect(crew.page.locator("[data-line=on][data-live=false]")).to_be_visible()
    await crew.act("acknowledge")
    await crew.all_sent()
    await crew.context.unroute("**/api/teams/*/live*")
    await expect(crew.page.locator("[data-line=on][data-live=true]")).to_be_visible()


async def test_the_way_is_shown_and_the_position_shared_while_the_crew_wants_and_is_on_duty(
    crew: Crew,
) -> None:
    await crew.context.grant_permissions(["geolocation", "clipboard-read", "clipboard-write"])
    await crew.context.set_geolocation(HERE)  # pyright: ignore[reportArgumentType]  # a TypedDict there
    await crew.send("2")
    await expect(crew.page.locator("[data-way]")).to_contain_text("position non partagée")
    await picture(crew.page, "tablette-mission")
    await crew.page.locator("button[data-position=off]").click()
    await picture(crew.page, "tablette-position")
    await crew.page.locator("[data-share]").click()
    await expect(crew.page.locator("[data-position=on]")).to_contain_text("Position partagée")
    await crew.page.locator("[data-screen=mission]").click()
    async with aclosing(crew.world.house.telemetry.follow()) as reports:
        team, payload = await anext(reports)
    assert team == TEAM
    assert (msgspec.json.decode(payload)["lat"], msgspec.json.decode(payload)["lon"]) == (48.6, 7.7)
    await expect(crew.page.locator("[data-far]")).to_contain_text("à vol d'oiseau, vers le sud")
    link = await crew.page.locator("[data-navigate]").get_attribute("href")
    spot = a_place("12 rue des Essais, Obernai").position
    assert spot is not None
    assert link == f"geo:{spot.lat},{spot.lon}?q={spot.lat},{spot.lon}"
    await crew.cut()
    await crew.page.locator("[data-copy]").click()
    await expect(crew.page.get_by_text("Adresse copiée")).to_be_visible()
    assert await crew.page.evaluate("navigator.clipboard.readText()") == "12 rue des Essais, Obernai"
    await picture(crew.page, "tablette-route")
    await crew.back()
    await crew.page.locator("button[data-position=on]").click()
    await expect(crew.page.locator("button[data-position=off]")).to_be_visible()
    await crew.page.locator("button[data-position=off]").click()
    await crew.page.locator("[data-share]").click()
    await crew.page.locator("[data-screen=mission]").click()
    await crew.page.locator("[data-action=decline]").click()
    await crew.page.get_by_role("button", name="Véhicule en panne").click()
    await crew.all_sent()
    await crew.teller.tell(0, ARM, EndShift(team=TEAM))
    await expect(crew.page.locator("[data-nothing=off-duty]")).to_be_visible()
    await expect(crew.page.locator("[data-position]")).to_have_count(0)
    assert crew.errors == []


async def shown_to_the_doctor(crew: Crew) -> None:
    """The crew asks for the doctor off the network: agreed first, asked once, followed to its end."""
    page = crew.page
    await crew.cut()
    await page.locator("[data-teleconsultation]").click()
    await expect(page.locator("[data-unreachable]")).to_contain_text("Le médecin ne peut pas être joint")
    await expect(page.locator("[data-agree]")).to_be_disabled()
    for wanted in ("[data-refuse]", "[data-agree]", "[data-choice=agreed-emergency]"):
        await expect(page.locator(wanted)).to_be_in_viewport(ratio=1)
    await page.locator("[data-choice=agreed-patient]").click()
    await picture(page, "tablette-teleconsultation")
    await page.locator("[data-agree]").click()
    await expect(page.locator("[data-agreed=patient]")).to_contain_text("Texte version 1")
    await expect(page.locator("[data-visio-state=waiting]")).to_be_visible()
    await expect(page.locator("[data-by-phone]")).to_contain_text("elle passe par le téléphone")
    await crew.back()
    await expect(page.locator("[data-visio-state=requested]")).to_be_visible()
    await crew.world.react()
    await expect(page.locator("[data-visio-state=consented]")).to_contain_text("le régulateur est attendu")
    await crew.all_sent()
    [agreed] = await told(crew.world.log, TeleconsultationConsented)
    [asked] = await told(crew.world.log, VisioRequested)
    [spoken] = await told(crew.world.log, ConsentGiven)
    assert (agreed.by.id, agreed.fact.told_version, spoken.fact.spoken) == (NURSE, 1, True)
    assert agreed.position < asked.position < spoken.position
    session = asked.stream.id
    await crew.teller.tell(0, DOCTOR, JoinVisio(session=session, participant=Participant.REGULATOR))
    await expect(page.locator("[data-teleconsult]")).to_contain_text("Le régulateur est là")
    await crew.context.grant_permissions(["geolocation", "camera", "microphone"])
    await page.locator("[data-enter]").click()
    await page.locator("[data-live=up] video").first.wait_for()
    await expect(page.locator("[data-visio-state=live]")).to_contain_text("En cours avec le régulateur")
    joined = [each.fact.participant for each in await told(crew.world.log, ParticipantJoined)]
    assert joined == [Participant.REGULATOR, Participant.CREW]
    assert await too_small(page) == []
    await crew.teller.tell(0, DOCTOR, FailVisio(session=session, why="réseau perdu"))
    await expect(page.locator("[data-visio-state=over]")).to_contain_text("réseau perdu")
    await expect(page.locator("[data-ask]")).to_be_visible()
    await page.get_by_role("button", name="Revenir").click()
    await crew.page.locator("[data-primary][data-action=care]:not([disabled])").wait_for()


async def test_a_crew_on_scene_is_watched_over_and_heard_when_it_calls_for_help(
    crew: Crew, browser: Browser
) -> None:
    await crew.send("3")
    for action in ("acknowledge", "depart", "arrive"):
        await crew.act(action)
    await crew.page.locator("[data-primary][data-action=care]").wait_for()
    await crew.all_sent()
    await crew.world.react()
    await expect(crew.page.locator("[data-safety=due]")).to_contain_text("Point de sécurité avant")
    await shown_to_the_doctor(crew)
    await later(crew, 16)
    await expect(crew.page.locator("[data-safety=soon]")).to_contain_text("touchez « Tout va bien »")
    await picture(crew.page, "tablette-securite")
    await crew.cut()
    await crew.page.locator("[data-well]").click()
    await expect(crew.page.locator("[data-safety=due]")).to_be_visible()
    await crew.back()
    await crew.all_sent()
    [word] = await told(crew.world.log, CheckedIn)
    assert word.by.id == NURSE
    assert abs(word.fact.said_at - crew.world.clock.at) < timedelta(minutes=1)
    await later(crew, 21)
    await crew.teller.tell(0, MACHINE, MissCheckIn(mission="m-3", team=TEAM))
    await expect(crew.page.locator("[data-safety=overdue]")).to_contain_text("La régulation est prévenue")
    [missed] = await told(crew.world.log, CheckInMissed)
    assert not missed.fact.contact_lost
    async with a_page(browser) as board:
        await sign_in(board, crew.server.url)
        await expect(board.locator("[data-missed=silent]")).to_contain_text("Point de sécurité manqué")
        await board.locator("[data-missed] [data-pace='20']").press("Enter")
        await board.keyboard.type("10")
        await board.keyboard.press("Enter")
        await expect(board.locator("[data-pace='10']")).to_be_focused()
        [paced] = await told(crew.world.log, CheckInSet)
        assert paced.fact.every == 600
        await crew.page.locator("[data-hold-help]").hover()
        await crew.page.mouse.down()
        await crew.page.locator("[data-help]").wait_for()
        await crew.page.mouse.up()
        await expect(crew.page.locator("[data-help=heard]")).to_contain_text("Aide demandée")
        await expect(board.locator(f"[data-help={TEAM}]")).to_contain_text("AIDE demandée")
        await picture(board, "regulation-aide")
        await board.locator(f"[data-help={TEAM}]").get_by_role("button").click()
        await expect(board.locator(f"[data-help={TEAM}]")).to_have_count(0)
    await expect(crew.page.locator("[data-help]")).to_have_count(0)
    [asked] = await told(crew.world.log, HelpRequested)
    assert (asked.by.id, asked.fact.mission) == (NURSE, "m-3")
    assert len(await told(crew.world.log, HelpSettled)) == 1
    assert crew.errors == []
