"""What a patient gives without being filmed: a photo, a place; and who is not filmed all the same."""

import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from domain.document import DocumentAdded, DocumentKind
from domain.visio_session import facts as f
from domain.visio_session.words import Want
from eventlog.embedded import EmbeddedServer
from tests.api.test_media import a_bomb, a_photo
from tests.browser.axe import findings
from tests.browser.visiting import Visit, a_phone, visiting
from tests.reading import told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HERE = {"latitude": 48.5801, "longitude": 7.7507, "accuracy": 12}
SENDS_AS_IT_IS = """async ([content, sha256]) => {
  const door = (method, path, body, type) =>
    fetch(path, { method, body, headers: { "Content-Type": type } }).then((answer) => answer.status);
  const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
  const part = await door("PUT", "/v/photos/ph-hostile/parts/0", bytes, "application/octet-stream");
  const whole = JSON.stringify({ parts: 1, size: bytes.length, sha256 });
  return [part, await door("POST", "/v/photos/ph-hostile", whole, "application/json")];
}"""
"""As a hostile page would: nothing is drawn again first."""


@pytest_asyncio.fixture(loop_scope="session")
async def visit(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visiting(server, browser, tmp_path) as made:
        yield made


async def test_a_photo_a_place_and_a_camera_refused_reach_the_file_without_a_picture(
    visit: Visit, browser: Browser
) -> None:
    await visit.press("f", "j", "Enter")
    await expect(visit.post.page.locator("[data-section=identity]")).to_contain_text("Exemple Alice")
    await _a_photo(visit)
    await _a_place(visit)
    async with a_phone(browser) as phone:
        await _a_camera_refused(visit, phone)
    await _a_consent_refused(visit)
    assert (visit.post.errors, visit.errors, visit.consents_when_asked) == ([], [], [])


async def _a_photo(visit: Visit) -> None:
    """Three gestures: to the section, its form, the button that sends."""
    page, phone, tile = visit.post.page, visit.phone, visit.tile
    await visit.press("g", "v", "Enter")
    await expect(page.locator("[data-section=visio] input[type=tel]:focus")).to_have_value("+33600000001")
    await page.locator("[data-want=photo]").click()
    await expect(tile).to_have_attribute("data-visio-state", "requested")
    await _opened(visit, phone, Want.PHOTO, "Le médecin demande une photo")
    await phone.locator("[data-do=agree]").click()
    await expect(phone.locator("[data-state=alone]")).to_contain_text("Touchez « Envoyer une photo »")
    await expect(tile).to_contain_text("Accord donné, photo attendue")
    await _chosen(phone, "page.jpg", b"<script>alert(1)</script>")
    await expect(phone.locator("[data-news]")).to_contain_text("Cette image ne peut pas être lue")
    await _chosen(phone, "photo.jpg", a_photo((2400, 1800)))
    await expect(phone.locator("[data-news]")).to_contain_text("Photo reçue par le médecin")
    assert await findings(phone) == []
    [kept] = [each.fact for each in await told(visit.post.world.log, DocumentAdded)]
    assert (kept.kind, max(kept.width, kept.height)) == (DocumentKind.PHOTO, 1600)
    await _is_shown(visit, 1)
    await _hostile(visit)
    await expect(tile.get_by_role("button", name="Rejoindre")).to_have_count(0)
    await _ended(visit, phone)


async def _a_place(visit: Visit) -> None:
    """By the command bar; the place is on the file."""
    page, phone, tile = visit.post.page, visit.phone, visit.tile
    await phone.context.grant_permissions(["geolocation"], origin=visit.post.server.url)
    await phone.context.set_geolocation(HERE)  # pyright: ignore[reportArgumentType]  # a TypedDict there
    await visit.press("/")
    await page.keyboard.type("visio position 06 00 00 00 01")
    await visit.press("Enter")
    await expect(tile).to_have_attribute("data-visio-state", "requested")
    await _opened(visit, phone, Want.LOCATION, "Le médecin demande où vous êtes")
    assert await told(visit.post.world.log, f.LocationGiven) == []
    await phone.locator("[data-do=agree]").click()
    await expect(phone.locator("[data-news]")).to_contain_text("Le médecin sait où vous êtes, à 12")
    await expect(tile).to_contain_text("Position reçue")
    await expect(tile.locator("[data-place]")).to_contain_text("48,5801 / 7,7507")
    [given] = [each.fact for each in await told(visit.post.world.log, f.LocationGiven)]
    assert (given.position.lat, given.position.lon, given.accuracy_m) == (48.5801, 7.7507, 12)
    assert await findings(phone) == []
    await _ended(visit, phone)


async def _a_camera_refused(visit: Visit, phone: Page) -> None:
    """No camera, no microphone: the doctor comes all the same, and photos come."""
    tile = visit.tile
    await _asked(visit)
    await _opened(visit, phone, Want.VIDEO, "Le médecin demande à vous voir")
    await phone.locator("[data-do=agree]").click()
    await expect(phone.locator("[data-wrong=camera-refused]")).to_contain_text("La caméra est refusée")
    await expect(phone.locator("[data-state=alone]")).to_contain_text("Le médecin arrive")
    await visit.press("g", "v", "Enter")
    await expect(tile).to_have_attribute("data-visio-state", "photos")
    await expect(phone.locator("[data-state=there]")).to_contain_text("Le médecin est là")
    [fell] = [each.fact for each in await told(visit.post.world.log, f.FellBackToPhotos)]
    assert (fell.why, fell.automatic) == ("camera-refused", False)
    await _chosen(phone, "photo.jpg", a_photo())
    await expect(phone.locator("[data-news]")).to_contain_text("Photo reçue par le médecin")
    await _is_shown(visit, 1)
    await _ended(visit, phone)


async def _a_consent_refused(visit: Visit) -> None:
    await _asked(visit)
    await _opened(visit, visit.phone, Want.VIDEO, "Le médecin demande à vous voir")
    await visit.phone.locator("[data-do=refuse]").click()
    await expect(visit.phone.locator("[data-screen=refused]")).to_contain_text("Vous serez aidé")
    await expect(visit.tile).to_contain_text("Accord refusé")
    await expect(visit.post.page.get_by_role("button", name="Demander une visio")).to_be_visible()


async def _asked(visit: Visit) -> None:
    await visit.press("g", "v", "Enter")
    await expect(visit.post.page.locator("[data-section=visio] input[type=tel]:focus")).to_have_count(1)
    await visit.press("Enter")
    await expect(visit.tile).to_have_attribute("data-visio-state", "requested")


async def _opened(visit: Visit, phone: Page, want: Want, heading: str) -> None:
    """The patient follows the link of the newest session: in a page that is open, too."""
    asked = (await told(visit.post.world.log, f.VisioRequested))[-1].fact
    assert (asked.want, asked.phone) == (want, "+33600000001")
    address = visit.address(await visit.link())
    await phone.goto(address)
    await expect(phone.locator("[data-screen=told]")).to_contain_text(heading)
    assert await findings(phone) == []


async def _chosen(phone: Page, name: str, content: bytes) -> None:
    file: Any = {"name": name, "mimeType": "image/jpeg", "buffer": content}
    await phone.locator("[data-file]").set_input_files(file)


async def _is_shown(visit: Visit, count: int) -> None:
    """The pictures of the newest session are in its tile, once somebody asks to see them."""
    pictures = visit.tile.locator("[data-media]")
    await expect(pictures).to_have_attribute("data-media", str(count))
    await pictures.locator("[data-show-media]").click()
    await expect(pictures.locator("img[data-shown]")).to_have_count(count)


async def _hostile(visit: Visit) -> None:
    """Sent past the page: refused in a word, and nothing is kept of it."""
    bomb = a_bomb()
    sent = [base64.b64encode(bomb).decode(), hashlib.sha256(bomb).hexdigest()]
    assert await visit.phone.evaluate(SENDS_AS_IT_IS, sent) == [204, 422]
    assert len(await told(visit.post.world.log, DocumentAdded)) == 1


async def _ended(visit: Visit, phone: Page) -> None:
    await visit.tile.get_by_role("button", name="confirmée").click()
    await expect(visit.tile).to_contain_text("Visio terminée")
    await expect(phone.locator("[data-screen=over]")).to_contain_text("C'est terminé")
