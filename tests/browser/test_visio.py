"""A patient is seen: from the doctor's three gestures to the result, with two pages of a real browser."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from domain.mission.teleconsultation import Agreement
from domain.teleconsultation import commands as tele
from domain.teleconsultation.facts import QuestionnaireAnswered
from domain.teleconsultation.questionnaire import Answer, Question
from domain.teleconsultation.words import Form
from domain.visio_session import facts as f
from domain.visio_session.commands import ConfirmInvitation
from domain.visio_session.links import Link
from domain.visio_session.words import Participant, Way
from eventlog.embedded import EmbeddedServer
from tests.browser.axe import findings
from tests.browser.telling import DOCTOR, MACHINE
from tests.browser.visiting import DEVICES, Visit, a_phone, picture, visiting, watched
from tests.reading import told
from tests.waiting import until_told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEPT = """async () => [
  localStorage.length, sessionStorage.length,
  (await indexedDB.databases()).length, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length, document.cookie.length, location.hash.length,
]"""
MOVES = """async (selector) => {
  const video = document.querySelector(selector);
  const next = () => new Promise((done) => video.requestVideoFrameCallback(() => done(true)));
  const never = new Promise((done) => setTimeout(() => done(false), 15000));
  const moves = () => Promise.race([next(), never]);
  return (await moves()) && (await moves()) && video.videoWidth > 0;
}"""
GOES_ON = """async (selector) => {
  const video = document.querySelector(selector);
  const patience = Date.now() + 20000;
  while (video.currentTime < 1.5 && Date.now() < patience) await new Promise((done) => setTimeout(done, 50));
  return video.currentTime >= 1.5;
}"""
"""Longer than from one look at the connection to the next: what begins again at each never gets there."""
IN_APP = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 Instagram 200.0"
)


@pytest_asyncio.fixture(loop_scope="session")
async def visit(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visiting(server, browser, tmp_path) as made:
        yield made


async def in_log(visit: Visit, kind: type[Any], count: int = 1) -> list[Any]:
    """The facts of `kind`, once there are `count`."""

    async def there() -> bool:
        return len(await told(visit.post.world.log, kind)) >= count

    await until_told(there)
    return [each.fact for each in await told(visit.post.world.log, kind)]


async def test_a_patient_agrees_is_seen_then_heard_then_seen_again(visit: Visit) -> None:
    page, phone, tile = visit.post.page, visit.phone, visit.tile
    await visit.press("f", "j", "Enter")
    await expect(page.locator("[data-section=identity]")).to_contain_text("Exemple Alice")
    await visit.press("g", "v", "Enter")
    await expect(page.locator("[data-section=visio] input[type=tel]:focus")).to_have_value("+33600000001")
    await visit.press("Enter")
    await expect(tile).to_have_attribute("data-visio-state", "requested")
    link = await visit.link()
    code = visit.post.world.house.patients.key.short_code(link)
    await expect(tile.locator("[data-short-code]")).to_contain_text(code)
    await _told_and_agreed(visit, visit.address(link), code)
    await _seen(visit)
    await _down_and_up(visit)
    await _held(visit)
    await tile.get_by_role("button", name="changée").focus()
    await visit.press("Enter")
    await expect(tile).to_contain_text("Visio terminée")
    await expect(phone.locator("[data-screen=over]")).to_contain_text("C'est terminé")
    assert await phone.evaluate("filmed.map(({readyState}) => readyState)") == ["ended"] * 2
    await _asked(visit)
    assert await phone.evaluate(KEPT) == [0] * 7
    assert await findings(phone) == []
    [ended] = await in_log(visit, f.VisioEnded)
    assert ended.result is f.VisioResult.DECISION_CHANGED
    assert (visit.post.errors, visit.errors) == ([], [])


async def _told_and_agreed(visit: Visit, address: str, code: str) -> None:
    phone = visit.phone
    await phone.goto(address)
    await expect(phone.locator("[data-screen=told]")).to_contain_text("Le médecin demande à vous voir")
    await expect(phone.locator("[data-short-code]")).to_have_text(code)
    assert phone.url == f"{visit.post.server.url}/v"
    assert await findings(phone) == []
    assert await phone.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")
    await picture(phone, "patient-accord")
    await expect(visit.tile).to_contain_text("Lien ouvert")
    await phone.locator("input[name=snapshots]").check()
    assert visit.consents_when_asked == []
    await phone.locator("[data-do=agree]").click()
    await phone.locator("[data-screen=inside]").wait_for()
    assert visit.consents_when_asked == [1]
    [given] = await in_log(visit, f.ConsentGiven)
    assert (given.told_version, given.language, given.snapshots, given.location) == (1, "fr", True, False)


async def _seen(visit: Visit) -> None:
    phone, tile = visit.phone, visit.tile
    await expect(tile).to_contain_text("Accord donné, à rejoindre")
    await visit.press("g", "v", "Enter")
    await phone.locator("[data-state=seen]").wait_for()
    assert await visit.post.page.evaluate(MOVES, "[data-picture]")
    assert await visit.post.page.evaluate(GOES_ON, "[data-picture]")
    await expect(tile).to_have_attribute("data-visio-state", "live")
    seen = await in_log(visit, f.PictureSeen)
    assert (seen[0].participant, seen[0].relayed) == (Participant.REGULATOR, False)
    assert 0 < seen[0].since_open_ms <= seen[0].since_request_ms
    await expect(phone.locator("[data-doctor].shown")).to_have_count(0)
    await tile.locator("[data-film]").click()
    await phone.locator("[data-doctor].shown").wait_for()
    assert await phone.evaluate(MOVES, "[data-doctor]")
    await tile.locator("[data-keep]").click()
    await expect(tile.locator("[data-kept]")).to_contain_text("Photo gardée au dossier")
    assert len(await in_log(visit, f.SnapshotTaken)) == 1
    assert await findings(phone) == []
    assert await findings(visit.post.page) == []
    await picture(phone, "patient-image")
    await picture(visit.post.page, "visio-tuile")


async def _down_and_up(visit: Visit) -> None:
    phone, tile = visit.phone, visit.tile
    await visit.step("audio")
    await expect(tile).to_have_attribute("data-visio-state", "audio-only")
    await expect(tile.locator("[data-stopped=audio]")).to_contain_text("Image arrêtée : son seul")
    await expect(phone.locator("[data-step=audio] [data-state=audio]")).to_contain_text("l'image est arrêtée")
    await visit.step("video")
    await expect(tile).to_have_attribute("data-visio-state", "live")
    await phone.locator("[data-step=video] [data-state=seen]").wait_for()
    assert await visit.post.page.evaluate(MOVES, "[data-picture]")
    # Loaded again, without the link: the phone is known, and nothing is asked a second time.
    await phone.reload()
    await phone.locator("[data-step=video] [data-state=seen]").wait_for()
    assert await visit.post.page.evaluate(MOVES, "[data-picture]")
    assert len(await in_log(visit, f.ConsentGiven)) == 1
    [fell] = await in_log(visit, f.FellBackToAudio)
    assert not fell.automatic


async def _held(visit: Visit) -> None:
    """The doctor makes a teleconsultation of it."""
    session = (await told(visit.post.world.log, f.VisioRequested))[-1].stream.id
    for command in (
        tele.OpenTeleconsultation(teleconsultation="tc-1", call="c-1", form=Form.REGULATION),
        tele.RecordAgreement(teleconsultation="tc-1", given_by=Agreement.PATIENT, told_version=1),
        tele.LinkSession(teleconsultation="tc-1", session=session),
        tele.BeginTeleconsultation(teleconsultation="tc-1"),
    ):
        await visit.teller.tell(0, DOCTOR, command)
    await visit.post.page.locator("[data-teleconsultation][data-state=under-way]").wait_for()


async def _asked(visit: Visit) -> None:
    """The short questionnaire: once, on the page that the patient still holds."""
    phone, asked = visit.phone, visit.phone.locator("[data-asked]")
    await expect(asked).to_have_attribute("data-asked", "asked")
    # Loaded again, without the link: it is asked until they say.
    await phone.reload()
    await expect(phone.locator("[data-screen=over] [data-asked=asked]")).to_be_visible()
    assert await findings(phone) == []
    assert await phone.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")
    await picture(phone, "patient-avis")
    await phone.locator("[data-do=send-answers]").click()
    await expect(asked).to_contain_text("Choisissez au moins une réponse")
    await phone.locator("input[name=explained][value='5']").check()
    await phone.locator("[data-language=en]").click()
    await expect(phone.locator("input[name=explained]:checked")).to_have_value("5")
    await phone.locator("[data-language=fr]").click()
    await phone.locator("[data-do=send-answers]").click()
    await expect(asked).to_contain_text("Merci, votre avis est noté.")
    await visit.post.page.locator("[data-questionnaire=answered]").wait_for()
    await phone.reload()
    await phone.locator("[data-screen=code]").wait_for()
    [said] = await in_log(visit, QuestionnaireAnswered)
    assert (said.answers, said.read_out) == ((Answer(Question.EXPLAINED, 5),), False)
    await visit.post.page.locator("[data-questionnaire=answered]").wait_for()


async def test_each_way_that_goes_wrong_has_a_kind_page(visit: Visit, browser: Browser) -> None:
    page, phone = visit.post.page, visit.phone
    await visit.press("f", "j", "Enter", "g", "v", "Enter")
    await expect(page.locator("[data-section=visio] input[type=tel]:focus")).to_have_value("+33600000001")
    await visit.press("Enter")
    await expect(visit.tile).to_have_attribute("data-visio-state", "requested")
    address = visit.address(await visit.link())
    forged = address[:-1] + ("b" if address.endswith("a") else "a")
    for where, screen in ((f"{address}!", "code"), (forged, "unusable")):
        await phone.goto("about:blank")
        await phone.goto(where)
        await phone.locator(f"[data-screen={screen}]").wait_for()
        assert await findings(phone) == [], screen
    await expect(phone.locator("[data-call-number]")).to_contain_text("Appeler le")
    async with a_phone(browser, user_agent=IN_APP) as inside_an_app:
        await inside_an_app.goto(address)
        await expect(inside_an_app.locator("[data-screen=in-app]")).to_contain_text("Ouvrir dans Safari")
        assert await findings(inside_an_app) == []
        assert await told(visit.post.world.log, f.InvitationOpened) == []
    async with a_phone(browser) as broken:
        await broken.add_init_script("matchMedia = () => { throw new Error('no matchMedia here') }")
        await broken.goto(address)
        await expect(broken.locator("#page")).to_contain_text("restez au téléphone ou appelez le 15")
        said = visit.tile.locator("[data-trouble=script-error]")
        await expect(said).to_contain_text("n'a pas pu se connecter : erreur de la page du patient")
        assert await told(visit.post.world.log, f.InvitationOpened) == []
    async with a_phone(browser, locale="en-GB") as refusing:
        await refusing.goto(address)
        await expect(refusing.locator("[data-screen=told]")).to_contain_text("The doctor asks to see you")
        await refusing.locator("[data-do=agree]").click()
        await expect(refusing.locator("[data-wrong=camera-refused]")).to_contain_text("The camera is refused")
        assert await findings(refusing) == []
        await expect(visit.tile.locator("[data-trouble]")).to_contain_text("n'a pas pu se connecter")
        await phone.goto("about:blank")
        await phone.goto(address)
        await phone.locator("[data-screen=unusable]").wait_for()
        await refusing.evaluate("setTimeout(() => { throw new Error('broken') })")
        await expect(visit.tile.locator("[data-trouble]")).to_contain_text("erreur de la page du patient")
        await visit.tile.get_by_text("Déroulé").click()
        await expect(visit.tile).to_contain_text("difficulté du patient : Uncaught Error: broken")
        told_of = await in_log(visit, f.TroubleReported, 5)
        kinds = {each.kind for each in told_of}
        assert {"in-app-browser", "camera-refused", "microphone-refused", "script-error"} <= kinds
        assert "no matchMedia here" in str([each.detail for each in told_of])
        await _a_guest(visit, browser)


async def _a_guest(visit: Visit, browser: Browser) -> None:
    """Told what happens, and asked for their camera once the log has their own agreement."""
    await visit.tile.locator("summary", has_text="Inviter un tiers").click()
    await visit.tile.locator("details form select").last.select_option("read-aloud")
    await visit.tile.get_by_role("button", name="Inviter", exact=True).click()
    [invited] = await in_log(visit, f.GuestInvited)
    assert (invited.way, invited.email, invited.phone) == (Way.READ_ALOUD, None, None)
    session = (await told(visit.post.world.log, f.VisioRequested))[-1].stream.id
    sent = ConfirmInvitation(session=session, receipt="read aloud", guest=invited.guest)
    await visit.teller.tell(0, MACHINE, sent)
    code = visit.post.world.house.patients.key.spoken_code(Link(session, guest=invited.guest))
    await expect(visit.tile.locator("[data-guest] [data-spoken-code]")).to_contain_text(
        f"{code[:4]} {code[4:]}"
    )
    agreed: list[int] = []

    async def asked() -> None:
        agreed.append(len(await told(visit.post.world.log, f.GuestAgreed)))

    async with a_phone(browser) as guest:
        await guest.context.grant_permissions(DEVICES, origin=visit.post.server.url)
        await watched(guest.context, asked)
        await guest.goto(f"{visit.post.server.url}/v")
        await guest.locator("input[name=code]").fill(f"{code[:4]} {code[4:]}")
        await guest.locator("[data-do=send]").click()
        await expect(guest.locator("[data-screen=guest]")).to_contain_text("secret médical")
        assert await findings(guest) == []
        assert agreed == []
        await guest.locator("[data-do=join]").click()
        await guest.locator("[data-screen=inside]").wait_for()
        assert agreed == [1]
        await in_log(visit, f.ParticipantJoined, 2)
