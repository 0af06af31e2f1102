"""Where an access stands, told to the practitioner behind it and to nobody else."""

from typing import Any

from domain.dmp_access.commands import DmpAnswer
from domain.fact import Act, Actor
from domain.house import plan
from domain.vocabulary import Role
from tests.api.test_dmp_documents import INS
from tests.api.world import Browser, World

GLASS: dict[str, Any] = {
    "mode": "bris_de_glace",
    "attestation": {"cannot_express_will": True, "immediate_risk": True},
    "reason": "Inconsciente",
}


async def answered(world: World, **words: Any) -> None:
    act = Act(at=world.clock.now(), by=Actor(Role.SYSTEM, "reactions"), command_id=f"answer-{world.clock.at}")
    await world.log.execute(plan(DmpAnswer(access="a1", **words)), act)


async def standing(browser: Browser) -> dict[str, Any]:
    answer = await browser.client.get("/api/dmp-accesses/a1")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def a_patient(doctor: Browser) -> None:
    await doctor.receive("c1")
    await doctor.command("calls", "identify-patient", call="c1", patient="p1", person={"sex": "F"})
    ins = {"number": INS.number, "oid": INS.oid}
    await doctor.command("calls", "qualify-identity", call="c1", patient="p1", ins=ins)


async def test_an_access_tells_how_far_it_is_and_why_it_was_not_prolonged(
    world: World, doctor: Browser
) -> None:
    await a_patient(doctor)
    asked = {"access": "a1", "call": "c1"}
    await doctor.command("dmp-accesses", "request-dmp-access", **asked, patient="p1", **GLASS)
    assert ((await standing(doctor))["stage"], (await standing(doctor))["expires_at"]) == ("requested", None)
    await answered(world, lasts=600)
    opened = await standing(doctor)
    assert (opened["stage"], opened["mode"], opened["why"]) == ("open", "bris_de_glace", None)
    await doctor.command("dmp-accesses", "continue-dmp-access", **asked, reason="Encore")
    assert (await standing(doctor))["continuation_refused"] == "conditions-not-attested"
    again = {"attestation": GLASS["attestation"], "reason": "Encore"}
    await doctor.command("dmp-accesses", "continue-dmp-access", **asked, **again)
    await answered(world, lasts=1800)
    longer = await standing(doctor)
    assert (longer["continuation_refused"], longer["expires_at"] > opened["expires_at"]) == (None, True)
    await doctor.command("dmp-accesses", "close-dmp-access", access="a1")
    assert (await standing(doctor))["stage"] == "closed"


async def test_a_refusal_has_its_reason_and_nobody_else_reads_it(world: World, doctor: Browser) -> None:
    await a_patient(doctor)
    asked = {"access": "a1", "call": "c1", "patient": "p1", "mode": "centre_15"}
    await doctor.command("dmp-accesses", "request-dmp-access", **asked)
    await answered(world, opposed_to_regulation_centre=True)
    refused = await standing(doctor)
    assert (refused["stage"], refused["why"]) == ("refused", "patient-opposed")
    assert "reason" not in refused
    async with world.signed_in("doctor-2") as other:
        assert (await other.client.get("/api/dmp-accesses/a1")).status_code == 403
        assert (await other.client.get("/api/dmp-accesses/a9")).status_code == 404
