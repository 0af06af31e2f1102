"""The team's tablet in a real browser, on the real server and log: a mission with and without a network."""

import re
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from domain.codes import Equipment
from domain.mission import commands as mission
from domain.mobile_team.facts import EquipmentChecked, NoticeRead
from eventlog.embedded import EmbeddedServer
from hatch_build import build_pages
from tests.browser.crews import NURSE, TEAM, WALK, Crew, a_crew, acts
from tests.browser.telling import DOCTOR, MACHINE
from tests.reading import told
from tests.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_NEVER_WRITE = "() => { SubtleCrypto.prototype.encrypt = () => new Promise(() => {}); }"
FIRST_LOAD = 150 * 1024
"""Bytes of the first load, compressed."""
TARGET = 95
"""15 mm where a CSS pixel is 1/160 inch."""


@pytest_asyncio.fixture(loop_scope="session")
async def crew(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Crew]:
    async with a_crew(server, browser, tmp_path) as made:
        yield made


async def test_a_mission_with_the_network_cut_in_its_middle_is_in_the_log_once_and_in_order(
    crew: Crew,
) -> None:
    await expect(crew.page.locator("[data-nothing=none]")).to_contain_text("Aucune mission, d'après la fiche")
    await crew.send("1")
    await crew.act("acknowledge")
    await crew.act("depart")
    await crew.page.locator("[data-primary][data-action=arrive]").wait_for()
    await crew.all_sent()
    await crew.cut()
    await crew.act("arrive")
    await crew.act("care")
    await crew.page.locator("[data-action=bilan]").click()
    await crew.page.locator("textarea[name=text]").fill("Douleur de hanche")
    await expect(crew.page.get_by_text("Brouillon gardé")).to_be_visible()
    await crew.reopen()
    await expect(crew.page.locator("[data-mission=m-1]")).to_have_attribute("data-state", "in-care")
    await expect(crew.page.locator("[data-line=off]")).to_contain_text("Hors réseau")
    await expect(crew.page.locator("[data-waiting='2']")).to_be_visible()
    await expect(crew.page.locator("[data-step=PEC]")).to_contain_text("à envoyer")
    await crew.page.locator("[data-action=bilan]").click()
    await expect(crew.page.locator("textarea[name=text]")).to_have_value("Douleur de hanche")
    await crew.page.locator("[data-send]").click()
    await expect(crew.page.locator("[data-waiting='3']")).to_be_visible()
    crew.world.clock.at += timedelta(minutes=14)
    await crew.back()
    await crew.all_sent()
    await expect(crew.page.locator("[data-step=BILAN] [data-late]")).to_contain_text("parvenu")
    for action in ("hand-over", "leave", "close"):
        await crew.act(action)
    await expect(crew.page.locator("[data-nothing=none]")).to_be_visible()
    await crew.all_sent()
    done = await acts(crew.world, "1")
    assert [type(each.fact) for each in done] == list(WALK.values())
    assert all(each.device_at is not None for each in done)
    assert sorted(done, key=lambda each: str(each.device_at)) == done
    assert crew.errors == []


async def test_a_touch_is_shown_as_kept_once_it_is_on_the_device_and_as_not_kept_where_it_never_was(
    crew: Crew,
) -> None:
    await crew.send("9")
    await crew.page.locator("[data-primary][data-action=acknowledge]").wait_for()
    await crew.cut()
    await crew.page.evaluate(_NEVER_WRITE)
    await crew.act("acknowledge")
    await expect(crew.page.locator("[data-waiting='1']")).to_have_text("Enregistrement…")
    await expect(crew.page.locator("[data-slow]")).to_contain_text("ne fermez pas cette page")
    await expect(crew.page.locator("[data-primary][data-action=acknowledge]")).to_be_disabled()
    await crew.reopen()
    unkept = crew.page.locator("[data-unkept]")
    await expect(unkept).to_contain_text("PAS enregistré : Nous prenons la mission.")
    await expect(crew.page.locator("[data-waiting='0']")).to_have_text("Tout est envoyé")
    await crew.act("acknowledge")
    await crew.page.locator("[data-primary][data-action=depart]").wait_for()
    await expect(unkept).to_have_count(0)
    await crew.reopen()
    await crew.page.locator("[data-primary][data-action=depart]").wait_for()
    await expect(crew.page.locator("[data-waiting='1']")).to_have_text("1 action à envoyer")
    await crew.back()
    await crew.all_sent()
    assert len(await acts(crew.world, "9")) == 1
    assert crew.errors == []


