"""Dispatch on the board, in a real browser: explained, contested, reassigned, delegated, alarmed."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from domain.alarm.facts import AlarmKind
from domain.alarming import clearing, raising
from domain.mission import commands as c
from domain.mission.facts import (
    ConstraintLifted,
    MissionOrdered,
    ProposalSetAside,
    TeamForbidden,
    TeamHeld,
    TeamWithdrawn,
)
from domain.mobile_team.facts import TeamRedirected
from domain.proposal import Move
from domain.standing_order.facts import StandingOrderRevoked, StandingOrderSigned
from domain.vocabulary import Priority
from tests.browser.conftest import Post
from tests.browser.dispatching import Scene, a_scene, contested, figures
from tests.browser.post import send_now
from tests.browser.telling import DOCTOR, MACHINE, a_proposal, telling
from tests.reading import told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

REASON = "Connaît le patient"


async def test_a_proposal_is_explained_in_words_that_can_be_contested(post: Post) -> None:
    async with telling(post.world) as teller:
        scene = await a_scene(post, teller)
        await scene.propose("m-1", contested(teller))
    await post.page.locator(post.row("c-1")).click()
    card = post.page.get_by_role("complementary").locator("[data-mission='m-1']")
    team = {name: card.locator(f"[data-candidate={name}]") for name in ("M21", "M22", "M23", "M24")}
    await expect(team["M21"]).to_contain_text("par la route")
    await expect(team["M23"]).to_contain_text("estimé")
    await expect(team["M23"]).to_contain_text("+6 min pour cette mission, +0 min pour les autres")
    await expect(team["M22"]).to_contain_text("en route vers m-2 (P3) : serait détournée")
    await expect(team["M22"]).to_contain_text("−2 min pour cette mission, +3 min pondérées pour les autres")
    await expect(team["M22"]).to_contain_text("la mission m-2 (P3) passerait à M23")
    await expect(team["M24"]).to_contain_text("occupée, libre vers")
    await expect(team["M24"].get_by_role("button")).to_have_count(0)
    await expect(card).to_contain_text("équipement absent (ECG)")
    await expect(card).to_contain_text("presque arrivée sur sa mission (m-9)")
    await card.get_by_text("Preuve et détail du calcul").click()
    proof = card.locator("[data-proof]")
    await expect(proof).to_contain_text("Meilleur plan prouvé sur toutes les missions ouvertes")
    await expect(proof).to_contain_text("position la plus ancienne : 12 s")
    await expect(proof.locator("tr", has_text="M22")).to_contain_text("8")
    assert post.errors == []


async def test_one_key_accepts_the_proposal_of_the_open_call_and_of_no_other(post: Post) -> None:
    async with telling(post.world) as teller:
        scene = await a_scene(post, teller)
        await scene.propose("m-1", contested(teller))
    await expect(scene.waiting).to_contain_text("M21")
    await post.page.keyboard.press("a")
    await post.page.locator(post.row("c-1")).click()
    assert len(await told(post.world.log, MissionOrdered)) == 1
    await post.page.keyboard.press("a")
    await send_now(post.page)
    await expect(scene.waiting.first).to_contain_text("ordonnée par doctor-1")
    await expect(scene.waiting.first.locator("[data-answer]")).to_contain_text("réponse attendue")
    ordered = (await told(post.world.log, MissionOrdered))[-1]
    assert (ordered.stream.id, ordered.fact.team, ordered.fact.reason) == ("m-1", "M21", None)
    await expect(scene.waiting.first).to_contain_text("arrivée vers")
    post.world.clock.at += timedelta(hours=2)
    overdue = scene.waiting.first.locator("[data-overdue]")
    await expect(overdue).to_contain_text("pas d'arrivée signalée", timeout=15_000)
    await expect(overdue).to_contain_text("il y a 1 h")


async def test_a_team_diverted_against_the_proposal_leaves_its_mission_to_another_with_the_reason_in_the_log(
    post: Post,
) -> None:
    async with telling(post.world) as teller:
        scene = await a_scene(post, teller)
        await scene.propose("m-1", contested(teller))
    await scene.waiting.get_by_text("Autres équipes possibles").click()
    await scene.waiting.get_by_role("button", name="Détourner M22 de m-2").click()
    moves = scene.waiting.locator("[data-moves]")
    await expect(moves.locator("tr", has_text="m-1")).to_contain_text("→ M22")
    await expect(moves.locator("tr", has_text="m-2")).to_contain_text("→ M23")
    await post.page.keyboard.type(REASON)
    await post.page.keyboard.press("Enter")
    await send_now(post.page)
    await expect(scene.waiting).to_contain_text(REASON)
    orders = {each.stream.id: each for each in (await told(post.world.log, MissionOrdered))[1:]}
    assert {name: (each.fact.team, each.fact.reason) for name, each in orders.items()} == {
        "m-1": ("M22", REASON),
        "m-2": ("M23", REASON),
    }
    [redirected] = await told(post.world.log, TeamRedirected)
    assert (redirected.stream.id, redirected.fact.mission, redirected.by.id) == ("M22", "m-1", "doctor-1")


async def test_a_reassignment_accepted_moves_both_missions_at_once(post: Post) -> None:
    moves = (Move(mission="m-2", before="M22", after="M23"), Move(mission="m-1", before=None, after="M22"))
    async with telling(post.world) as teller:
        scene = await a_scene(post, teller)
        await scene.propose("m-2", replace(a_proposal(figures("M23", 9)), moves=moves))
    card = scene.on_its_way
    await expect(card).to_contain_text("La machine propose un changement d'équipes")
    await expect(card.locator("[data-moves] tr", has_text="m-1 (P1)")).to_contain_text("personne→ M22")
    await card.get_by_role("button", name="Accepter le changement").click()
    await send_now(post.page)
    await expect(scene.waiting).to_contain_text("M22")
    await expect(card).to_contain_text("M22 retirée par doctor-1")
    await expect(card).to_contain_text("envoyée sur m-1")
    [withdrawn] = await told(post.world.log, TeamWithdrawn)
    assert (withdrawn.fact.to, withdrawn.fact.instead, withdrawn.fact.why) == ("m-1", "M23", None)
    orders = {each.stream.id: each.fact for each in (await told(post.world.log, MissionOrdered))[1:]}
    assert {name: (fact.team, fact.solve_id) for name, fact in orders.items()} == {
        "m-1": ("M22", "solve-1"),
        "m-2": ("M23", "solve-1"),
    }


async def test_teams_that_do_not_answer_are_an_alarm_until_a_person_acts(post: Post) -> None:
    async with telling(post.world) as teller:
        scene = await a_scene(post, teller)
        for number, team in enumerate(("M21", "M23")):
            await teller.tell(400 - number * 150, DOCTOR, c.OrderMission(mission="m-1", team=team))
            await teller.tell(399 - number * 150, MACHINE, c.AlertTeam(mission="m-1", team=team))
            await teller.tell(300 - number * 150, MACHINE, c.ExpireAlert(mission="m-1", team=team))
        await scene.propose("m-1", contested(teller))
        # What the worker does when a mission escalates.
        await teller.tell(0, MACHINE, raising(AlarmKind.MISSION_ESCALATED, "m-1", detail="no-answer"))
    alarm = post.page.locator("[data-alarm=m-1]")
    await expect(alarm).to_contain_text("Équipes sans réponse : à vous de décider")
    await expect(alarm).to_have_attribute("data-rank", "high")
    await expect(scene.waiting).to_contain_text("M21 : sans réponse (1 min)")
    await expect(scene.waiting).to_contain_text("M23 : sans réponse (1 min)")
    await expect(post.page.locator("[data-announcer=alarms]")).to_contain_text("m-1")
    await post.page.keyboard.press("!")
    await expect(alarm).to_contain_text("doctor-1 s'en occupe")
    await scene.waiting.get_by_role("button", name="Écarter la proposition").click()
    await post.page.keyboard.type("J'appelle un SMUR")
    await post.page.keyboard.press("Enter")
    await expect(scene.waiting.locator("[data-proposal]")).to_be_hidden()
    [aside] = await told(post.world.log, ProposalSetAside)
    assert (aside.fact.why, aside.by.id) == ("J'appelle un SMUR", "doctor-1")
    async with telling(post.world) as teller:
        await teller.tell(0, MACHINE, clearing(AlarmKind.MISSION_ESCALATED, "m-1"))
    await expect(alarm).to_be_hidden()


async def test_a_constraint_is_set_shown_with_its_author_and_lifted(post: Post) -> None:
    async with telling(post.world) as teller:
        scene = await a_scene(post, teller)
    page = post.page
    await scene.on_its_way.get_by_role("button", name="Imposer, interdire, maintenir").click()
    await scene.on_its_way.get_by_label("Motif").fill(REASON)
    await page.keyboard.press("Enter")
    held = scene.on_its_way.locator("[data-constraint=held]")
    await expect(held).to_contain_text("M22 maintenue sur cette mission « Connaît le patient » doctor-1")
    await scene.waiting.get_by_role("button", name="Imposer, interdire, maintenir").click()
    await scene.waiting.get_by_label("Contrainte").select_option("forbid")
    await scene.waiting.locator("[data-constraint-form] select").nth(1).select_option("M23")
    await scene.waiting.get_by_label("Motif").fill("Panne de chauffage")
    await page.keyboard.press("Enter")
    await expect(scene.waiting.locator("[data-constraint=forbidden]")).to_contain_text("M23 interdite")
    await held.get_by_role("button", name="Lever").click()
    await page.keyboard.type("Relève faite")
    await page.keyboard.press("Enter")
    await expect(held).to_be_hidden()
    facts = [
        (await told(post.world.log, kind))[0].fact for kind in (TeamHeld, TeamForbidden, ConstraintLifted)
    ]
    assert facts == [
        TeamHeld(team="M22", reason=REASON),
        TeamForbidden(team="M23", reason="Panne de chauffage"),
        ConstraintLifted(reason="Relève faite"),
    ]


async def test_a_standing_order_is_signed_used_and_revoked(post: Post) -> None:
    page = post.page
    async with telling(post.world) as teller:
        scene = await a_scene(post, teller)
    await page.get_by_role("button", name="Signer un ordre permanent").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("P2").check()
    await form.get_by_label("Aussi sur un trajet estimé").check()
    await form.get_by_label("Règle, en toutes lettres").fill("La nuit, si tout est calme")
    await page.keyboard.press("Escape")
    assert await told(post.world.log, StandingOrderSigned) == []
    await page.get_by_role("button", name="Signer un ordre permanent").click()
    await form.get_by_label("Aussi sur un trajet estimé").check()
    await form.get_by_label("Règle, en toutes lettres").fill("La nuit, si tout est calme")
    await form.get_by_role("button", name="Signer", exact=True).click()
    rules = page.locator("[data-standing-orders]")
    await expect(rules).to_contain_text("P3, trajet de 30 min au plus · trajet estimé admis")
    await expect(rules).to_contain_text("signé doctor-1, 0 mission ordonnée")
    [signed] = await told(post.world.log, StandingOrderSigned)
    assert (signed.fact.signed_by, signed.fact.priorities) == ("doctor-1", frozenset({Priority.P3}))
    rule = signed.stream.id
    post.world.clock.at += timedelta(minutes=1)
    async with telling(post.world) as teller:
        await teller.receive(0, "c-3", "Motif", "Rue des Essais, Obernai", "P3")
        await teller.regulate(0, "c-3")
        await teller.ask_team(0, "c-3", "m-3")
        await Scene(post, teller).propose("m-3", a_proposal(figures("M21", 9), solve_id="solve-3"))
        under = c.OrderUnderStandingOrder(
            mission="m-3", call="c-3", team="M21", standing_order=rule, solve_id="solve-3"
        )
        await teller.tell(0, MACHINE, under)
    by_machine = page.locator("[data-mission='m-3'] [data-ordered=standing-order]")
    await expect(by_machine).to_contain_text(
        f"ordonnée par la machine sous l'ordre permanent {rule}, signé doctor-1"
    )
    await expect(rules).to_contain_text("1 mission ordonnée")
    await rules.get_by_role("button", name="Révoquer").click()
    await page.keyboard.type("Trop d'appels")
    await page.keyboard.press("Enter")
    await expect(rules).to_contain_text("Aucun : rien ne part sans un médecin.")
    [revoked] = await told(post.world.log, StandingOrderRevoked)
    assert (revoked.fact.why, revoked.by.id) == ("Trop d'appels", "doctor-1")
    assert scene.post.errors == []
