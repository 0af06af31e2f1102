"""A whole shift on the tablet, most of it without a network: what the log has, and what the doctor sees."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, expect

from domain.document import DocumentAdded, DocumentKind, PhotoConsent
from domain.mission.bilan import BilanSent
from domain.mobile_team import facts as t
from domain.mobile_team.commands import EndShift
from eventlog.embedded import EmbeddedServer
from tests.api.world import World
from tests.browser.axe import findings
from tests.browser.conftest import a_page
from tests.browser.crews import NURSE, TEAM, Crew, a_crew, acts
from tests.browser.post import sign_in
from tests.browser.targets import too_small
from tests.browser.telling import DOCTOR
from tests.reading import all_facts, told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def crew(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Crew]:
    async with a_crew(server, browser, tmp_path) as made:
        yield made


def a_photo(folder: Path) -> Path:
    """A picture with a place in it."""
    exif = Image.Exif()
    exif[0x010E] = "48.5801 N"
    file = folder / "photo.jpg"
    Image.effect_noise((1800, 1200), 60).convert("RGB").save(file, exif=exif)
    return file


async def send_score(crew: Crew, part: str, *choices: str) -> None:
    """Fill one score in, and send it."""
    await crew.page.locator(f"[data-part={part}]").click()
    for choice in choices:
        await crew.page.locator(f"[data-choice={choice}]").click()
    await crew.page.locator("[data-send-score]").click()
    await crew.page.locator("[data-kept=true]").wait_for()


async def test_a_shift_begun_offline_its_bilan_and_its_pictures_reach_the_log_in_order(
    crew: Crew, browser: Browser, tmp_path: Path
) -> None:
    page = crew.page
    await crew.teller.tell(0, DOCTOR, EndShift(team=TEAM))
    await page.locator("[data-nothing=off-duty]").wait_for()
    await crew.cut()
    await page.locator("[data-screen=shift]").click()
    await page.locator("input[name=vehicle]").fill("VL 12")
    await page.locator("input[name=base]").fill("Obernai")
    await page.locator("input[name=ends]").fill("07:30")
    assert await too_small(page) == []
    await page.locator("[data-start-shift]").click()
    await page.locator("[data-shift-queued]").wait_for()
    await page.locator("[data-unchecked='15']").wait_for()
    for device, touches in (("oximeter", 1), ("ecg", 2)):
        for _ in range(touches):
            await page.locator(f"[data-device={device}]").click()
    await page.locator("input[name=remark]").fill("câble cassé")
    assert await too_small(page) == []
    await page.locator("[data-check]").click()
    await page.locator("[data-unchecked='13']").wait_for()
    await page.locator("[data-waiting='2']").wait_for()
    await crew.back()
    await crew.all_sent()
    await crew.send("1")
    await page.locator("[data-mission=m-1]").wait_for()
    for action in ("acknowledge", "depart", "arrive", "care"):
        await crew.act(action)
    await page.locator("[data-primary][data-action=bilan]:not([disabled])").click()
    await crew.all_sent()
    await crew.cut()
    await page.locator("[data-loaded=true]").wait_for()
    for name, value in VITALS.items():
        await page.locator(f"input[name={name}]").fill(value.replace(".", ","))
    await expect(page.locator("[data-send]")).to_be_disabled()
    await page.locator("[data-confirm=TEMPERATURE]").click()
    await page.locator("textarea[name=text]").fill("Chute de sa hauteur")
    await send_score(crew, "news2", "oxygen-oxygen", "acvpu-A")
    await send_score(crew, "glasgow", "eye-4", "verbal-4", "motor-6")
    await page.locator("[data-part=photo]").click()
    await page.locator("[data-choice=consent-patient]").click()
    await page.locator("input[name=photo]").set_input_files(a_photo(tmp_path))
    await page.locator("input[name=caption]").fill("Plaie du genou")
    await page.locator("[data-send-picture]").click()
    await page.locator("[data-kept=true]").wait_for()
    await page.locator("[data-part=drawing]").click()
    await page.locator("select[name=place]").select_option("back:lumbar")
    await page.locator("[data-mark]").click()
    await page.locator("[data-send-picture]").click()
    await page.locator("[data-pictures='2']").wait_for()
    await page.locator("[data-part=vitals]").click()
    await page.locator("[data-loaded=true]").wait_for()
    await page.locator("[data-send]").click()
    await page.locator("[data-waiting='4']").wait_for()
    await crew.reopen()
    page = crew.page
    await page.locator("[data-pictures='2']").wait_for()
    await crew.back()
    await crew.all_sent()
    await expect(page.locator("[data-pictures]")).to_have_count(0, timeout=30_000)
    await page.locator("[data-screen=shift]").click()
    await expect(page.locator("[data-no-end]")).to_be_visible()
    await page.locator("[data-screen=mission]").click()
    await expect(page.locator("[data-bilan]")).to_contain_text("Température 44,5 °C")
    await the_doctor_sees_the_pictures(crew, browser)
    for action in ("hand-over", "leave", "close"):
        await crew.act(action)
    await page.locator("[data-screen=shift]").click()
    await page.locator("[data-end-shift]:not([disabled])").click()
    await page.locator("[data-really-end]").click()
    await page.locator("[data-shift-start]").wait_for()
    await crew.all_sent()
    assert crew.errors == []
    await the_log_has_it_all(crew.world)


VITALS = {
    "FREQUENCE_RESPIRATOIRE": "22",
    "SATURATION_OXYGENE": "94",
    "PRESSION_ARTERIELLE": "125/72",
    "FREQUENCE_CARDIAQUE": "98",
    "TEMPERATURE": "44.5",
}
"""As the log has them; a nurse types a comma."""


async def the_doctor_sees_the_pictures(crew: Crew, browser: Browser) -> None:
    """In the file of the call, once they are asked for: each opening is written in the log."""
    async with a_page(browser) as page:
        await sign_in(page, crew.server.url)
        await page.locator("tr[data-call='c-1']").click()
        await page.locator("[data-show-media]").click()
        await expect(page.locator("[data-media] img[data-shown]")).to_have_count(2)
        assert await findings(page) == []


async def the_log_has_it_all(world: World) -> None:
    """In the order of the fingers, scores added up again, pictures after the rest, readable by the doctor."""
    mine = [each for each in await all_facts(world.log) if each.by.id == NURSE]
    on_team: list[type[Any]] = [type(each.fact) for each in mine if each.stream.id == TEAM]
    assert on_team == [t.ShiftStarted, t.EquipmentChecked, t.TeamReleased, t.ShiftEnded]
    [checked] = await told(world.log, t.EquipmentChecked)
    assert [(each.device, each.state, each.remark) for each in checked.fact.items] == [
        ("oximeter", "working", None),
        ("ecg", "faulty", "câble cassé"),
    ]
    pieces = [each for each in await acts(world, "1") if isinstance(each.fact, BilanSent)]
    news2, glasgow, vitals, text = (each.fact for each in pieces)
    assert [score.total for piece in (news2, glasgow) for score in piece.scores] == [8, 14]
    assert {each.parameter.value: each.value for each in vitals.vitals} == VITALS
    assert [each.parameter.value for each in vitals.vitals if each.confirmed] == ["TEMPERATURE"]
    assert text.text == "Chute de sa hauteur"
    photo, drawing = await told(world.log, DocumentAdded)
    assert (photo.fact.kind, photo.fact.consent) == (DocumentKind.PHOTO, PhotoConsent.PATIENT)
    assert (drawing.fact.kind, drawing.fact.caption) == (DocumentKind.DRAWING, "Plaie : lombes (Dos)")
    assert photo.position > pieces[-1].position
    assert photo.device_at is not None
    assert pieces[-1].device_at is not None
    assert photo.device_at < pieces[-1].device_at
    async with world.signed_in("doctor-1") as doctor:
        shown = await doctor.client.get(f"/api/media/{photo.stream.id}")
        assert Image.open(io.BytesIO(shown.content)).size == (1600, 1067)
        assert b"48.5801" not in shown.content