async def test_the_check_list_of_the_shift_becomes_a_fact(crew: Crew) -> None:
    await crew.page.locator("[data-screen=shift]").click()
    await expect(crew.page.locator("[data-shift=t1]")).to_contain_text("VL t1")
    await expect(crew.page.locator("[data-checked=false]")).to_contain_text("Pas encore vérifié")
    await expect(crew.page.locator("[data-device]")).to_have_count(len(Equipment))
    await expect(crew.page.locator("[data-unchecked]")).to_contain_text("n'ont pas été regardés")
    for device, touches in (("otoscope", 1), ("oximeter", 1), ("blood_pressure", 1), ("ecg", 3)):
        for _ in range(touches):
            await crew.page.locator(f"[data-device={device}]").click()
    await crew.page.locator("[data-check]").click()
    await expect(crew.page.locator("[data-checked=true]")).to_contain_text("Vérifié à")
    await crew.all_sent()
    [checked] = await told(crew.world.log, EquipmentChecked)
    assert checked.by.id == NURSE
    assert checked.fact.equipment == {Equipment.OXIMETER, Equipment.BLOOD_PRESSURE, Equipment.OTOSCOPE}


async def test_what_is_refused_after_a_cut_is_told_in_words_until_it_is_seen(crew: Crew) -> None:
    await crew.send("2")
    await crew.act("acknowledge")
    await crew.page.locator("[data-primary][data-action=depart]").wait_for()
    await crew.all_sent()
    await crew.cut()
    await crew.act("depart")
    await crew.page.locator("[data-primary][data-action=arrive]").wait_for()
    cancel = mission.CancelMission(mission="m-2", team=TEAM, why="Patient conduit par un proche")
    await crew.teller.tell(0, DOCTOR, cancel)
    await crew.back()
    await expect(crew.page.locator("[data-refused='1']")).to_be_visible()
    await expect(crew.page.locator("[data-nothing=none]")).to_be_visible()
    await crew.reopen()
    await crew.page.locator("[data-screen=queue]").click()
    refused = crew.page.locator("[data-fate=refused]")
    await expect(refused).to_contain_text("La mission était déjà terminée ou annulée.")
    await refused.get_by_role("button", name="J'ai vu").click()
    await expect(refused).to_have_count(0)
    assert len(await acts(crew.world, "2")) == 1


async def test_a_mission_taken_back_is_said_with_its_reason_until_the_crew_has_read(crew: Crew) -> None:
    await crew.send("3")
    await crew.page.locator("[data-mission=m-3]").wait_for()
    crew.world.clock.at += timedelta(minutes=30)
    crew.teller.now = crew.world.clock.at
    await crew.teller.tell(0, MACHINE, mission.ExpireAlert(mission="m-3", team=TEAM))
    notice = crew.page.locator("[data-notice=no-answer]")
    await expect(notice).to_contain_text("Sans réponse à temps, la mission m-3 a été reprise.")
    await notice.get_by_role("button", name="Nous avons lu").click()
    await expect(notice).to_have_count(0)
    await crew.all_sent()
    assert len(await told(crew.world.log, NoticeRead)) == 1


async def test_nothing_readable_lies_on_the_device(crew: Crew) -> None:
    await crew.send("4")
    await crew.page.locator("[data-mission=m-4]").wait_for()
    kept: str = await crew.page.evaluate(_ALL_THAT_IS_STORED)
    assert "sheet" in kept
    for word in ("hanche", "Obernai", "Exemple", "+336"):
        assert word not in kept


_ALL_THAT_IS_STORED = """async () => {
  const opened = indexedDB.open("vigie-tablet");
  await new Promise((done) => (opened.onsuccess = done));
  const [database, said] = [opened.result, [JSON.stringify(localStorage)]];
  for (const name of database.objectStoreNames) {
    const store = database.transaction(name).objectStore(name);
    const [keys, values] = [store.getAllKeys(), store.getAll()];
    await new Promise((done) => (values.onsuccess = done));
    const text = (value) => value instanceof CryptoKey ? (value.extractable ? "KEY" : "") : value.bytes
      ? new TextDecoder("latin1").decode(value.bytes) : JSON.stringify(value, (_, each) =>
        each instanceof ArrayBuffer ? new TextDecoder("latin1").decode(each) : each);
    said.push(name, JSON.stringify(keys.result), ...values.result.map(text));
  }
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) said.push(url);
  }
  return said.join(" ");
}"""


async def test_storage_that_the_browser_refuses_is_said_aloud(crew: Crew) -> None:
    await crew.context.add_init_script("IDBFactory.prototype.open = () => { throw new Error('refused'); };")
    await crew.reopen()
    await expect(crew.page.locator("[data-keeping=none]")).to_contain_text("sera PERDU")


async def test_storage_that_the_browser_does_not_promise_is_said_aloud(crew: Crew) -> None:
    await crew.context.add_init_script("StorageManager.prototype.persist = async () => false;")
    await crew.reopen()
    await expect(crew.page.locator("[data-keeping=not-promised]")).to_contain_text("ne promet pas")


