"""Dispatch over HTTP: what a doctor may say against the machine, its proposal whole, standing orders."""

from datetime import timedelta
from typing import Any

import msgspec

from api.proposals import ExplainedProposal, Inputs, ProposalKind
from domain.dispatch_solve import RecordSolve
from domain.fact import Act, Actor
from domain.house import plan
from domain.mission.commands import ProposeTeams
from domain.mission.facts import MissionOrdered, TeamForced, TeamWithdrawn
from domain.proposal import Candidate, CostTerm, Counterfactual, ExcludedTeam, Exclusion, Move, Proposal
from domain.vocabulary import Position, Role
from tests.api.test_access import engaged, shift
from tests.api.world import START, Browser, World
from tests.reading import told
from tests.waiting import until

MACHINE = Actor(Role.SYSTEM, "dispatch")
REASON = "Connaît le patient"


def ranked(team: str, minutes: float, **more: Any) -> Candidate:
    return Candidate(
        team=team, eta=minutes * 60, distance=minutes * 900, cost=minutes * 60,
        terms=(CostTerm("travel", minutes * 60),), position=Position(48.5, 2.6), position_age=12.0,
        estimated=True, **more,
    )  # fmt: skip


def proposing(*teams: Candidate, solve_id: str = "solve-1", **more: Any) -> Proposal:
    return Proposal(
        solve_id=solve_id, chosen=teams[0].team, ranked=teams, objective=600.0, status="optimal", bound=600.0,
        excluded=(ExcludedTeam(team="t9", reason=Exclusion.NEARLY_THERE, detail="m9"),), **more,
    )  # fmt: skip


async def machine(world: World, number: str, command: Any) -> None:
    act = Act(at=world.clock.now(), by=MACHINE, command_id=number)
    await world.log.execute(plan(command), act)


async def test_the_last_proposal_is_told_whole_with_its_inputs_and_its_proof(
    world: World, doctor: Browser
) -> None:
    await wanted(doctor, "c1", "m1")
    assert (await doctor.client.get("/api/missions/m1/proposal")).status_code == 404
    other = Counterfactual(
        this_mission=360.0, overall=400.0, others=(Move(mission="m2", before="t2", after="t1"),)
    )
    proposal = proposing(ranked("t1", 10), ranked("t2", 16, engaged_on="m2", counterfactual=other))
    await machine(world, "s", RecordSolve(solve="solve-1", basis=7, tick=0, inputs=b"z", worker="w1"))
    await machine(world, "p", ProposeTeams(mission="m1", proposal=proposal))
    world.clock.at += timedelta(seconds=30)
    answer = await doctor.client.get("/api/missions/m1/proposal")
    assert answer.status_code == 200
    told_ = msgspec.convert(answer.json(), ExplainedProposal)
    assert told_.proposal == proposal
    assert (told_.kind, told_.standing, told_.gap, told_.oldest_position) == (
        ProposalKind.PROPOSAL, True, 0.0, 12.0,
    )  # fmt: skip
    assert told_.inputs == Inputs(basis=7, tick=0, kept=True, worker="w1")
    assert 30 <= told_.age < 31


async def test_an_order_takes_the_proposal_off_the_screens_and_it_can_still_be_read(
    world: World, doctor: Browser
) -> None:
    async with world.signed_in("nurse-1") as nurse:
        await shift(nurse, "t1", "nurse-1")
    await wanted(doctor, "c1", "m1")
    await machine(world, "p", ProposeTeams(mission="m1", proposal=proposing(ranked("t1", 10))))
    await doctor.command("missions", "order-mission", mission="m1", team="t1", solve_id="solve-1")
    answer = (await doctor.client.get("/api/missions/m1/proposal")).json()
    assert (answer["standing"], answer["proposal"]["solve_id"], answer["inputs"]) == (False, "solve-1", None)


async def test_what_a_doctor_forces_holds_against_their_own_order_until_it_is_lifted(
    world: World, doctor: Browser
) -> None:
    async with world.signed_in("nurse-1") as nurse:
        await shift(nurse, "t1", "nurse-1")
    async with world.signed_in("nurse-2") as nurse:
        await shift(nurse, "t2", "nurse-2")
    await wanted(doctor, "c1", "m1")
    forced = await doctor.command("missions", "force-team", mission="m1", team="t2", reason=REASON)
    assert forced.status_code == 200
    [fact] = await told(world.log, TeamForced)
    assert (fact.by.id, fact.fact.reason, fact.correlation) == ("doctor-1", REASON, "regulation-call:c1")
    refused = await doctor.command("missions", "order-mission", mission="m1", team="t1")
    assert (refused.status_code, refused.json()["reason"]) == (409, "AgainstConstraint")
    assert refused.json()["title"] == "Contraire à une contrainte posée par un médecin"
    await doctor.command("missions", "lift-constraint", mission="m1", team="t2", reason="Trop loin")
    assert (await doctor.command("missions", "order-mission", mission="m1", team="t1")).status_code == 200
    held = await doctor.command("missions", "hold-team", mission="m1", reason=REASON)
    forbidden = await doctor.command("missions", "forbid-team", mission="m1", team="t2", reason=REASON)
    assert (held.status_code, forbidden.status_code) == (200, 200)
    no_words = await doctor.command("missions", "forbid-team", mission="m1", team="t3", reason=" ")
    assert (no_words.status_code, no_words.json()["field"]) == (400, "$.reason")


