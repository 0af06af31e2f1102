"""The room: map with and without WebGL, a wall that stays still, paper, statistics that are the log's."""

import re
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from statistics import median, quantiles

import pytest
from playwright.async_api import Page, expect

from domain.mission.facts import TeamArrived, TeamDeparted
from domain.regulation_call.facts import CallReceived, PriorityAssigned, RegulationStarted
from tests.browser.axe import findings
from tests.browser.conftest import Post
from tests.browser.night import a_full_night
from tests.browser.telling import telling
from tests.reading import all_facts, told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LOCATED = "call:c-1051"
WITHOUT_WEBGL = """
const asked = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, options) {
  return kind.startsWith("webgl") ? null : asked.call(this, kind, options);
};
localStorage.setItem("vigie.map", "webgl");
"""
SHOWN = """
[...document.querySelectorAll("tr[data-group]")].map((row) => [
  row.closest("[data-leg]").dataset.leg,
  row.dataset.group,
  [row.cells[1].innerText, ...[...row.querySelectorAll("data")].map((each) => each.value)].map(Number),
])
"""
Group = str


EVERY_MARK = 17
"""Twelve open calls and the five teams that were ever heard."""


async def a_night_on_screen(post: Post) -> None:
    """The whole night told, and taken in by the board."""
    await a_full_night(post.world)
    await post.caught_up()


async def marks(page: Page) -> set[str]:
    """What is drawn on the map, once all is."""
    await expect(page.locator("[data-mark]")).to_have_count(EVERY_MARK)
    await page.locator("[data-mark='team:M26'].stale").wait_for()
    drawn = await page.locator("[data-mark]").evaluate_all("all => all.map(each => each.dataset.mark)")
    return set(drawn)


async def test_the_map_shows_the_same_with_webgl_and_without(post: Post) -> None:
    await a_night_on_screen(post)
    page = post.page
    await page.keyboard.press("c")
    await page.locator("[data-map=canvas]").wait_for()
    simple = await marks(page)
    assert {LOCATED, "call:c-1059", "team:M21"} <= simple
    assert "team:M25" not in simple  # nobody knows where it is: the list says so
    await expect(page.locator("[data-listed='team:M25']")).to_contain_text("sans position")
    await expect(page.locator("[data-listed='team:M26']")).to_contain_text("ancienne : 21 min")
    assert await findings(page) == []

    await page.get_by_role("button", name="tracé simple").click()
    await page.locator("[data-map=webgl]").wait_for()
    assert await marks(page) == simple
    await page.locator(f"[data-mark='{LOCATED}']").click()
    await expect(page.get_by_role("complementary")).to_contain_text("c-1051")

    await page.add_init_script(WITHOUT_WEBGL)
    await page.reload()
    await page.locator("[data-freshness=fresh]").wait_for()
    await page.locator("[data-team=M21]").wait_for()
    await page.keyboard.press("c")
    await page.locator("[data-map=canvas]").wait_for()
    assert await marks(page) == simple
    await page.locator("[data-listed='call:c-1047'] button").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("complementary")).to_contain_text("c-1047")
    assert post.errors == []
    assert all(url.startswith((post.server.url, "blob:", "data:")) for url in post.asked)


async def test_the_wall_stays_still_and_says_aloud_when_it_is_frozen(post: Post) -> None:
    await a_night_on_screen(post)
    page = post.page
    await page.goto(f"{post.server.url}/wall")
    await marks(page)
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    wall = page.locator("[data-view]")
    seen = await wall.get_attribute("data-view")
    before = await page.locator("[data-mark='team:M22']").get_attribute("style")
    async with telling(post.world) as teller:
        await teller.heard("M22", 0, 48.52, 7.60)
        await teller.heard("M21", 0, 50.9, 2.1)
    await expect(wall).to_contain_text("1 repère hors de la vue")
    moved = page.locator("[data-mark='team:M22']")
    await expect(moved).not_to_have_attribute("style", before or "")
    assert await wall.get_attribute("data-view") == seen
    await expect(page.locator("[data-tile=P1]")).to_contain_text("2")
    assert await page.locator("[data-wall-call]").first.get_attribute("data-wall-call") == "c-1058"
    assert await findings(page) == []
    await post.server.stop()
    await page.locator(".wall[data-freshness=stale]").wait_for()
    await expect(page.get_by_role("alert")).to_contain_text("DONNÉES FIGÉES")
    await expect(page.locator("[data-wall-call='c-1058']")).to_be_visible()
    assert post.errors == []


