"""The auditor: every morning, each broken glass of the night gets its verdict."""

from datetime import timedelta

from domain.dmp_access import commands as d
from domain.dmp_access.facts import Verdict
from simulators.chance import drawn
from simulators.wire import Refused
from simulators.world import Person

_MORNING = 9
_COMMENTS = {
    Verdict.JUSTIFIED: "Conditions réunies, motif clair, lecture limitée au nécessaire.",
    Verdict.TO_CLARIFY: "Le risque immédiat n'apparaît pas au dossier : à préciser avec le praticien.",
    Verdict.UNJUSTIFIED: "Le patient pouvait s'exprimer : accord à demander.",
}
_SHARES = {Verdict.JUSTIFIED: 85.0, Verdict.TO_CLARIFY: 10.0, Verdict.UNJUSTIFIED: 5.0}


async def auditor(person: Person) -> None:
    """Review at nine every morning of the night."""
    night = person.world.night
    morning = night.starts_at.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    while morning < night.ends_at:
        if morning > night.starts_at:
            await person.world.timeline.sleep_until(morning)
            await review(person)
        morning += timedelta(days=1)


async def review(person: Person) -> None:
    """Give a verdict on each broken glass that awaits one; the others wait for the next morning."""
    waiting, person.world.glass = person.world.glass, []
    if waiting:
        await _consult_trail(person)
    for access in waiting:
        await person.spend(240)
        verdict = drawn(person.rng, _SHARES)
        command = d.ReviewBreakGlass(access=access, verdict=verdict, comment=_COMMENTS[verdict])
        if await person.attempt(command) is None:
            person.world.glass.append(access)


async def _consult_trail(person: Person) -> None:
    try:
        await person.wire.read("/api/audit/accesses", object)
    except Refused as refused:
        person.world.tally.refusals[refused.reason] += 1
