"""A whole pick-up by the keyboard alone, in a real browser: each answer is a fact, nothing typed is lost."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeVar

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from domain.fact import Fact
from domain.regulation_call import facts as f
from domain.regulation_call.commands import DismissCall
from domain.vocabulary import CallOrigin, Channel, DismissalCode, Ins, Position, Priority, Sex
from eventlog.embedded import EmbeddedServer
from gateways.places.communes import Commune
from gateways.places.search import CommuneSearch
from hatch_build import build_pages
from tests.api.world import a_world
from tests.browser.axe import findings
from tests.browser.conftest import Post, a_page, listen
from tests.browser.post import send_now, sign_in
from tests.browser.serving import serving
from tests.browser.telling import ARM, telling
from tests.reading import told
from tests.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

F = TypeVar("F", bound=Fact)
VESOUL = Commune(name="Vesoul", position=Position(47.62604, 6.14251), population=14_600, insee="70550")
NIR = "279035121518989"


@pytest_asyncio.fixture(loop_scope="session")
async def arm(server: EmbeddedServer, browser: Browser, tmp_path: Path) -> AsyncIterator[Post]:
    """The board of an assistant, signed in."""
    communes = CommuneSearch([VESOUL])
    async with (
        a_world(server, tmp_path, web=build_pages(ROOT), places=communes) as world,
        serving(world.app) as served,
        a_page(browser) as page,
    ):
        made = Post(world, served, page)
        listen(made)
        await sign_in(page, served.url, "arm-1")
        yield made


async def answer(page: Page, text: str) -> None:
    """Type into the field under the keyboard, and go on to the next question."""
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def saved(page: Page, *fields: str) -> None:
    """Each of these says that the log has it."""
    for field in fields:
        await expect(page.locator(f"#pickup-{field}-news")).to_have_attribute("data-news", "saved")


async def pick_up(post: Post) -> str:
    """One key: the file exists, beside the queue, and the keyboard is on its first question."""
    page = post.page
    before = {each.stream.id for each in await told(post.world.log, f.CallReceived)}
    await page.locator("#queue").focus()
    await page.keyboard.press("n")
    await expect(page.locator("#pickup-commune")).to_be_focused()
    form = page.locator("aside[data-pickup]")
    call = await form.get_attribute("data-pickup") or ""
    await expect(page.locator(post.row(call))).to_contain_text("tenu par vous")
    assert {each.stream.id for each in await told(post.world.log, f.CallReceived)} - before == {call}
    return call


async def last(post: Post, call: str, kind: type[F]) -> F:
    """The last fact of this kind in the file."""
    return [each.fact for each in await told(post.world.log, kind) if each.stream.id == call][-1]


async def test_a_whole_pick_up_by_the_keyboard_alone(arm: Post) -> None:
    page, keys, log = arm.page, arm.page.keyboard, arm.world.log
    call = await pick_up(arm)
    [received] = await told(log, f.CallReceived)
    assert (received.by.id, received.fact.origin) == ("arm-1", CallOrigin.LINE_15)
    await keys.type("ves")
    await page.get_by_role("option", name="Vesoul").wait_for()
    await keys.press("Enter")
    await answer(page, "12 rue Pasteur")
    await answer(page, "code 12B, 3e étage")
    await keys.press("Enter")
    await saved(page, "commune", "address", "access", "position")
    place = (await last(arm, call, f.CallLocated)).place
    assert (place.label, place.insee, place.access) == (
        "12 rue Pasteur, Vesoul",
        "70550",
        "code 12B, 3e étage",
    )
    assert place.position == VESOUL.position

    await answer(page, "06 12 34")
    await expect(page.locator("#pickup-phone-news")).to_contain_text("numéro incomplet")
    await expect(page.locator("#pickup-phone")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#pickup-phone")).to_have_value("06 12 34")
    await keys.press("Shift+Tab")
    await keys.press("End")
    await answer(page, " 56 78")
    await keys.press("f")
    await keys.press("Enter")
    await answer(page, "Mme Martin")
    await saved(page, "phone", "callerType", "callerName")
    caller = (await last(arm, call, f.CallerDescribed)).caller
    assert (caller.phone, caller.type, caller.name) == ("+33612345678", "FAMILLE", "Mme Martin")

    await answer(page, "Serre dans la poitrine")
    await keys.type("thor")
    await page.get_by_role("option", name="Douleur thoracique").wait_for()
    await keys.press("Enter")
    await saved(page, "motive", "motiveCode")
    stated = await last(arm, call, f.MotiveStated)
    assert (stated.motive, stated.code) == ("Serre dans la poitrine", "M03.06")

    await keys.press("f")
    await keys.press("Enter")
    await answer(page, "84")
    await answer(page, "Martin")
    await answer(page, "Jeanne")
    await expect(page.locator("[data-field=priority]")).to_be_focused()
    await keys.press("Shift+Tab")
    await keys.press("Enter")  # opens the identity
    await keys.press("Tab")
    await answer(page, "4/11/1938")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.type(NIR[:14] + "8")
    await expect(page.get_by_text("clé fausse").first).to_be_visible()
    await keys.press("Backspace")
    await keys.type(NIR[14])
    await expect(page.get_by_text("clé juste").first).to_be_visible()
    await keys.press("Shift+Tab")
    await expect(page.locator("#pickup-ins-news")).to_contain_text("dire d'abord l'identité")
    await keys.press("Shift+Tab")
    await page.locator("#pickup-insStatus").select_option("QUAL")
    await saved(page, "sex", "age", "lastName", "firstName", "birthDate", "insStatus", "ins")
    person = (await last(arm, call, f.PatientIdentified)).person
    assert (person.last_name, person.age, person.sex) == ("Martin", "P84Y", Sex.FEMALE)
    ins = Ins(number=NIR, oid="1.2.250.1.213.1.4.8")
    assert await last(arm, call, f.PatientIdentityQualified) == f.PatientIdentityQualified(
        patient="p1", ins=ins
    )
    assert all(NIR not in url for url in arm.asked)

    await page.locator("[data-field=priority]").focus()
    await keys.press("1")
    await expect(page.locator("[data-field=transfer]")).to_be_focused()
    await keys.press("Control+Enter")
    await expect(page.locator("aside[data-pickup]")).to_have_count(0)
    await expect(page.locator(arm.row(call))).to_contain_text("À réguler")
    assert await last(arm, call, f.PriorityAssigned) == f.PriorityAssigned(priority=Priority.P1)
    assert await last(arm, call, f.TransferredToRegulator) == f.TransferredToRegulator(
        channel=Channel.EMERGENCY
    )
    assert (
        await page.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('vigie.pickup.'))")
        == []
    )
    assert arm.errors == []


async def test_nothing_typed_is_lost_and_a_second_call_for_one_event_is_linked(arm: Post) -> None:
    page, keys, log = arm.page, arm.page.keyboard, arm.world.log
    first = await pick_up(arm)
    await answer(page, "Vesoul")
    await answer(page, "12 rue Pasteur")
    await saved(page, "commune", "address")

    await arm.server.stop()  # the network is cut while somebody types
    await answer(page, "code 12B")
    await expect(page.locator("#pickup-access-news")).to_contain_text("pas de réponse")
    await arm.server.start()
    await saved(page, "access")
    assert (await last(arm, first, f.CallLocated)).place.access == "code 12B"

    await page.locator("#pickup-motive").focus()
    await keys.type("Tombé de l'échelle")
    await expect(page.locator("#pickup-motive-news")).to_contain_text("non enregistré")
    await page.reload()
    await expect(page.locator("#pickup-motive")).to_have_value("Tombé de l'échelle")
    await saved(page, "motive")
    assert (await last(arm, first, f.MotiveStated)).motive == "Tombé de l'échelle"

    second = await pick_up(arm)
    await answer(page, "Vesoul")
    await answer(page, "12, r. Pasteur")
    offered = page.locator("[data-duplicates]")
    await expect(offered).to_contain_text("même adresse")
    await expect(offered).to_contain_text("Tombé de l'échelle")
    await expect(page.locator("#pickup-address-news")).to_contain_text("enregistré 2")
    assert await findings(page) == []
    await offered.get_by_role("button", name=f"Rattacher à {first}").focus()
    await keys.press("Enter")
    await send_now(page)
    await expect(page.locator("aside[data-pickup]")).to_have_count(0)
    assert (await last(arm, second, f.DuplicateLinked)).original == first

    third = await pick_up(arm)
    await answer(page, "Vesoul")
    await saved(page, "commune")
    async with telling(arm.world) as teller:
        teller.told = 500
        await teller.tell(0, ARM, DismissCall(call=third, code=DismissalCode.HUNG_UP))
    await page.locator("#pickup-motive").focus()
    await answer(page, "Rappelle")
    await expect(page.locator("#pickup-motive-news")).to_contain_text("refusé : Dossier terminé")
    await expect(page.locator("#pickup-motive")).to_have_value("Rappelle")

    await page.get_by_role("button", name="Fermer la session").click()
    await page.locator("input[name=user]").wait_for()
    assert await page.evaluate("Object.entries(sessionStorage)") == []
    assert arm.errors == []
    assert await told(log, f.PatientIdentified) == []
