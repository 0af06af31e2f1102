"""The regulator's board in a real browser, on the real server and log: seeing and deciding."""

import time

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from domain.mission.facts import MissionCancelled, MissionOrdered
from domain.regulation_call.facts import AdviceGiven, PriorityRevised, RegulationStarted
from tests.api.world import Browser
from tests.browser.conftest import Post
from tests.browser.night import a_full_night
from tests.browser.post import send_now
from tests.browser.telling import (
    a_waiting_call,
    telling,
)
from tests.reading import told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def seconds_to_screen(post: Post, arm: Browser, call: str) -> float:
    """From the answer to who received a call until a colleague sees it."""
    answer = await arm.receive(call)
    assert answer.status_code == 200
    begun = time.monotonic()
    await post.page.locator(post.row(call)).wait_for()
    return time.monotonic() - begun


async def test_what_others_do_is_on_screen_within_a_second(post: Post) -> None:
    async with post.world.signed_in("arm-1") as arm:
        assert min([await seconds_to_screen(post, arm, f"c-{number}") for number in (1, 2, 3)]) < 1
        await arm.command("calls", "state-motive", call="c-1", motive="Malaise")
        await arm.command("calls", "assign-priority", call="c-1", priority="P1")
        last = (await arm.command("calls", "transfer-to-regulator", call="c-1")).json()["position"]
    row = post.page.locator(post.row("c-1"))
    await expect(row).to_contain_text("Malaise")
    await expect(row).to_contain_text("P1")
    await expect(row).to_contain_text("À réguler")
    await expect(post.page.get_by_text(f"Journal n° {last}")).to_be_visible()
    await expect(post.page.locator("[data-announcer=calls]")).to_contain_text("Malaise")


async def test_a_whole_night_fits_without_errors_strangers_or_sideways_scrolling(post: Post) -> None:
    await a_full_night(post.world)
    await post.caught_up()
    await expect(post.page.locator("[data-team]")).to_have_count(6)
    await expect(post.page.locator(post.row("c-1044"))).to_contain_text("Bris de glace")
    assert (await post.rows())[:3] == ["c-1058", "c-1051", "c-1056"]
    for width, height in [(1280, 800), (1920, 1080)]:
        await post.page.set_viewport_size({"width": width, "height": height})
        await post.page.locator(post.row("c-1044")).click()
        wide = "e => e.scrollWidth <= e.clientWidth"
        for selector in ("html", "#queue .scroll", "aside .scroll"):
            assert await post.page.locator(selector).evaluate(wide), f"{selector} at {width}"
        await post.page.keyboard.press("Escape")
    assert post.errors == []
    assert [url for url in post.asked if not url.startswith(post.server.url)] == []


async def test_a_proposal_accepted_on_the_page_is_an_order_in_the_log(post: Post) -> None:
    await a_full_night(post.world)
    card = post.page.locator("[data-mission='m-301']")
    await expect(card).to_contain_text("14 min")
    await expect(card).to_contain_text("estimé")
    await card.get_by_role("button", name="Ordonner M21").click()
    await send_now(post.page)
    await expect(card).to_contain_text("Décidée")
    await expect(post.page.get_by_text("Enregistré")).to_be_visible()
    ordered = (await told(post.world.log, MissionOrdered))[-1]
    assert silent(ordered.fact) == MissionOrdered(team="M21", solve_id="solve-1")
    assert ordered.by.id == "doctor-1"


async def test_another_team_than_proposed_needs_a_reason_and_a_mission_can_be_cancelled(post: Post) -> None:
    await a_full_night(post.world)
    card = post.page.locator("[data-mission='m-301']")
    await card.get_by_text("Équipes écartées").click()
    await expect(card).to_contain_text("déjà en mission")
    await card.get_by_text("Autres équipes possibles").click()
    await card.get_by_role("button", name="Envoyer M24 à la place").click()
    await post.page.keyboard.type("Connaît le patient")
    await post.page.keyboard.press("Enter")
    await send_now(post.page)
    await expect(card).to_contain_text("Connaît le patient")
    ordered = (await told(post.world.log, MissionOrdered))[-1]
    expected = MissionOrdered(team="M24", solve_id="solve-1", reason="Connaît le patient")
    assert silent(ordered.fact) == expected
    await card.get_by_role("button", name="Annuler la mission").click()
    await post.page.keyboard.type("Patient conduit par un proche")
    await post.page.keyboard.press("Enter")
    await send_now(post.page)
    await expect(card).to_be_hidden()
    [cancelled] = await told(post.world.log, MissionCancelled)
    assert cancelled.fact.why == "Patient conduit par un proche"


