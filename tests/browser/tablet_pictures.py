"""Pictures of the tablet for its guide: `python -m tests.browser.tablet_pictures FOLDER`.

The real server, the real log and an invented mission; nothing is drawn by hand.
"""

import asyncio
import io
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from domain.mobile_team.commands import EndShift
from eventlog.embedded import EmbeddedServer
from tests.browser.chromium import chromium
from tests.browser.crews import TEAM, Crew, a_crew
from tests.browser.telling import DOCTOR


def a_photo() -> bytes:
    """A knee that nobody has."""
    picture = Image.new("RGB", (1200, 900), "#d9a689")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((420, 300, 780, 620), fill="#c98f70")
    draw.line((520, 430, 690, 500), fill="#8c1c1c", width=22)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


async def _shift(crew: Crew, folder: Path) -> None:
    page = crew.page
    await crew.teller.tell(0, DOCTOR, EndShift(team=TEAM))
    await page.locator("[data-nothing=off-duty]").wait_for()
    await page.locator("[data-screen=shift]").click()
    await page.locator("input[name=vehicle]").fill("VL 12")
    await page.locator("input[name=base]").fill("Obernai")
    await page.locator("input[name=ends]").fill("07:30")
    await page.screenshot(path=folder / "tablet-shift-start.png")
    await page.locator("[data-start-shift]").click()
    await crew.all_sent()
    for device, touches in (("oximeter", 1), ("blood_pressure", 1), ("otoscope", 3), ("ecg", 2)):
        for _ in range(touches):
            await page.locator(f"[data-device={device}]").click()
    await page.locator("input[name=remark]").fill("câble cassé")
    await page.locator("[data-check]").scroll_into_view_if_needed()
    await page.screenshot(path=folder / "tablet-shift-check.png")
    await page.locator("[data-check]").click()
    await crew.all_sent()


async def _bilan(crew: Crew, folder: Path) -> None:
    page = crew.page
    await crew.send("1")
    await page.locator("[data-mission=m-1]").wait_for()
    for action in ("acknowledge", "depart", "arrive", "care"):
        await crew.act(action)
    await page.locator("[data-primary][data-action=bilan]:not([disabled])").click()
    for device in ("oximeter", "blood_pressure", "thermometer"):
        await page.locator(f"[data-read={device}]:not([disabled])").click()
    await page.locator("input[name=FREQUENCE_RESPIRATOIRE]").fill("22")
    await page.locator("[data-origin]").first.wait_for()
    await page.screenshot(path=folder / "tablet-bilan.png")
    await page.locator("[data-part=news2]").click()
    await page.locator("[data-choice=oxygen-air]").click()
    await page.locator("[data-choice=acvpu-A]").click()
    await page.screenshot(path=folder / "tablet-news2.png")
    await page.locator("[data-part=photo]").click()
    await page.locator("[data-choice=consent-patient]").click()
    photo: dict[str, object] = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    await page.locator("input[name=photo]").set_input_files(photo)  # pyright: ignore[reportArgumentType]  # its own type is private
    await page.locator("input[name=caption]").fill("Plaie du genou droit")
    await page.screenshot(path=folder / "tablet-photo.png")
    await page.locator("[data-part=drawing]").click()
    for place in ("front:right-leg", "back:lumbar"):
        await page.locator("select[name=place]").select_option(place)
        await page.locator("[data-mark]").click()
    await page.locator("[data-side=front]").scroll_into_view_if_needed()
    await page.screenshot(path=folder / "tablet-drawing.png")


async def main(folder: Path) -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as kept:
        nats = EmbeddedServer(Path(kept) / "nats").start()
        try:
            async with chromium() as browser, a_crew(nats, browser, Path(kept)) as crew:
                crew.world.app.state.house = replace(crew.world.house, simulated_devices=True)
                await crew.reopen()
                await crew.page.locator("[data-line=on]").wait_for()
                await _shift(crew, folder)
                await _bilan(crew, folder)
        finally:
            nats.stop()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1])))
