"""A doctor prepares a teleconsultation in a call's file, is told what is missing, holds it and reports."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from domain.teleconsultation import facts as f
from eventlog.embedded import EmbeddedServer
from tests.browser.axe import findings
from tests.browser.doctoring import Practice, practising
from tests.reading import told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def practice(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Practice]:
    async with practising(server, browser, tmp_path) as made:
        yield made


async def test_a_teleconsultation_from_its_check_list_to_its_report(practice: Practice) -> None:
    await practice.press("f", "j", "Enter")
    part = practice.part("visio")
    await part.get_by_role("button", name="Préparer une téléconsultation").click()
    await part.get_by_label("Forme").select_option("prevention")
    await part.get_by_role("button", name="Préparer", exact=True).click()
    card = part.locator("article[data-state=preparing]")
    begin = card.get_by_role("button", name="Commencer")
    await expect(begin).to_be_disabled()
    await expect(card).to_contain_text("Il manque : Accord du patient informé")
    await card.locator("form").get_by_role("button", name="Enregistrer").click()
    await card.get_by_role("button", name="Accepte", exact=True).click()
    await card.get_by_label("Sujet", exact=True).fill("vaccination")
    await card.get_by_role("button", name="Enregistrer").click()
    await expect(card).to_contain_text("Il manque : Visio rattachée.")
    assert await findings(practice.post.page) == []
    [opened] = await told(practice.post.world.log, f.TeleconsultationOpened)
    [topic] = await told(practice.post.world.log, f.PreventionTopicStated)
    assert (opened.fact.form, opened.fact.call, topic.fact.topic) == ("prevention", "c-1", "vaccination")
    assert practice.post.errors == []