def silent(order: MissionOrdered) -> MissionOrdered:
    """The order without the deadline that the domain sets on it."""
    assert order.acknowledge_by is not None
    return replace(order, acknowledge_by=None, acknowledge_within=None)


async def test_the_keyboard_alone_takes_a_call_to_its_advice(post: Post) -> None:
    page, keys = post.page, post.page.keyboard
    async with telling(post.world) as teller:
        await a_waiting_call(teller, "c-1", "P2", ago=300)
        await a_waiting_call(teller, "c-2", "P2", ago=200)
    await page.locator(post.row("c-2")).wait_for()
    await keys.press("?")
    await expect(page.get_by_role("dialog")).to_contain_text("Raccourcis clavier")
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await keys.press("j")
    await keys.press("j")
    await expect(page.locator(post.row("c-2"))).to_be_focused()
    await keys.press("1")
    await expect(page.locator(post.row("c-2"))).to_contain_text("P1")
    await expect(page.locator(post.row("c-2"))).to_be_focused()
    await keys.press("t")
    await expect(page.locator(post.row("c-2"))).to_contain_text("tenu par vous")
    await keys.press("Enter")
    panel = page.get_by_role("complementary")
    await panel.get_by_role("button", name="Conseil", exact=True).focus()
    await keys.press("Enter")
    await keys.type("Jokers: 0 1 2 3 t o k ?")
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(panel).to_contain_text("CONSEIL Jokers: 0 1 2 3 t o k ? doctor-1")
    await keys.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(page.locator(post.row("c-2"))).to_be_focused()
    [advice] = await told(post.world.log, AdviceGiven)
    assert advice.fact.text == "Jokers: 0 1 2 3 t o k ?"
    assert len(await told(post.world.log, PriorityRevised)) == 1
    assert len(await told(post.world.log, RegulationStarted)) == 1


async def test_rows_stay_still_under_the_hand_and_move_when_it_leaves(post: Post) -> None:
    page = post.page
    async with telling(post.world) as teller:
        await a_waiting_call(teller, "c-1", "P2", ago=300)
        await a_waiting_call(teller, "c-2", "P3", ago=200)
        await page.locator(post.row("c-2")).hover()
        await a_waiting_call(teller, "c-3", "P0", ago=5)
        await page.locator(post.row("c-3")).wait_for()
        assert await post.rows() == ["c-1", "c-2", "c-3"]
        await expect(page.locator("[data-frozen=moved]")).to_contain_text("Ordre gelé")
        await page.mouse.move(1200, 60)
        await expect(page.locator("[data-frozen]")).to_be_hidden()
    await post.rows_become("c-3", "c-1", "c-2")


async def test_an_urgent_call_that_a_frozen_order_hides_is_named(post: Post) -> None:
    async with telling(post.world) as teller:
        await a_waiting_call(teller, "c-1", "P2", ago=300)
        await post.page.locator(post.row("c-1")).hover()
        await a_waiting_call(teller, "c-2", "P0", ago=5)
    hint = post.page.locator("[data-frozen=moved]")
    await expect(hint).to_contain_text("P0 plus bas : c-2")
    await hint.get_by_role("button", name="Appliquer").click()
    await post.rows_become("c-2", "c-1")


async def test_the_language_and_the_theme_chosen_are_kept(post: Post) -> None:
    page = post.page
    await page.get_by_role("button", name="English").click()
    theme = await page.locator("html").get_attribute("data-theme")
    await page.get_by_role("button", name="theme").click()
    await page.reload()
    await expect(page.get_by_role("heading", name="Mobile teams")).to_be_visible()
    assert await page.locator("html").get_attribute("lang") == "en"
    assert await page.locator("html").get_attribute("data-theme") not in (theme, None)
