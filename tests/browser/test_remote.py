"""A doctor prepares a teleconsultation in a call's file, is told what is missing, holds it and reports."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from domain.dmp_access.commands import RequestAccess
from domain.teleconsultation import facts as f
from domain.visio_session.commands import RequestVisio
from domain.vocabulary import DmpMode
from eventlog.embedded import EmbeddedServer
from tests.browser.axe import findings
from tests.browser.doctoring import Practice, practising
from tests.browser.telling import DOCTOR
from tests.reading import told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def practice(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Practice]:
    async with practising(server, browser, tmp_path) as made:
        yield made


LACKS = {
    "treating-doctor": "Accord du patient informé, Dernière consultation en présence, Visio rattachée",
    "accompanied": "Accord du patient informé, Accès au DMP accepté, Professionnel auprès du patient, Visio",
    "emergency": "Accord du patient informé, Équipe mobile sur place, Visio rattachée",
    "regulation": "Accord du patient informé, Visio rattachée",
    "geriatric": "Accord du patient informé, Accès au DMP accepté, Professionnel auprès du patient, Étab",
    "specialist": "Accord du patient informé, Accès au DMP accepté, Spécialité et parcours, Visio rattachée",
    "prevention": "Accord du patient informé, Accès au DMP accepté, Sujet de prévention, Visio rattachée",
    "citizen": "Accord du patient informé, Accès au DMP accepté, Visio rattachée",
}
"""What each form says is missing before anything is recorded. The last one is then held."""


async def test_each_form_says_what_it_lacks_and_one_is_held_by_the_keyboard(practice: Practice) -> None:
    page, part = practice.post.page, practice.part("visio")
    await practice.press("f", "j", "Enter")
    for form, lacks in LACKS.items():
        await part.get_by_role("button", name="Préparer une téléconsultation").focus()
        await practice.press("Enter")
        await expect(part.get_by_label("Forme")).to_be_focused()
        await part.get_by_label("Forme").select_option(form)
        await part.get_by_label("Objet").focus()
        await practice.press("Enter")
        newest = part.locator("article[data-teleconsultation]").first
        await expect(newest).to_contain_text(f"Il manque : {lacks}")
        await expect(newest.locator("[data-now] :focus")).to_have_count(1)
    assert await findings(page) == []
    assert await page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")
    await _held(practice, part.locator("article[data-teleconsultation]").first)
    assert practice.post.errors == []


async def _held(practice: Practice, card: Locator) -> None:
    """Agreed on the patient's page, the record accepted and named, held and reported, without a pointer."""
    asked = RequestVisio(session="v-1", call="c-1", phone="+33600000001")
    await practice.teller.tell(0, DOCTOR, asked)
    await practice.caller_joins()
    access = RequestAccess(access="a-1", call="c-1", patient="p1", mode=DmpMode.REGULATION_CENTRE)
    await practice.teller.tell(0, DOCTOR, access)
    await practice.answer()
    await card.locator("[data-agreed-before]").focus()
    await practice.press("Enter")
    await expect(card.get_by_role("button", name="Accepte", exact=True)).to_be_focused()
    await practice.press("Enter")
    begin = card.get_by_role("button", name="Commencer")
    await expect(begin).to_be_focused()
    await card.locator("[data-link-access]").focus()
    await practice.press("Enter")
    await card.locator("[data-linked-accesses='1']").wait_for()
    await begin.focus()
    await practice.press("Enter")
    await expect(card.locator("textarea[name=reason]")).to_be_focused()
    await practice.type("toux")
    await practice.press("Tab")
    await practice.type("calme")
    await practice.press("Tab")
    await practice.type("bronchite")
    await practice.press("Tab", "Tab", "Tab", "Enter")
    await expect(card).to_have_attribute("data-state", "reported")
    assert await findings(practice.post.page) == []
    log = practice.post.world.log
    [agreed] = await told(log, f.AgreementRecorded)
    [named] = await told(log, f.RecordAccessLinked)
    [report] = await told(log, f.ReportWritten)
    assert (agreed.fact.told_version, agreed.fact.session, named.fact.access) == (1, "v-1", "a-1")
    assert (report.fact.reason, report.fact.examination, report.fact.conclusion) == (
        "toux",
        "calme",
        "bronchite",
    )
