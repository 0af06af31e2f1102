"""From the tap on the link to the first picture at the doctor's: straight, and through a real relay."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser

from domain.visio_session import facts as f
from domain.visio_session.words import Participant
from eventlog.embedded import EmbeddedServer
from tests.browser.visio_centre import Centre, a_centre
from tests.coturn import coturn, ready
from tests.measured import distribution, line

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CALLS = 30
FIRST = """(patience) => new Promise((done, failed) => {
  const watched = new WeakSet();
  let over = false;
  const look = () => {
    const video = document.querySelector("[data-section=visio] [data-picture]");
    if (video && !watched.has(video)) {
      watched.add(video);
      video.requestVideoFrameCallback((now) => { over = true; done(performance.timeOrigin + now); });
    }
    if (!over) requestAnimationFrame(look);
  };
  const told = () => document.querySelector("[data-section=visio]")?.innerText;
  setTimeout(() => failed(new Error(`no picture after ${patience} ms: ${told()}`)), patience);
  look();
})"""
"""Milliseconds since 1970 at which the first picture that comes is shown to the doctor. The page may put
another element in the place of the one first seen: each is watched."""

PATIENCE = 60_000


# What two ends come to once in a thousand calls, made sure of: the first connection of this page never lets
# anything through, however often it is given other addresses.
_SPOILT = """
{{
  const Whole = window.RTCPeerConnection;
  window.made = 0;
  window.RTCPeerConnection = class extends Whole {{
    #spoilt = window.made++ === 0;
    setRemoteDescription(description) {{
      const other = (_, name, pair) => name + (pair === "00" ? "11" : "00");
      const sdp = this.#spoilt ? description.sdp.replace({good}, other) : description.sdp;
      return super.setRemoteDescription({{ ...description, sdp }});
    }}
  }};
}}
"""
_KEYS = _SPOILT.format(good=r"/(a=fingerprint:\S+ )(..)/g")
_WORD = _SPOILT.format(good=r"/(a=ice-pwd:)(..)/g")


@dataclass(frozen=True)
class Timed:
    """Milliseconds of one call, by the browsers and by the log, and which way the picture came."""

    tap_to_picture: float
    consent_to_picture: float
    since_open: int
    relayed: bool


async def one_call(centre: Centre) -> Timed:
    """A whole call: asked for, opened, told, agreed, filmed, seen, ended. Nobody reads, nobody hesitates."""
    link = await centre.ask()
    session = await centre.session()
    async with centre.phone() as phone:
        await phone.goto(link)
        await phone.locator("[data-do=agree]").click()
        agreed = await phone.evaluate("performance.timeOrigin + performance.now()")
        await centre.doctor.locator("[data-visio-state=consented] button.primary").click()
        seen_at = await centre.doctor.evaluate(FIRST, PATIENCE)
        tapped = await phone.evaluate("performance.timeOrigin")
        seen = await centre.fact(session, f.PictureSeen)
        assert seen.participant is Participant.REGULATOR
        await phone.locator("[data-state=seen]").wait_for()
        await centre.end()
        await phone.locator("[data-screen=over]").wait_for()
    return Timed(seen_at - tapped, seen_at - agreed, seen.since_open_ms, seen.relayed)


@asynccontextmanager
async def direct(server: EmbeddedServer, browser: Browser, folder: Path) -> AsyncGenerator[Centre]:
    async with a_centre(server, browser, folder) as centre:
        yield centre


@asynccontextmanager
async def relayed(server: EmbeddedServer, browser: Browser, folder: Path) -> AsyncGenerator[Centre]:
    with coturn(folder) as relay:
        await ready(relay)
        async with a_centre(server, browser, folder, relay.urls) as centre:
            yield centre


Way = Callable[[EmbeddedServer, Browser, Path], AbstractAsyncContextManager[Centre]]
WAYS = [pytest.param(direct, 2_000, id="direct"), pytest.param(relayed, 4_000, id="relayed")]


async def test_where_patients_are_relayed_the_first_picture_comes_by_the_relay_and_its_fact_says_so(
    server: EmbeddedServer, browser: Browser, tmp_path: Path
) -> None:
    async with relayed(server, browser, tmp_path) as centre:
        timed = await one_call(centre)
        assert timed.relayed
        # The link is opened after the tap and before the consent; the fact is told once the picture is shown.
        assert timed.since_open > timed.consent_to_picture


@pytest.mark.parametrize(
    "spoilt",
    [pytest.param(_KEYS, id="keys"), pytest.param(_WORD, id="password", marks=pytest.mark.soak)],
)
async def test_a_connection_that_nothing_comes_through_is_made_anew_by_itself(
    server: EmbeddedServer, browser: Browser, tmp_path: Path, spoilt: str
) -> None:
    async with direct(server, browser, tmp_path) as centre:
        link = await centre.ask()
        session = await centre.session()
        async with centre.phone() as phone:
            await phone.add_init_script(spoilt)
            await phone.goto(link)
            await phone.locator("[data-do=agree]").click()
            await centre.doctor.locator("[data-visio-state=consented] button.primary").click()
            told = set[str]()
            while True:
                quality = await centre.doctor.locator("[data-quality]").get_attribute("data-quality")
                # Read after the tile: what the tile said was said of the spoilt one.
                if await phone.evaluate("window.made") > 1:
                    break
                told.add(str(quality))
            assert told == {"none"}, "the doctor is told of a link that carries nothing"
            await phone.locator("[data-state=seen]").wait_for()
            assert await phone.evaluate("window.made") > 1, "told of a picture that nobody could have"
            await centre.fact(session, f.PictureSeen)
            await centre.end()


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("way", "within"), WAYS)
async def test_thirty_calls_from_the_tap_to_the_first_picture(
    server: EmbeddedServer,
    browser: Browser,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    way: Way,
    within: float,
) -> None:
    async with way(server, browser, tmp_path) as centre:
        timed = [await one_call(centre) for _ in range(CALLS)]
    from_tap = distribution([each.tap_to_picture for each in timed])
    from_consent = distribution([each.consent_to_picture for each in timed])
    from_open = distribution([each.since_open for each in timed])
    told = line(way.__name__, tap=from_tap, consent=from_consent, open=from_open, unit="ms")
    with capsys.disabled():
        print(f"\n{told}")
    assert {each.relayed for each in timed} == {way is relayed}
    assert from_tap["p95"] < within, told