async def test_a_browser_that_lost_its_token_or_its_session_loses_no_action(crew: Crew) -> None:
    await crew.send("6")
    await crew.page.locator("[data-primary][data-action=acknowledge]").wait_for()
    await crew.context.clear_cookies(name="csrftoken")
    await crew.act("acknowledge")
    await crew.page.locator("[data-primary][data-action=depart]").wait_for()
    await crew.all_sent()
    # Off the network, or the page may ask for something, and for a password, before the touch.
    await crew.cut()
    await crew.context.clear_cookies()
    await crew.act("depart")
    await crew.page.locator("[data-primary][data-action=arrive]").wait_for()
    await crew.back()
    await crew.page.get_by_role("dialog").wait_for()
    await expect(crew.page.locator("[data-waiting='1']")).to_be_visible()
    await crew.sign_in()
    await crew.all_sent()
    assert [type(each.fact) for each in await acts(crew.world, "6")] == list(WALK.values())[:2]


async def test_an_action_waits_for_who_did_it_and_never_leaves_under_another_name(crew: Crew) -> None:
    await crew.send("7")
    await crew.page.locator("[data-mission=m-7]").wait_for()
    await crew.cut()
    await crew.act("acknowledge")
    await crew.page.locator("[data-primary][data-action=depart]").wait_for()
    await crew.page.close()
    await crew.context.clear_cookies()
    await crew.back()
    await crew.open()
    await crew.page.get_by_role("dialog").wait_for()
    await crew.sign_in("driver-1")
    await crew.page.locator("[data-screen=queue]").click()
    await expect(crew.page.locator("[data-fate=queued], [data-fate=sent]")).to_contain_text(
        "Saisie par nurse-1"
    )
    assert await acts(crew.world, "7") == []
    await crew.context.clear_cookies()
    await crew.reopen()
    await crew.page.get_by_role("dialog").wait_for()
    await crew.sign_in()
    await crew.all_sent()
    assert [each.by.id for each in await acts(crew.world, "7")] == [NURSE]


async def test_the_tablet_speaks_english_and_forgets_the_sheet_of_who_leaves(crew: Crew) -> None:
    await crew.send("8")
    await crew.page.locator("[data-mission=m-8]").wait_for()
    await crew.page.locator("[data-screen=shift]").click()
    await crew.page.locator("[data-language]").click()
    await expect(crew.page.locator("[data-shift=t1]")).to_contain_text("Today's shift")
    await crew.page.locator("[data-leave]").click()
    await crew.page.locator("input[name=user]").wait_for()
    await crew.cut()
    await crew.reopen()
    await expect(crew.page.get_by_text("No network. This tablet must connect once")).to_be_visible()
    assert await crew.page.locator("[data-mission]").count() == 0


async def test_a_sheet_that_never_came_is_not_an_empty_one(crew: Crew) -> None:
    await crew.context.route("**/api/teams/**", lambda route: route.abort())
    await crew.page.evaluate("indexedDB.deleteDatabase('vigie-tablet')")
    await crew.reopen()
    await expect(crew.page.locator("[data-nothing=unknown]")).to_contain_text("On ne sait pas")
    await expect(crew.page.locator("[data-age=never]")).to_be_visible()


async def test_everything_touched_is_as_large_as_a_gloved_finger(crew: Crew) -> None:
    await crew.send("5")
    await crew.page.locator("[data-mission=m-5]").wait_for()
    for screen in ("mission", "shift", "queue"):
        await crew.page.locator(f"[data-screen={screen}]").click()
        small: list[Any] = await crew.page.evaluate(_SMALLER_THAN, TARGET)
        assert small == [], screen
        assert await crew.page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth"), screen


_SMALLER_THAN = """(least) => [...document.querySelectorAll("button, a, input, summary")].flatMap((each) => {
  const { width, height } = each.getBoundingClientRect();
  return width > 0 && (width < least || height < least) ? [[each.outerHTML.slice(0, 80), width, height]] : [];
})"""


async def test_the_tablet_can_be_installed(crew: Crew) -> None:
    session: Any = await crew.context.new_cdp_session(crew.page)
    answer: dict[str, Any] = await session.send("Page.getInstallabilityErrors")
    errors = {error["errorId"] for error in answer["installabilityErrors"]}
    # A test's browser is always a private one.
    assert errors <= {"in-incognito"}
    manifest: dict[str, Any] = await session.send("Page.getAppManifest")
    assert manifest["url"].endswith("/tablet.webmanifest")
    assert manifest["errors"] == []


async def test_the_first_load_is_light() -> None:
    built = build_pages(ROOT)
    paths: list[str] = re.findall(
        r'"(/(?:assets/[\w.-]+|tablet[\w.-]*))"', (built / "tablet-sw.js").read_text()
    )
    files = [built / ("tablet.html" if path == "/tablet" else path[1:]) for path in set(paths)]
    assert any(file.suffix == ".js" for file in files)
    assert sum(len(zlib.compress(file.read_bytes(), 6)) for file in files) < FIRST_LOAD
