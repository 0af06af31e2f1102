"""A whole call by the keyboard alone, from the pick-up to the end of the file: no mouse, no trap."""

from typing import Any

import pytest
from playwright.async_api import expect

from domain.alarm.facts import AlarmAcknowledged, AlarmKind
from domain.alarming import raising
from domain.mission import commands as c
from domain.mission import facts as m
from domain.regulation_call import facts as f
from domain.regulation_call.commands import ConcludeIntervention
from tests.browser.conftest import Post
from tests.browser.post import send_now
from tests.browser.telling import MACHINE, a_proposal, candidate, telling
from tests.reading import all_facts, told
from tests.waiting import until_told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STORY = [
    *(f.CallReceived, f.CallLocated, f.PriorityAssigned, f.TransferredToRegulator, f.RegulationStarted),
    *(f.ObservationNoted, f.CareLevelAssessed, f.InterventionDecided, m.MissionOrdered, m.TeamDeparted),
    *(m.TeamArrived, m.CareStarted, m.PatientHandedOver, m.MissionClosed, f.AdviceGiven, f.CallCompleted),
]
"""What the log has to tell at the end, in this order, whatever else it has."""


async def say(post: Post, line: str, will: str) -> None:
    """Open the bar, type, read what Enter will do, press it. The hand is where it was before."""
    page = post.page
    await page.keyboard.press("/")
    await page.keyboard.type(line)
    says = page.locator("[data-says]")
    await expect(says).to_have_attribute("data-says", "ready")
    await expect(says).to_contain_text(will)
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-command-bar]")).to_be_hidden()
    await send_now(page)
    await page.wait_for_function("document.activeElement.matches(':focus-visible')")


async def known(post: Post, kind: Any) -> Any:
    """The last fact of this kind, once the page shows the log as far as that."""

    async def told_of() -> bool:
        return bool(await told(post.world.log, kind))

    await until_told(told_of)
    fact = (await told(post.world.log, kind))[-1]
    shown = "position => Number(document.querySelector('[data-position]').dataset.position) >= position"
    await post.page.wait_for_function(shown, arg=fact.position)
    return fact


async def test_a_whole_call_by_the_keyboard_alone(post: Post) -> None:
    page, keys = post.page, post.page.keyboard
    async with telling(post.world) as teller:
        for team in ("M21", "M22"):
            await teller.start_shift(team, "Haguenau", ends_in=20_000)
        await page.locator("[data-team=M22]").wait_for()
        await keys.press("f")
        await keys.press("n")
        await expect(page.locator("#pickup-commune")).to_be_focused()
        call = await page.locator("aside[data-pickup]").get_attribute("data-pickup") or ""
        await keys.type("Obernai")
        await keys.press("Enter")
        await keys.type("3 rue des Essais")
        await keys.press("Enter")
        await expect(page.locator("#pickup-address-news")).to_contain_text("enregistré")
        await keys.press("Escape")
        await keys.press("Escape")
        await keys.press("f")
        await expect(page.locator(post.row(call))).to_be_focused()
        await say(post, "p1", f"{call} en P1")
        await say(post, "transmettre", f"transmettre {call} au médecin")
        await known(post, f.TransferredToRegulator)
        await say(post, "prendre", f"prendre l'appel {call}")
        await known(post, f.RegulationStarted)
        await say(post, "note Douleur depuis 20 min", "Douleur depuis 20 min")
        await say(post, "r2", "niveau de soin R2")
        await say(post, "inter ide ecg", "demander une équipe")
        mission = (await known(post, f.InterventionDecided)).fact.mission
        await teller.tell(
            0, MACHINE, c.ProposeTeams(mission=mission, proposal=a_proposal(candidate("M21", 9, 8, 12)))
        )
        await page.locator("[data-proposal]").first.wait_for()
        await keys.press("/")
        await keys.type("send m2")
        await expect(page.locator("[data-says]")).to_have_attribute("data-says", "choose")
        await keys.press("Escape")
        await say(post, "send m21", f"ordonner M21 pour {call}, comme proposé")
        await known(post, m.MissionOrdered)
        await teller.tell(0, MACHINE, c.AlertTeam(mission=mission, team="M21"))
        await teller.tell(0, MACHINE, raising(AlarmKind.CREW_SILENT, "M21", team="M21", call=call))
        await page.locator("[data-alarm=M21]").wait_for()
        await keys.press("!")
        await expect(page.locator("[data-alarm=M21]")).to_contain_text("doctor-1 s'en occupe")
        await known(post, AlarmAcknowledged)
        for line, will, kind in (
            ("m21 parti", "M21 part", m.TeamDeparted),
            ("m21 sl", "M21 sur les lieux", m.TeamArrived),
            ("m21 pec", "M21 prend en charge", m.CareStarted),
            ("m21 laissé", "laisse le patient", m.PatientHandedOver),
            ("m21 av", "M21 disponible", m.MissionClosed),
        ):
            await say(post, line, will)
            await known(post, kind)
        # What the worker does when a mission is closed.
        await teller.tell(0, MACHINE, ConcludeIntervention(call=call, mission=mission))
        await say(post, "conseil Rappeler si la douleur revient", "conseil pour")
        await known(post, f.AdviceGiven)
        await say(post, "fin", f"achever le dossier {call}")
        await known(post, f.CallCompleted)
    kinds: list[type[Any]] = [type(each.fact) for each in await all_facts(post.world.log)]
    places = [kinds.index(kind) for kind in STORY]
    assert places == sorted(places)
    assert post.errors == []