async def test_the_board_prints_on_paper_what_it_knew_once_the_server_is_gone(post: Post) -> None:
    await a_night_on_screen(post)
    page = post.page
    calls = {each.stream.id for each in await told(post.world.log, CallReceived)}
    await post.server.stop()
    await page.locator("[data-freshness=stale]").wait_for()
    async with printed(page):
        paper = page.locator("[data-paper]")
        await expect(paper).to_contain_text(re.compile(r"Données de 21:00:\d\d, samedi 10 janvier 2026"))
        await expect(paper).to_contain_text("liaison coupée")
        listed = await paper.locator("[data-paper-call]").evaluate_all(
            "rows => rows.map(row => row.dataset.paperCall)"
        )
        assert set(listed) == calls
        assert listed[0] == "c-1058"
        for row, words in {
            "[data-paper-call='c-1058']": ["P0", "14 rue des Tilleuls", "Convulsions", "personne"],
            "[data-paper-call='c-1029']": ["P2", "Malaise, diabétique", "doctor-2"],
            "[data-paper-mission='m-301']": ["P1", "c-1044", "À ORDONNER"],
            "[data-paper-mission='m-295']": ["M22", "Bilan transmis", "doctor-2"],
            "[data-paper-team=M23]": ["VL M23", "Sélestat", "m-298", "48.331"],
        }.items():
            text = await paper.locator(row).inner_text()
            assert [each for each in words if each not in text] == [], row
        assert await paper.locator(".line").count() >= 10
        await expect(page.locator("#page")).to_be_hidden()
    await expect(page.locator("[data-paper]")).to_have_count(0)
    await expect(page.locator(post.row("c-1058"))).to_be_visible()
    sheets = await page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheets)
    assert len(sizes) >= 2
    assert all((round(float(w)), round(float(h))) == (842, 595) for w, h in sizes)
    assert post.errors == []


@asynccontextmanager
async def printed(page: Page) -> AsyncGenerator[None]:
    """The page as the printer has it, until the end of the block."""
    await page.emulate_media(media="print")
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    yield
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    await page.emulate_media(media="screen")


async def test_the_statistics_are_those_of_the_log(post: Post) -> None:
    await a_full_night(post.world)
    await post.world.house.rows.wait(await post.world.log.last_position(), timeout=30)
    page = post.page
    await page.goto(f"{post.server.url}/stats")
    await page.locator("[data-stats=settled]").wait_for()
    expected = await intervals_of_the_log(post)
    assert expected["pick-up"]["all"]
    shown = {(leg, group): numbers for leg, group, numbers in await page.evaluate(SHOWN)}
    for leg, groups in expected.items():
        for group, values in groups.items():
            numbers = [len(values), median(values), ninth_decile(values)]
            assert shown[leg, group] == pytest.approx(numbers, abs=1e-3), (leg, group)
    received = await told(post.world.log, CallReceived)
    await expect(page.locator("[data-calls]")).to_have_attribute("data-calls", str(len(received)))
    await page.get_by_text("Voir le tableau des 24 heures").click()
    by_hour = [int(each) for each in await page.locator("[data-hour] td:nth-child(2)").all_inner_texts()]
    assert by_hour == [sum(each.fact.rang_at.hour == hour for each in received) for hour in range(24)]
    await expect(page.locator("[data-leg=arrival] .why")).to_contain_text("aucune équipe demandée")
    assert await findings(page) == []
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Télécharger").click()
    file = await downloading.value
    assert file.suggested_filename.startswith("vigie-statistiques-")
    assert "overall,pick-up,,," in (await file.path()).read_text()
    await page.goto(f"{post.server.url}/print")
    await expect(page.locator("[data-paper-call]")).to_have_count(len(received))
    assert await findings(page) == []
    assert post.errors == []


async def intervals_of_the_log(post: Post) -> dict[str, dict[Group, list[float]]]:
    """Pick-up, taking by the doctor and journey, worked out from the facts themselves."""
    received: dict[str, datetime] = {}
    taken: dict[str, datetime] = {}
    priority: dict[str, str] = {}
    left: dict[str, datetime] = {}
    pick_ups: dict[str, float] = {}
    waits: dict[str, float] = {}
    arrivals: list[float] = []
    for each in await all_facts(post.world.log):
        name, at = each.stream.id, each.at
        match each.fact:
            case CallReceived(rang_at=rang_at):
                received[name] = at
                pick_ups[name] = (at - rang_at).total_seconds()
            case PriorityAssigned(priority=given):
                priority[name] = given.value
            case RegulationStarted() if name not in taken:
                taken[name] = at
                waits[name] = (at - received[name]).total_seconds()
            case TeamDeparted():
                left[name] = at
            case TeamArrived():
                arrivals.append((at - left[name]).total_seconds())
            case _:
                pass
    return {
        "pick-up": _groups(pick_ups, priority),
        "regulation": _groups(waits, priority),
        "arrival": {"all": arrivals},
    }


def _groups(values: dict[str, float], priority: dict[str, str]) -> dict[Group, list[float]]:
    groups: defaultdict[Group, list[float]] = defaultdict(list)
    for call, value in values.items():
        groups["all"].append(value)
        if call in priority:
            groups[priority[call]].append(value)
    return groups


def ninth_decile(values: list[float]) -> float:
    """Nine out of ten are shorter; between two values, a share of both."""
    return quantiles(values, n=10, method="inclusive")[8] if len(values) > 1 else values[0]
