"""A picture on a network that goes bad, changes, and is good again: what the session does by itself."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from domain.envelope import Recorded
from domain.visio_session import facts as f
from eventlog.embedded import EmbeddedServer
from tests.browser.visio_centre import Centre, a_centre
from tests.coturn import coturn, ready
from tests.measured import line
from tests.shaping import FAIR, FOUL, GONE, Shaper, shaping

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SEED = 20_260_110
HEARD_AND_SEEN = """async ([heard, seen]) => {
  const elements = () => [...document.querySelectorAll("video:not([data-own])")];
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const until = async (what) => {
    for (const end = performance.now() + 40_000; performance.now() < end; await pause(50)) {
      if (await what()) return true;
    }
    return false;
  };
  const sounding = (video) => !video.muted && (video.srcObject?.getAudioTracks() ?? []).some(
    ({ muted, readyState }) => !muted && readyState === "live");
  const moving = async (video) => {
    const frames = () => video.getVideoPlaybackQuality().totalVideoFrames;
    const before = frames();
    for (let n = 0; n < 50 && frames() === before; n++) await pause(100);
    return frames() > before;
  };
  // What is out of sight is not drawn.
  elements()[0]?.scrollIntoView({ block: "center" });
  const count = (flags) => flags.filter(Boolean).length;
  return until(async () => count(elements().map(sounding)) === heard
    && count(await Promise.all(elements().map(moving))) === seen);
}"""
"""Whether, within forty seconds, so many others are heard here, and so many pictures of them move."""
DOWN = f.QualityDegraded | f.FellBackToAudio | f.FellBackToPhotos


@dataclass
class Seen:
    """A patient who is seen through the relay, and the line between them and it."""

    centre: Centre
    phone: Page
    way: Shaper
    session: str

    async def facts(self, kind: Any) -> list[Recorded[Any]]:
        return [each for each in await self.centre.facts(self.session) if isinstance(each.fact, kind)]


@asynccontextmanager
async def a_patient_seen(server: EmbeddedServer, browser: Browser, folder: Path) -> AsyncGenerator[Seen]:
    with coturn(folder) as relay:
        await ready(relay)
        with shaping(relay.port, SEED) as way:
            async with a_centre(server, browser, folder, [way.url]) as centre, centre.phone() as phone:
                link = await centre.ask()
                session = await centre.session()
                await phone.goto(link)
                await phone.locator("[data-do=agree]").click()
                await centre.doctor.locator("[data-visio-state=consented] button.primary").click()
                await phone.locator("[data-state=seen]").wait_for()
                seen = await centre.fact(session, f.PictureSeen)
                assert seen.relayed
                yield Seen(centre, phone, way, session)


@pytest.mark.soak
@pytest.mark.timeout(400)
async def test_three_see_each_other_through_the_relay_and_a_change_of_network_is_survived(
    server: EmbeddedServer, browser: Browser, tmp_path: Path
) -> None:
    async with a_patient_seen(server, browser, tmp_path) as seen, seen.centre.phone() as guest:
        name = await _invited(seen, guest)
        await _all_together(seen, guest)
        seen.way.change_network()
        back = await seen.centre.fact(seen.session, f.Reconnected)
        assert back.took_ms > 0
        await _all_together(seen, guest)
        await _gone(seen, guest, name)
        await seen.centre.end()


async def _invited(seen: Seen, guest: Page) -> str:
    """The doctor, heard from now on, asks an interpreter in by a link, who opens it and comes."""
    tile = seen.centre.tile
    await tile.locator("[data-speak]").click()
    await tile.locator("details", has=seen.centre.doctor.locator("select")).locator("summary").click()
    await tile.locator("form input[type=tel]").fill("+33600000002")
    await seen.centre.doctor.keyboard.press("Enter")
    link = await seen.centre.message()
    invited = await seen.centre.fact(seen.session, f.GuestInvited)
    shown = tile.locator(f"[data-guest='{invited.guest}']")
    await expect(shown).to_have_attribute("data-guest-state", "invited")
    await guest.goto(link)
    await guest.locator("[data-screen=guest]").wait_for()
    await expect(shown).to_have_attribute("data-guest-state", "opened")
    await guest.locator("[data-do=join]").click()
    await expect(shown).to_have_attribute("data-guest-state", "here")
    return invited.guest


async def _all_together(seen: Seen, guest: Page) -> None:
    """Each hears the two others, and sees who films: pictures move, sounds arrive."""
    doctor, patient = seen.centre.doctor, seen.phone
    for page, pictures in ((doctor, 2), (patient, 1), (guest, 1)):
        assert await page.evaluate(HEARD_AND_SEEN, [2, pictures]), page.url


async def _gone(seen: Seen, guest: Page, name: str) -> None:
    """The interpreter goes by themselves, comes back, and is sent away: their link opens nothing any more."""
    shown = seen.centre.tile.locator(f"[data-guest='{name}']")
    left = len(await seen.facts(f.ParticipantLeft))
    await guest.locator("[data-do=stop]").click()
    await guest.locator("[data-screen=over]").wait_for()
    await seen.centre.fact(seen.session, f.ParticipantLeft, left + 1)
    await expect(shown).to_have_attribute("data-guest-state", "opened")
    await guest.locator("[data-do=return]").click()
    await expect(shown).to_have_attribute("data-guest-state", "here")
    await shown.get_by_role("button").click()
    await expect(shown).to_have_attribute("data-guest-state", "revoked")
    await guest.locator("[data-screen=over]").wait_for()
    assert (await seen.centre.fact(seen.session, f.GuestRevoked)).guest == name
    assert await seen.centre.doctor.evaluate(HEARD_AND_SEEN, [1, 1])


@pytest.mark.soak
@pytest.mark.timeout(400)
async def test_the_ladder_goes_down_by_itself_on_a_bad_network_and_comes_back_on_a_good_one(
    server: EmbeddedServer, browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with a_patient_seen(server, browser, tmp_path) as seen:
        seen.way.weather = FOUL
        await seen.centre.fact(seen.session, f.FellBackToAudio, seconds=120)
        await expect(seen.centre.tile).to_have_attribute("data-visio-state", "audio-only")
        seen.way.weather = FAIR
        await seen.centre.fact(seen.session, f.QualityRecovered, seconds=180)
        await expect(seen.centre.tile).to_have_attribute("data-visio-state", "live")
        await seen.phone.locator("[data-state=seen]").wait_for()
        steps = await seen.facts(DOWN | f.QualityRecovered)
        told = line("ladder", seed=SEED, steps=[_step(each) for each in steps], lost=seen.way.lost)
        with capsys.disabled():
            print(f"\n{told}")
        assert all(each.fact.automatic for each in steps), told
        assert await seen.facts(f.FellBackToPhone) == []


@pytest.mark.soak
@pytest.mark.timeout(400)
async def test_a_total_cut_leads_to_photos_and_the_picture_comes_back_by_itself(
    server: EmbeddedServer, browser: Browser, tmp_path: Path
) -> None:
    """Nothing passes any more, the signalling neither; what the phone did meanwhile is told later."""
    async with a_patient_seen(server, browser, tmp_path) as seen:
        seen.way.weather = GONE
        await seen.phone.context.set_offline(True)
        await seen.phone.locator("[data-step=photos]").wait_for(timeout=60_000)
        assert await seen.facts(f.FellBackToPhotos) == []
        seen.way.weather = FAIR
        await seen.phone.context.set_offline(False)
        fell = await seen.centre.fact(seen.session, f.FellBackToPhotos)
        back = await seen.centre.fact(seen.session, f.Reconnected)
        await seen.centre.fact(seen.session, f.QualityRecovered, seconds=120)
        await seen.phone.locator("[data-state=seen]").wait_for()
        await expect(seen.centre.tile).to_have_attribute("data-visio-state", "live")
        assert (fell.why, fell.automatic) == ("disconnected", True)
        assert back.took_ms >= 6_000
        assert await seen.centre.doctor.evaluate(HEARD_AND_SEEN, [1, 1])


def _step(recorded: Recorded[Any]) -> list[object]:
    fact = recorded.fact
    return [type(fact).__name__, getattr(fact, "why", None), fact.took_ms]