async def test_a_team_forced_on_one_mission_goes_to_another_with_a_reason_only(
    world: World, doctor: Browser
) -> None:
    async with world.signed_in("nurse-1") as nurse:
        await shift(nurse, "t1", "nurse-1")
    await wanted(doctor, "c1", "m1")
    await wanted(doctor, "c2", "m2")
    forced = await doctor.command("missions", "force-team", mission="m1", team="t1", reason=REASON)
    await until(lambda: world.house.board.position >= forced.json()["position"])
    refused = await doctor.command("missions", "order-mission", mission="m2", team="t1")
    assert (refused.status_code, refused.json()["reason"]) == (422, "ForcedElsewhere")
    assert refused.json()["title"] == "Équipe imposée sur une autre mission : motif obligatoire"
    sent = await doctor.command("missions", "order-mission", mission="m2", team="t1", reason="P0 à côté")
    assert sent.status_code == 200


async def test_a_reassignment_belongs_to_the_story_of_its_first_call(world: World, doctor: Browser) -> None:
    for team, nurse in (("t1", "nurse-1"), ("t2", "nurse-2")):
        async with world.signed_in(nurse) as crew:
            await shift(crew, team, nurse)
    await engaged(world, doctor, "c1", "m1", "t1")
    moves = [{"mission": "m1", "before": "t1", "after": "t2"}]
    silent = await doctor.command("missions", "reassign-teams", moves=moves)
    assert (silent.status_code, silent.json()["reason"]) == (422, "OverrideReasonMissing")
    answer = await doctor.command("missions", "reassign-teams", moves=moves, reason=REASON)
    assert answer.status_code == 200, answer.text
    [withdrawn] = await told(world.log, TeamWithdrawn)
    assert (withdrawn.fact.instead, withdrawn.fact.why) == ("t2", REASON)
    ordered = (await told(world.log, MissionOrdered))[-1]
    assert (ordered.fact.team, ordered.correlation) == ("t2", "regulation-call:c1")


async def test_a_standing_order_is_signed_listed_and_revoked(world: World, doctor: Browser) -> None:
    words: dict[str, Any] = {
        "order": "so-1", "priorities": ["P3", "P2"], "max_eta": 1800, "words": "Nuits calmes",
        "valid_from": START.isoformat(), "valid_until": (START + timedelta(hours=12)).isoformat(),
    }  # fmt: skip
    urgent_words: dict[str, Any] = {**words, "priorities": ["P0"]}
    urgent = await doctor.command("standing-orders", "sign-standing-order", **urgent_words)
    assert (urgent.status_code, urgent.json()["title"]) == (422, "Seules P2 et P3 se délèguent")
    window = {"days": ["mon"], "starts": "08:00", "ends": "12:00", "zone": "Europe/Paris"}
    late: dict[str, Any] = {**words, "order": "so-2", "window": window, "valid_until": "2026-01-20T20:00:00Z"}
    signed = await doctor.command("standing-orders", "sign-standing-order", **words)
    await doctor.command("standing-orders", "sign-standing-order", **late)
    assert signed.status_code == 200, signed.text
    async with world.signed_in("arm-1") as arm:
        position = signed.json()["position"] + 1
        answer = await arm.client.get("/api/standing-orders", params={"after": position})
        [first, second] = answer.json()["orders"]
        assert (first["holds"], first["order"]["id"], first["order"]["signed_by"]) == (
            True,
            "so-1",
            "doctor-1",
        )
        assert (second["holds"], second["order"]["window"]["starts"]) == (False, "08:00")
        refused = await arm.command("standing-orders", "revoke-standing-order", order="so-1", why="Trop tôt")
        assert (refused.status_code, refused.json()["reason"]) == (403, "RoleNotAllowed")
        revoked = await doctor.command(
            "standing-orders", "revoke-standing-order", order="so-1", why="Trop d'appels"
        )
        answer = await arm.client.get("/api/standing-orders", params={"after": revoked.json()["position"]})
        assert [each["order"]["id"] for each in answer.json()["orders"]] == ["so-2"]
        world.clock.at += timedelta(days=30)
        assert (await arm.client.get("/api/standing-orders")).json()["orders"] == []


async def wanted(doctor: Browser, call: str, mission: str) -> None:
    """A call taken, and a team asked for."""
    await doctor.receive(call)
    await doctor.command(
        "calls", "locate-call", call=call, place={"label": "Melun", "position": {"lat": 48.5, "lon": 2.6}}
    )
    await doctor.command("calls", "assign-priority", call=call, priority="P2")
    await doctor.command("calls", "start-regulation", call=call)
    answer = await doctor.command(
        "calls", "decide-intervention", call=call, mission=mission, needs={"skills": ["nurse"]}
    )
    assert answer.status_code == 200, answer.text
