"""A doctor's night on one call, by keyboard alone: after each step the log agrees with the page."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from domain.dmp_access import facts as dmp
from domain.file_reading import FileOpened
from domain.mission.facts import MissionCancelled, MissionOrdered
from domain.regulation_call import facts as call
from domain.visio_session import facts as visio
from domain.vocabulary import CareLevel, DmpMode, OrientationType
from eventlog.embedded import EmbeddedServer
from tests.browser.axe import findings
from tests.browser.doctoring import Practice, practising
from tests.browser.post import send_now, time_stands_still
from tests.reading import told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def practice(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Practice]:
    async with practising(server, browser, tmp_path) as made:
        yield made


async def test_a_doctor_works_a_whole_file_by_keyboard(practice: Practice) -> None:
    await practice.press("f", "j", "Enter")
    await expect(practice.part("identity")).to_contain_text("Exemple Alice")
    await _notes(practice)
    await _level(practice)
    await _refused_record(practice)
    await _broken_glass(practice)
    await _seen(practice)
    await _orientation(practice)
    await _order_taken_back(practice)
    await _the_end(practice)
    assert practice.post.errors == []
    opened = await told(practice.post.world.log, FileOpened)
    assert [(each.by.id, each.fact.of) for each in opened] == [("doctor-1", "c-1")] * 2


async def _notes(practice: Practice) -> None:
    notes = practice.part("notes")
    await practice.press("g", "n")
    await practice.type("Sueurs, pâleur 0 1 2 g n u")
    await practice.press("Control+Enter")
    await expect(notes.get_by_role("listitem")).to_contain_text("doctor-1 Sueurs, pâleur 0 1 2 g n u")
    await practice.type("Pas encore")
    await practice.press("Escape", "Escape")
    await expect(practice.panel).to_be_hidden()
    await practice.press("Enter")
    await expect(notes.get_by_role("textbox")).to_have_value("Pas encore")
    await expect(notes).to_contain_text("brouillon, pas encore noté")
    [noted] = await told(practice.post.world.log, call.ObservationNoted)
    assert noted.fact.text == "Sueurs, pâleur 0 1 2 g n u"


async def _level(practice: Practice) -> None:
    await practice.press("g", "s", "1")
    given = practice.part("level").locator("[data-level=R1]")
    await expect(given).to_have_attribute("aria-pressed", "true")
    [level] = await told(practice.post.world.log, call.CareLevelAssessed)
    assert level.fact.level is CareLevel.R1


async def _refused_record(practice: Practice) -> None:
    await practice.press("g", "p", "Enter")
    await expect(practice.panel.locator("[data-claim=centre_15]")).to_be_visible()
    await practice.press("Tab", "Enter")
    await expect(practice.part("dmp")).to_contain_text("Le DMP est interrogé")
    await practice.answer(opposed=True)
    refused = practice.part("dmp").locator("[data-dmp-standing=refused]")
    await expect(refused).to_contain_text("le patient s'est opposé à cet accès")
    assert len(await told(practice.post.world.log, dmp.AccessRefused)) == 1


async def _broken_glass(practice: Practice) -> None:
    record, banner = practice.part("dmp"), practice.panel.locator("[data-access]")
    await practice.press("g", "p", "Enter", "ArrowUp")
    form = practice.panel.locator("[data-claim=bris_de_glace]")
    await expect(form).to_contain_text(
        "Il manque : hors d'état d'exprimer sa volonté, risque immédiat, motif"
    )
    await practice.press("Tab", "Space", "Tab", "Space", "Tab")
    await practice.type("Inconsciente, seule")
    await practice.press("Enter")
    await expect(banner).to_contain_text("DMP demandé")
    await practice.answer(lasts=200)
    await expect(banner).to_contain_text("Bris de glace en cours")
    await expect(banner).to_have_attribute("data-phase", "ending")
    await expect(banner.get_by_role("timer")).to_contain_text("encore 3:")
    asked = (await told(practice.post.world.log, dmp.AccessRequested))[-1].fact
    assert (asked.mode, asked.reason) == (DmpMode.BREAK_GLASS, "Inconsciente, seule")
    assert asked.attestation == dmp.Attestation(cannot_express_will=True, immediate_risk=True)

    await practice.press("g", "p", "Enter")
    await expect(record.locator("[data-document=d2]")).to_contain_text("R · restreint")
    await practice.press("Tab", "Tab", "Enter")
    await expect(record.locator("[data-shown=d2]")).to_contain_text("Document fictif")
    [read] = await told(practice.post.world.log, dmp.DocumentConsulted)
    assert read.fact.document == "d2"

    await banner.get_by_role("button", name="Prolonger").focus()
    await practice.press("Enter")
    await expect(practice.panel.locator("[data-claim=bris_de_glace]")).to_be_visible()
    await practice.press("Space", "Tab", "Space", "Tab")
    await practice.type("Toujours inconsciente")
    await practice.press("Enter")
    await expect(banner).to_contain_text("Prolongation demandée")
    await practice.answer(lasts=1800)
    await expect(banner).to_have_attribute("data-phase", "open")
    await expect(banner.get_by_role("timer")).to_contain_text("encore 29:")
    assert len(await told(practice.post.world.log, dmp.AccessContinued)) == 1
    assert await findings(practice.post.page) == []
    await banner.get_by_role("button", name="Fermer l'accès").focus()
    await practice.press("Enter")
    await expect(banner).to_be_hidden()
    await expect(record).to_contain_text("Accès fermé.")
    await expect(record).not_to_contain_text("Document fictif")
    assert len(await told(practice.post.world.log, dmp.AccessClosed)) == 1


async def _seen(practice: Practice) -> None:
    tile = practice.part("visio").locator("[data-visio]")
    await practice.press("g", "v", "Enter")
    await expect(practice.part("visio").get_by_role("combobox")).to_have_value("sms")
    await expect(practice.part("visio").get_by_role("textbox")).to_have_value("+33600000001")
    await practice.press("Enter")
    await expect(tile).to_contain_text("Invitation en route")
    await practice.caller_joins()
    await expect(tile).to_contain_text("Accord donné, à rejoindre")
    await practice.press("g", "v", "Enter")
    await expect(tile).to_contain_text("En direct")
    await expect(practice.part("end")).to_contain_text("Une visio est encore ouverte")
    await practice.press("g", "v")
    await practice.type("Cyanose des lèvres")
    await practice.press("Tab", "Enter")
    await expect(tile).to_contain_text("doctor-1 Cyanose des lèvres")
    await tile.get_by_role("button", name="changée").focus()
    await practice.press("Enter")
    await expect(tile).to_contain_text("Visio terminée")
    await expect(practice.part("end").locator("[data-visio-open]")).to_have_count(0)
    [ended] = await told(practice.post.world.log, visio.VisioEnded)
    assert ended.fact.result is visio.VisioResult.DECISION_CHANGED
    assert len(await told(practice.post.world.log, visio.FindingNoted)) == 1


async def _orientation(practice: Practice) -> None:
    await practice.press("g", "d", "Tab", "Tab", "Tab", "Enter")
    await practice.press("ArrowDown", "Tab")
    await practice.type("Hautepierre")
    await practice.press("Enter")
    decisions = practice.part("decisions")
    await expect(decisions).to_contain_text("réanimation ou soins intensifs, Hautepierre")
    [oriented] = await told(practice.post.world.log, call.PatientOriented)
    assert oriented.fact.orientation is OrientationType.INTENSIVE_CARE


async def _order_taken_back(practice: Practice) -> None:
    page, mission = practice.post.page, practice.part("teams").locator("[data-mission=m-1]")
    await time_stands_still(page)
    await practice.press("a")
    await expect(page.locator("[data-held]")).to_contain_text("Ordre à M21 pas encore envoyé")
    await practice.press("u")
    await expect(page.locator("li.undone")).to_contain_text("rien n'a été envoyé")
    await page.clock.resume()
    assert await told(practice.post.world.log, MissionOrdered) == []
    await practice.press("a")
    await send_now(page)
    await expect(mission).to_contain_text("ordonnée par doctor-1")
    [ordered] = await told(practice.post.world.log, MissionOrdered)
    assert ordered.fact.team == "M21"
    await expect(practice.part("end")).to_contain_text("Équipe encore engagée : m-1")
    await mission.get_by_role("button", name="Annuler la mission").focus()
    await practice.press("Enter")
    await practice.type("Le SMUR y va")
    await practice.press("Enter")
    await send_now(page)
    await expect(practice.part("teams")).to_be_hidden()
    assert len(await told(practice.post.world.log, MissionCancelled)) == 1
    await practice.post.world.react()


async def _the_end(practice: Practice) -> None:
    page, end = practice.post.page, practice.part("end")
    await expect(end.get_by_role("button", name="Achever")).to_be_enabled()
    await practice.press("g", "f", "Enter")
    await send_now(page)
    await expect(end).to_contain_text("ACHEVE, achevé")
    assert len(await told(practice.post.world.log, call.CallCompleted)) == 1
    await practice.press("g", "f", "Enter")
    await send_now(page)
    await expect(end).to_contain_text("VALIDE, validé")
    await expect(practice.panel).to_contain_text("Cet appel est sorti du tableau")
    assert len(await told(practice.post.world.log, call.CallValidated)) == 1
    await practice.press("g", "f", "Enter")
    await practice.type("La fille rappelle")
    await practice.press("Enter")
    await expect(practice.part("decisions")).to_be_visible()
    [reopened] = await told(practice.post.world.log, call.CallReopened)
    assert reopened.fact.reason == "La fille rappelle"
