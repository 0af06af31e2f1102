"""A picture on a network that goes bad, changes, and is good again: what the session does by itself."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from domain.visio_session import facts as f
from domain.visio_session.words import Participant
from eventlog.embedded import EmbeddedServer
from tests.browser.visio_centre import Centre, a_centre
from tests.coturn import coturn, ready
from tests.measured import line
from tests.shaping import FAIR, FOUL, Shaper, shaping

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SEED = 20_260_110
DOWN = f.QualityDegraded | f.FellBackToAudio | f.FellBackToPhotos
SOUND_OR_PHOTOS = f.FellBackToAudio | f.FellBackToPhotos


@dataclass
class Seen:
    """A patient who is seen through the relay, and the line between them and it."""

    centre: Centre
    phone: Page
    line: Shaper
    session: str

    async def facts(self, kind: Any) -> list[Any]:
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


async def test_a_change_of_network_is_survived(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> None:
    async with a_patient_seen(server, browser, tmp_path) as seen:
        seen.line.change_network()
        back = await seen.centre.fact(seen.session, f.Reconnected)
        print(back)
        assert back.participant is Participant.PATIENT


@pytest.mark.soak
@pytest.mark.timeout(400)
async def test_the_ladder_goes_down_by_itself_on_a_bad_network_and_comes_back_on_a_good_one(
    server: EmbeddedServer, browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with a_patient_seen(server, browser, tmp_path) as seen:
        seen.line.weather = FOUL
        await seen.centre.fact(seen.session, SOUND_OR_PHOTOS, seconds=120)
        await expect(seen.centre.tile).to_have_attribute("data-visio-state", "audio-only")
        seen.line.weather = FAIR
        await seen.centre.fact(seen.session, f.QualityRecovered, seconds=180)
        await expect(seen.centre.tile).to_have_attribute("data-visio-state", "live")
        await seen.phone.locator("[data-state=seen]").wait_for()
        steps = await seen.facts(DOWN | f.QualityRecovered | f.Reconnected)
        told = [(type(each.fact).__name__, each.fact.took_ms, each.recorded_at) for each in steps]
        with capsys.disabled():
            print(told)
