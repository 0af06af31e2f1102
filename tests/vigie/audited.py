"""A signed log with two accesses in it: what the audit commands are tried on."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.dmp_access import commands as dmp
from domain.dmp_access.words import Attestation
from domain.fact import Act, Actor
from domain.house import plan
from domain.regulation_call import commands as call
from domain.vocabulary import CallOrigin, DmpMode, Ins, InsStatus, Person, Priority, Role
from eventlog.proof.checkpoints import Checkpoints
from vigie.clock import RealClock
from vigie.doors import Doors, open_log
from vigie.settings import Settings
from vigie.witness import keep_signing

ARM = Actor(Role.ARM, "arm-1")
DOCTOR = Actor(Role.REGULATOR, "doctor-1")
MACHINE = Actor(Role.SYSTEM, "reactions")
START = datetime(2026, 1, 11, 2, 0, tzinfo=UTC)
REASON = "=SUM(Inconsciente)"
INS = Ins(number="279035121518989", oid="1.2.250.1.213.1.4.8")


def commands() -> Sequence[tuple[Actor, Any]]:
    """A call, a break-glass with one document read, a refused attempt by an ARM."""
    attested = Attestation(cannot_express_will=True, immediate_risk=True)
    glass = dmp.RequestAccess(
        access="a-1", call="c-1", patient="p-1", mode=DmpMode.BREAK_GLASS, attestation=attested, reason=REASON
    )
    identified = call.IdentifyPatient(
        call="c-1", patient="p-1", person=Person(last_name="Exemple"), status=InsStatus.QUALIFIED, ins=INS
    )
    attempt = dmp.RequestAccess(access="a-2", call="c-1", patient="p-1", mode=DmpMode.REGULATION_CENTRE)
    return (
        (ARM, call.ReceiveCall(call="c-1", origin=CallOrigin.LINE_15, rang_at=START)),
        (ARM, identified),
        (ARM, call.AssignPriority(call="c-1", priority=Priority.P1)),
        (DOCTOR, call.StartRegulation(call="c-1")),
        (DOCTOR, glass),
        (MACHINE, dmp.DmpAnswer(access="a-1")),
        (DOCTOR, dmp.ConsultDocument(access="a-1", document="doc-1", title="Ordonnance")),
        (DOCTOR, dmp.CloseAccess(access="a-1")),
        (ARM, attempt),
    )


async def a_signed_log(settings: Settings) -> None:
    """Tell the commands to the log of `settings`, and wait until all is signed."""
    async with open_log(settings) as doors:
        for number, (by, command) in enumerate(commands()):
            act = Act(at=START + timedelta(minutes=number), by=by, command_id=f"told-{number}")
            await doors.log.execute(plan(command), act)
        signing = asyncio.create_task(keep_signing(doors, RealClock()))
        try:
            async with asyncio.timeout(30):
                while await _signed(doors) < await doors.log.last_position():  # noqa: ASYNC110 - no event tells
                    await asyncio.sleep(0.05)
        finally:
            signing.cancel()
            with suppress(asyncio.CancelledError):
                await signing


async def _signed(doors: Doors) -> int:
    checkpoints = Checkpoints(doors.connection, doors.settings.centre)
    last = await checkpoints.last() if await checkpoints.look() else None
    return last.checkpoint.size if last and last.checkpoint else 0
