"""A call from pick-up to its end on two boards and one tablet: every screen says what the log says."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from domain.fact import Fact
from domain.mission import facts as m
from domain.mobile_team import facts as t
from domain.regulation_call import facts as c
from eventlog.embedded import EmbeddedServer
from tests.browser.post import send_now
from tests.browser.whole_house import TEAM, Posts, three_posts
from tests.reading import all_facts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STORY: list[type[Fact]] = [
    *(t.ShiftStarted, c.CallReceived, c.CallLocated, c.CallerDescribed, c.MotiveStated, c.PriorityAssigned),
    *(
        c.TransferredToRegulator,
        c.RegulationStarted,
        c.CareLevelAssessed,
        c.InterventionDecided,
        m.MissionRequested,
    ),
    *(m.TeamsProposed, m.MissionOrdered, t.TeamEngaged, m.TeamAlerted, m.TeamAcknowledged, m.TeamDeparted),
    *(
        m.TeamArrived,
        m.CareStarted,
        m.BilanSent,
        m.PatientHandedOver,
        m.TeamLeft,
        m.MissionClosed,
        t.TeamReleased,
    ),
    *(c.InterventionConcluded, c.CallCompleted),
]
"""What must have happened, in this order; other facts lie between."""


@pytest_asyncio.fixture(loop_scope="session")
async def posts(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Posts]:
    async with three_posts(server, browser, tmp_path) as made:
        yield made


async def test_every_screen_agrees_with_the_log_from_pick_up_to_the_end(posts: Posts) -> None:
    await posts.agreement.check()
    call = await _picked_up(posts)
    await _regulated(posts, call)
    mission = await _sent(posts)
    await _cared_for(posts, mission)
    await _completed(posts, call)
    told = iter([each.fact for each in await all_facts(posts.log)])
    missing = [kind.__name__ for kind in STORY if not any(isinstance(fact, kind) for fact in told)]
    assert missing == []


async def _picked_up(posts: Posts) -> str:
    page, keys = posts.arm, posts.arm.keyboard
    await page.locator("#queue").focus()
    await keys.press("n")
    await expect(page.locator("#pickup-commune")).to_be_focused()
    call = await page.locator("aside[data-pickup]").get_attribute("data-pickup") or ""
    await posts.agreement.check()
    await keys.type("vesou")
    await page.get_by_role("option", name="Vesoul").first.wait_for()
    await keys.press("Enter")
    await keys.type("12 rue Pasteur")
    await keys.press("Enter")
    await page.locator("#pickup-phone").fill("06 12 34 56 78")
    await page.locator("#pickup-motive").fill("Fièvre, toux, seule à domicile")
    await keys.press("Enter")
    for field in ("commune", "address", "phone", "motive"):
        await expect(page.locator(f"#pickup-{field}-news")).to_contain_text("enregistré")
    await posts.agreement.check()
    await page.locator("[data-field=priority]").focus()
    await keys.press("2")
    await expect(page.locator("[data-field=transfer]")).to_be_focused()
    await keys.press("Control+Enter")
    await expect(page.locator("aside[data-pickup]")).to_have_count(0)
    await posts.agreement.check()
    return call


async def _regulated(posts: Posts, call: str) -> None:
    page, keys = posts.doctor, posts.doctor.keyboard
    await page.locator(f"tr[data-call='{call}']").focus()
    await keys.press("t")
    await expect(page.locator(f"tr[data-call='{call}']")).to_have_attribute("data-holder", "doctor-1")
    await posts.agreement.check()
    await page.locator(f"tr[data-call='{call}']").focus()
    await keys.press("Enter")
    for key in ("g", "s", "2"):
        await keys.press(key)
    await expect(page.locator("[data-section=level] [data-level=R2]")).to_have_attribute(
        "aria-pressed", "true"
    )
    await posts.agreement.check()


async def _sent(posts: Posts) -> str:
    page = posts.doctor
    panel = page.get_by_role("complementary")
    await panel.locator("[data-decision=INTER]").click()
    await panel.get_by_role("button", name="Demander une équipe").click()
    card = panel.locator("article[data-mission]")
    await card.locator("[data-accept]").wait_for()
    mission = await card.get_attribute("data-mission") or ""
    await posts.agreement.check()
    await page.keyboard.press("a")
    await page.locator("[data-held]").wait_for()
    await send_now(page)
    await posts.tablet.locator(f"[data-mission='{mission}']").wait_for()
    await expect(card).to_have_attribute("data-sent", TEAM)
    await posts.agreement.check()
    return mission


async def _cared_for(posts: Posts, mission: str) -> None:
    page = posts.tablet
    for action in ("acknowledge", "depart", "arrive", "care", "bilan", "hand-over", "leave", "close"):
        await page.locator(f"[data-primary][data-action='{action}']:not([disabled])").click()
        if action == "bilan":
            await page.locator("[data-loaded=true]").wait_for()
            await page.locator("textarea[name=text]").fill("Conscient, coloré")
            await page.locator("[data-send]").click()
        elif action == "hand-over":
            await page.locator("[data-outcome=left-at-home]").click()
        await page.locator("[data-waiting='0']").wait_for()
        await posts.agreement.check()
    await expect(page.locator("[data-nothing=none]")).to_be_visible()


async def _completed(posts: Posts, call: str) -> None:
    page, keys = posts.doctor, posts.doctor.keyboard
    await page.locator(f"tr[data-call='{call}']").focus()
    await keys.press("Enter")
    for key in ("g", "f", "Enter"):
        await keys.press(key)
    await send_now(page)
    await expect(page.locator(f"tr[data-call='{call}']:not(.gone)")).to_have_count(0)
    await posts.agreement.check()
