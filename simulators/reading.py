"""Opening a shared record: asking, waiting for the answer, reading, closing. The glass is broken seldom."""

import msgspec

from domain.dmp_access import commands as d
from domain.dmp_access.facts import Attestation
from domain.vocabulary import DmpMode
from simulators.arrivals import PlannedCall
from simulators.wire import Refused
from simulators.world import Person

REASONS = (
    "Patient inconscient, traitement inconnu, aucun proche joignable",
    "Ne peut s'exprimer, suspicion d'accident vasculaire, recherche d'anticoagulants",
    "Détresse respiratoire, antécédents à connaître avant l'arrivée du SMUR",
)


class Listed(msgspec.Struct, frozen=True):
    """One document of a list, as far as a reader looks."""

    id: str


class Documents(msgspec.Struct, frozen=True):
    documents: tuple[Listed, ...] = ()


_ANSWER_WITHIN = 6
_ANSWER_EVERY = 5.0


async def consult(person: Person, call: PlannedCall, mode: DmpMode) -> None:
    """A doctor of the room opens the record of the patient of `call`, where it lets them."""
    access = await request(person, call.id, call.patient, mode)
    if access is None:
        return
    for _ in range(_ANSWER_WITHIN):
        await person.spend(_ANSWER_EVERY, 0.1)
        row = (await person.board()).board.accesses.get(access)
        if row is None:
            return
        if row.state == "open":
            await read(person, access, mode)
            return


async def request(person: Person, call: str, patient: str, mode: DmpMode) -> str | None:
    """Ask for an access: its identifier where the rules of the house allow the attempt."""
    access = person.world.numbered(f"{call}-d")
    broken = mode is DmpMode.BREAK_GLASS
    asked = d.RequestAccess(
        access=access,
        call=call,
        patient=patient,
        mode=mode,
        attestation=Attestation(
            cannot_express_will=broken, immediate_risk=broken, patient_agrees=mode is DmpMode.NORMAL
        ),
        reason=person.rng.choice(REASONS) if broken else None,
    )
    outcome = await person.attempt(asked)
    return access if outcome is not None and "dmp-access.requested" in outcome.tags else None


async def read(person: Person, access: str, mode: DmpMode) -> None:
    """Read some documents of an open access, as the house lists them, and close it."""
    if mode is DmpMode.BREAK_GLASS:
        person.world.tally.break_glass += 1
        person.world.glass.append((access, person))
    where = f"/api/dmp-accesses/{access}/documents"
    try:
        listed = (await person.wire.read(where, Documents)).documents
        for document in listed[: person.rng.randint(1, 3)]:
            await person.wire.fetch(f"{where}/{document.id}")
            await person.spend(30)
    except Refused as refused:
        person.world.tally.refusals[refused.reason] += 1
    await person.attempt(d.CloseAccess(access=access))
