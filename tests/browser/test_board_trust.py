"""What the board says when things go wrong, and to whom it says nothing."""

from datetime import timedelta

import pytest
from playwright.async_api import Request, Route, expect

from domain.file_reading import FileOpened
from domain.mission.commands import ProposeTeams
from domain.regulation_call.commands import ReceiveCall
from domain.regulation_call.facts import PriorityAssigned, RegulationStarted
from domain.vocabulary import CallOrigin
from tests.api.world import PASSWORD, START
from tests.browser.conftest import Post
from tests.browser.night import a_full_night
from tests.browser.post import send_now, sign_in
from tests.browser.telling import ARM, MACHINE, a_proposal, a_waiting_call, candidate, telling
from tests.reading import told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_dead_server_is_told_and_its_return_catches_up(post: Post) -> None:
    page = post.page
    resumed: list[str] = []

    async def calls_again(request: Request) -> None:
        resumed.append((await request.all_headers()).get("last-event-id", ""))

    async with telling(post.world) as teller:
        await a_waiting_call(teller, "c-1", "P2")
        await page.locator(post.row("c-1")).wait_for()
        seen = await post.world.log.last_position()
        await post.server.stop()
        page.on("request", calls_again)
        await page.locator("[data-freshness=stale]").wait_for()
        await expect(page.get_by_text("Ne vous fiez pas à cet écran")).to_be_visible()
        await expect(page.locator("[data-announcer=link]")).to_contain_text("figées")
        await expect(page.locator(post.row("c-1"))).to_be_visible()
        await a_waiting_call(teller, "c-2", "P0")
        await post.server.start()
    await page.locator(post.row("c-2")).wait_for()
    await page.locator("[data-freshness=fresh]").wait_for()
    await expect(page.get_by_text("Ne vous fiez pas à cet écran")).to_be_hidden()
    await expect(page.locator("[data-announcer=link]")).to_contain_text("rétablie")
    assert str(seen) in resumed


async def test_an_outdated_proposal_is_refused_in_words_and_nothing_is_shown_as_done(post: Post) -> None:
    await a_full_night(post.world)
    card = post.page.locator("[data-mission='m-301']")
    await card.get_by_role("button", name="Ordonner M21").wait_for()

    async def newer_first(route: Route) -> None:
        async with telling(post.world) as teller:
            teller.told = 1000
            newer = a_proposal(candidate("M24", 9, 7, 5), solve_id="solve-2")
            await teller.tell(0, MACHINE, ProposeTeams(mission="m-301", proposal=newer))
        await route.continue_()

    await post.page.route("**/api/missions", newer_first)
    await card.get_by_role("button", name="Ordonner M21").click()
    await send_now(post.page)
    await expect(post.page.locator("li.refused")).to_contain_text("Refusé")
    await expect(post.page.locator("li.refused")).to_contain_text("Proposition dépassée")
    await expect(card.get_by_role("button", name="Ordonner M24")).to_be_visible()


async def test_an_arm_sees_the_proposal_but_only_a_doctor_orders(post: Post) -> None:
    await a_full_night(post.world)
    await post.page.get_by_role("button", name="Fermer la session").click()
    await sign_in(post.page, post.server.url, "arm-1")
    card = post.page.locator("[data-mission='m-301']")
    await expect(card).to_contain_text("Seul un médecin régulateur")
    await expect(card.get_by_role("button", name="Ordonner")).to_have_count(0)
    await post.page.locator(post.row("c-1059")).click()
    await post.page.get_by_role("button", name="P2", exact=True).click()
    await post.page.get_by_role("button", name="Transmettre au médecin").click()
    await expect(post.page.locator(post.row("c-1059"))).to_contain_text("À réguler")


async def test_who_may_not_see_the_board_is_told_so(post: Post) -> None:
    await post.page.get_by_role("button", name="Fermer la session").click()
    await post.page.locator("input[name=user]").fill("auditor-1")
    await post.page.locator("input[name=password]").fill(PASSWORD)
    await post.page.keyboard.press("Enter")
    await expect(post.page.get_by_role("alert")).to_contain_text("pas ouvert à votre rôle")
    await expect(post.page.locator("tr[data-call]")).to_have_count(0)


async def test_a_refusal_comes_in_french(post: Post) -> None:
    received = ReceiveCall(call="c-1", origin=CallOrigin.LINE_15, rang_at=START - timedelta(seconds=9))
    async with telling(post.world) as teller:
        await teller.tell(1, ARM, received)
    await post.page.locator(post.row("c-1")).click()
    await post.page.get_by_role("button", name="Prendre l'appel").click()
    notice = post.page.locator("li.refused")
    await expect(notice).to_contain_text("Prise de l'appel c-1")
    await expect(notice).to_contain_text("priorité", ignore_case=True)
    assert await told(post.world.log, RegulationStarted) == []


async def test_a_lost_reply_is_asked_again_under_the_same_name(post: Post) -> None:
    names: list[str | None] = []
    async with telling(post.world) as teller:
        await a_waiting_call(teller, "c-1", None)
    await post.page.locator(post.row("c-1")).click()

    async def lose_the_first(route: Route) -> None:
        names.append(await route.request.header_value("command-id"))
        answer = await route.fetch()
        await (route.abort() if len(names) == 1 else route.fulfill(response=answer))

    await post.page.route("**/api/calls", lose_the_first)
    await post.page.get_by_role("button", name="P1", exact=True).click()
    await expect(post.page.get_by_text("Déjà enregistré")).to_be_visible()
    assert len(names) == 2
    assert names[0] == names[1]
    assert len(await told(post.world.log, PriorityAssigned)) == 1


async def test_a_colleague_s_file_is_read_on_request_and_one_s_own_at_once_both_recorded(post: Post) -> None:
    await a_full_night(post.world)
    await post.page.locator(post.row("c-1029")).click()
    panel = post.page.get_by_role("complementary")
    await expect(panel).to_contain_text("enregistrée à votre nom")
    await expect(panel).not_to_contain_text("Alice")
    assert await told(post.world.log, FileOpened) == []
    await panel.get_by_role("button", name="Ouvrir le dossier patient").click()
    await expect(panel).to_contain_text("Exemple Alice")
    await post.page.locator(post.row("c-1044")).click()
    await expect(panel).to_contain_text("Bris de glace en cours")
    await expect(panel).to_contain_text("Exemple Alice")
    opened = await told(post.world.log, FileOpened)
    assert [(each.fact.of, each.by.id) for each in opened] == [("c-1029", "doctor-1"), ("c-1044", "doctor-1")]


async def test_an_expired_session_keeps_the_screen_under_the_form(post: Post) -> None:
    page = post.page
    async with telling(post.world) as teller:
        await a_waiting_call(teller, "c-1", "P2")
    await page.locator(post.row("c-1")).click()
    urgent = page.get_by_role("button", name="P1", exact=True)
    await urgent.wait_for()
    await page.context.clear_cookies(name="vigie")
    await urgent.click()
    await expect(page.get_by_role("dialog")).to_contain_text("Votre session a expiré")
    await expect(page.locator(post.row("c-1"))).to_be_visible()
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.locator("input[name=password]").wait_for(state="detached")
    await urgent.click()
    await expect(page.locator(post.row("c-1"))).to_contain_text("P1")
