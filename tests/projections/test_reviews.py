"""The review queue and what the trail keeps of continuations, searches, notices and readings, by examples."""

from collections.abc import Sequence
from datetime import timedelta

from domain.dmp_access import facts as d
from domain.dmp_access.words import Flag, UnusualRule, Verdict
from domain.fact import Fact
from domain.vocabulary import Confidentiality, DmpMode
from eventlog.tables import TableStore
from projections.audit_queries import AccessFilter
from projections.reviews import ReviewItem, review_queue
from tests.builders import AUDITOR, DOCTOR, INS, MACHINE, NOW
from tests.projections.telling import Telling
from tests.projections.test_audit_trail import ACCESS, broken_glass, requested, trail

DUE = NOW + timedelta(hours=72)
FLAG = Flag(rule=UnusualRule.VOLUME, seen=14, threshold=10)
YES, NO, ASK = Verdict.JUSTIFIED, Verdict.UNJUSTIFIED, Verdict.TO_CLARIFY


def read(verdict: Verdict, reading: int, reader: str) -> d.BreakGlassReviewed:
    return d.BreakGlassReviewed(verdict=verdict, comment="vu", reading=reading, reader=reader)


def ended(told: Telling, name: str, hours: int, *after: Fact) -> Telling:
    """A break-glass whose review is due in so many hours."""
    broken_glass(told, name)
    told.tell(ACCESS, name, d.AccessClosed(review_due_at=NOW + timedelta(hours=hours)))
    for fact in after:
        told.tell(ACCESS, name, fact, by=AUDITOR)
    return told


async def queue(tables: TableStore, told: Telling) -> Sequence[ReviewItem]:
    await trail(tables, told)
    return await review_queue(tables, NOW + timedelta(hours=48))


async def test_the_queue_has_what_awaits_a_verdict_the_most_urgent_first(tables: TableStore) -> None:
    told = ended(Telling(), "A1", 72)
    ended(told, "A2", 24, read(NO, 1, AUDITOR.id))
    ended(told, "A3", 60, read(YES, 1, "aud-2"), d.ReviewConcluded(verdict=YES))
    broken_glass(told, "A4")
    first, second = await queue(tables, told)
    assert (first.access, first.step, first.overdue) == ("A2", "second-reading", True)
    assert first.readers == (AUDITOR.id,)
    assert (second.access, second.step, second.overdue) == ("A1", "first-reading", False)


async def test_an_unusual_access_of_any_mode_is_in_the_queue(tables: TableStore) -> None:
    told = Telling()
    granted = d.AccessGranted(call="C1", patient="P1", mode=DmpMode.REGULATION_CENTRE, expires_at=DUE)
    for name, flags in (("A1", (FLAG,)), ("A2", ())):
        for fact in (requested(), granted, d.AccessClosed()):
            told.tell(ACCESS, name, fact)
        assessed = d.AccessAssessed(flags=flags, policy="abc", review_due_at=DUE if flags else None)
        told.tell(ACCESS, name, assessed, by=MACHINE)
    [item] = await queue(tables, told)
    assert (item.access, item.flags, item.due_at) == ("A1", (FLAG,), DUE)
    [flagged] = await trail(tables, told, AccessFilter(flagged=True))
    assert (flagged.access, flagged.policy, flagged.to_review) == ("A1", "abc", True)
    assert [each.access for each in await trail(tables, told, AccessFilter(flagged=False))] == ["A2"]


async def test_a_question_a_dispute_and_its_end_are_told(tables: TableStore) -> None:
    told = ended(Telling(), "A1", 72, read(ASK, 1, AUDITOR.id))
    [item] = await queue(tables, told)
    assert item.question_open
    told.tell(ACCESS, "A1", d.AccessExplained(words="inconscient"))
    for fact in (read(YES, 1, "aud-1"), read(NO, 2, "aud-2"), d.ReviewDisputed(first=YES, second=NO)):
        told.tell(ACCESS, "A1", fact, by=AUDITOR)
    told.tell(ACCESS, "A1", d.ReviewOverdue(due_at=DUE), by=MACHINE)
    [item] = await queue(tables, told)
    assert (item.step, item.question_open) == ("disputed", False)
    told.tell(ACCESS, "A1", d.ReviewSettled(verdict=NO, comment="tranché"), by=AUDITOR)
    told.tell(ACCESS, "A1", d.ReviewConcluded(verdict=NO), by=AUDITOR)
    assert await queue(tables, told) == []
    [found] = await trail(tables, told, AccessFilter(verdict=NO, to_review=False))
    assert [(each.reading, each.verdict) for each in found.reviews] == [(1, ASK), (1, YES), (2, NO), (3, NO)]
    assert found.review_overdue_at is not None
    assert [each.words for each in found.steps if each.words] == ["inconscient"]


async def test_a_continuation_and_a_search_are_told(tables: TableStore) -> None:
    told = broken_glass(Telling())
    asked = d.ContinuationRequested(
        call="C1", patient="P1", mode=DmpMode.BREAK_GLASS, practitioner=DOCTOR, ins=INS, reason="encore"
    )
    told.tell(ACCESS, "A1", asked)
    told.tell(ACCESS, "A1", d.AccessContinued(expires_at=DUE), by=MACHINE)
    codes = frozenset({Confidentiality.NORMAL})
    told.tell(ACCESS, "A1", d.DocumentsSearched(count=2, hidden=1, confidentiality=codes))
    told.tell(ACCESS, "A1", d.DocumentRefused(document="D9", why=d.DocumentRefusedBecause.MASKED))
    [found] = await trail(tables, told)
    assert found.expires_at == DUE
    asked_again, continued, searched, refused = found.steps
    assert (asked_again.words, continued.until) == ("encore", DUE)
    assert (searched.shown, searched.hidden, searched.confidentiality) == (2, 1, (Confidentiality.NORMAL,))
    assert (refused.document, refused.why) == ("D9", "masked")


async def test_a_notice_is_overdue_until_its_proof(tables: TableStore) -> None:
    told = Telling()
    told.tell(ACCESS, "A1", requested())
    granted = d.AccessGranted(
        call="C1", patient="P1", mode=DmpMode.REGULATION_CENTRE, expires_at=DUE, notices_due_at=DUE
    )
    told.tell(ACCESS, "A1", granted, by=MACHINE)
    failed = d.NoticeFailed(recipient=d.Recipient.HOLDER, why="injoignable", attempt=2, retry_at=DUE)
    told.tell(ACCESS, "A1", failed, by=MACHINE)
    [found] = await trail(tables, told)
    notices = {each.recipient: each for each in found.notices}
    holder = notices[d.Recipient.HOLDER]
    assert (holder.state, holder.due_at, holder.attempts, holder.retry_at) == ("failed", DUE, 2, DUE)
    assert [each.overdue(DUE) for each in notices.values()] == [True, True]
    assert not holder.overdue(DUE - timedelta(seconds=1))
    told.tell(ACCESS, "A1", d.PatientInformed(recipient=d.Recipient.HOLDER, proof="mss-1"), by=MACHINE)
    [found] = await trail(tables, told)
    holder = {each.recipient: each for each in found.notices}[d.Recipient.HOLDER]
    assert (holder.state, holder.proof, holder.attempts, holder.overdue(DUE)) == ("sent", "mss-1", 2, False)
