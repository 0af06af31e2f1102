"""The auditors: every morning, each broken glass of the night gets its verdict, from two of them where one
is not enough; where they disagree a third settles."""

from collections.abc import Sequence
from datetime import timedelta

from domain.dmp_access import commands as d
from domain.dmp_access.words import Verdict
from simulators.chance import drawn
from simulators.wire import Outcome, Refused
from simulators.world import Person

AUDITORS = {"audit-01": "Auditrice", "audit-02": "Auditeur relecteur", "audit-03": "Auditrice référente"}
FIRST_READER = "audit-01"

_MORNING = 9
_COMMENTS = {
    Verdict.JUSTIFIED: "Conditions réunies, motif clair, lecture limitée au nécessaire.",
    Verdict.TO_CLARIFY: "Le risque immédiat n'apparaît pas au dossier : à préciser avec le praticien.",
    Verdict.UNJUSTIFIED: "Le patient pouvait s'exprimer : accord à demander.",
}
_SHARES = {Verdict.JUSTIFIED: 85.0, Verdict.TO_CLARIFY: 10.0, Verdict.UNJUSTIFIED: 5.0}
_FINAL = {Verdict.JUSTIFIED: 90.0, Verdict.UNJUSTIFIED: 10.0}
_AGREEING = 0.8
_ANSWER = "Patient inconscient à l'arrivée de l'équipe, aucun proche présent : voir les notes du dossier."
_OVER = "dmp-access.review-concluded"
_DISPUTED = "dmp-access.review-disputed"


async def auditor(person: Person, others: Sequence[Person]) -> None:
    """Review at nine every morning of the night; `others` are a second reader and who settles."""
    night = person.world.night
    morning = night.starts_at.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    while morning < night.ends_at:
        if morning > night.starts_at:
            await person.world.timeline.sleep_until(morning)
            await review(person, others)
        morning += timedelta(days=1)


async def review(person: Person, others: Sequence[Person]) -> None:
    """Bring each broken glass to its verdict; those that do not await one yet wait for the next morning."""
    waiting, person.world.glass = person.world.glass, []
    if waiting:
        await _consult_trail(person)
    for access, practitioner in waiting:
        if not await _reviewed(access, practitioner, person, others):
            person.world.glass.append((access, practitioner))


async def _reviewed(access: str, practitioner: Person, first: Person, others: Sequence[Person]) -> bool:
    second, third = others
    verdict = drawn(first.rng, _SHARES)
    outcome = await _read(first, access, verdict)
    if outcome is None:
        return False
    if verdict is Verdict.TO_CLARIFY:
        await practitioner.attempt(d.ExplainAccess(access=access, words=_ANSWER))
        verdict = drawn(first.rng, _FINAL)
        outcome = await _read(first, access, verdict)
    if outcome is not None and _OVER not in outcome.tags:
        agrees = second.rng.random() < _AGREEING
        outcome = await _read(second, access, verdict if agrees else _other(verdict))
    if outcome is not None and _DISPUTED in outcome.tags:
        await third.spend(240)
        settled = d.SettleReview(access=access, verdict=verdict, comment=_COMMENTS[verdict])
        outcome = await third.attempt(settled)
    return outcome is not None and _OVER in outcome.tags


async def _read(reader: Person, access: str, verdict: Verdict) -> Outcome | None:
    await reader.spend(240)
    return await reader.attempt(
        d.ReviewBreakGlass(access=access, verdict=verdict, comment=_COMMENTS[verdict])
    )


def _other(verdict: Verdict) -> Verdict:
    return Verdict.UNJUSTIFIED if verdict is Verdict.JUSTIFIED else Verdict.JUSTIFIED


async def _consult_trail(person: Person) -> None:
    try:
        await person.wire.read("/api/audit/accesses", object)
    except Refused as refused:
        person.world.tally.refusals[refused.reason] += 1
