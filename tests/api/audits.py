"""Accesses to audit: a call in regulation, and a break-glass on it."""

from domain.dmp_access.commands import ConsultDocument, DmpAnswer
from domain.fact import Act, Actor
from domain.house import plan
from domain.vocabulary import Role
from tests.api.world import Browser, World

INS = {"number": "279035121518989", "oid": "1.2.250.1.213.1.4.8"}
REASON = "Inconsciente, pas de proche joignable"


async def regulated(browser: Browser, call: str = "c1") -> None:
    """A call that a doctor regulates, its patient p1 known by a qualified identity."""
    await browser.receive(call)
    await browser.command("calls", "state-motive", call=call, motive="Malaise")
    person = {"last_name": "Exemple", "first_name": "Alice"}
    await browser.command(
        "calls", "identify-patient", call=call, patient="p1", person=person, status="QUAL", ins=INS
    )
    await browser.command("calls", "assign-priority", call=call, priority="P1")
    await browser.command("calls", "start-regulation", call=call)


async def broken(
    world: World, browser: Browser, access: str = "a1", call: str = "c1", *, closed: bool = True
) -> int:
    """A break-glass, granted, one document read, closed: the position of its last fact."""
    attestation = {"cannot_express_will": True, "immediate_risk": True}
    asked = await browser.command(
        "dmp-accesses", "request-dmp-access",
        access=access, call=call, patient="p1", mode="bris_de_glace", attestation=attestation, reason=REASON,
    )  # fmt: skip
    assert asked.is_success, asked.text
    await grant(world, access)
    read = ConsultDocument(access=access, document="doc-1", title="Ordonnance")
    act = Act(at=world.clock.now(), by=Actor(Role.REGULATOR, "doctor-1"), command_id=f"read-{access}")
    await world.log.execute(plan(read), act)
    if closed:
        done = await browser.command("dmp-accesses", "close-dmp-access", access=access)
        assert done.is_success, done.text
    last = await world.log.last_position()
    await world.house.rows.wait(last, timeout=30)
    return last


async def grant(world: World, access: str) -> None:
    """The DMP says yes."""
    act = Act(at=world.clock.now(), by=Actor(Role.SYSTEM, "reactions"), command_id=f"grant-{access}")
    await world.log.execute(plan(DmpAnswer(access=access)), act)
