"""The readings of an access: one where all is plain, two elsewhere, a third person where they disagree."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access.refusals import (
    FinalVerdictNeeded,
    NothingToExplain,
    NothingToReview,
    NothingToSettle,
    NotYourAccess,
    ReviewNotDueYet,
    ReviewOfOwnAccess,
    SecondReaderNeeded,
)
from domain.dmp_access.states import (
    AwaitingReview,
    AwaitingSecondReading,
    Closed,
    Disputed,
    Open,
    OpenByBreakGlass,
    Refused,
    Requested,
    Reviewed,
)
from domain.dmp_access.words import Flag, RefusedBecause, UnusualRule, Verdict
from domain.fact import Actor
from domain.refusals import OutOfOrder
from domain.vocabulary import Role
from tests.builders import AUDITOR, DOCTOR, MACHINE, NOW, NURSE, Past, an_access
from tests.domain.accesses import CENTRE, GLASS, refused
from tests.spec import given

SECOND, THIRD = Actor(Role.AUDITOR, "aud-2"), Actor(Role.AUDITOR, "aud-3")
YES, NO, ASK = Verdict.JUSTIFIED, Verdict.UNJUSTIFIED, Verdict.TO_CLARIFY
FLAGGED = (Flag(rule=UnusualRule.VOLUME, seen=14, threshold=10),)
DUE = NOW + timedelta(hours=72)

OVER = an_access(OpenByBreakGlass, f.AccessClosed(review_due_at=DUE), mode=GLASS)
PLAIN = OVER.then(f.AccessAssessed())
DOUBTFUL = OVER.then(f.AccessAssessed(flags=FLAGGED))
RETRIEVED = an_access(Closed)


def review(verdict: Verdict) -> c.ReviewBreakGlass:
    return c.ReviewBreakGlass(access="A1", verdict=verdict, comment="vu")


def read(verdict: Verdict, reading: int = 1, by: Actor = AUDITOR) -> f.BreakGlassReviewed:
    return f.BreakGlassReviewed(verdict=verdict, comment="vu", reading=reading, reader=by.id)


ONCE = {verdict: DOUBTFUL.then(read(verdict)) for verdict in (YES, NO)}
DISPUTED = ONCE[YES].then(read(NO, 2, SECOND), f.ReviewDisputed(first=YES, second=NO))
ASKED = PLAIN.then(read(ASK))
SETTLE = c.SettleReview(access="A1", verdict=YES, comment="tranché")
EXPLAIN = c.ExplainAccess(access="A1", words="inconscient à l'arrivée")
MARK = c.MarkReviewOverdue(access="A1")


def test_one_reader_ends_the_review_of_a_plain_access() -> None:
    given(PLAIN).when(review(YES), by=AUDITOR).then(read(YES), f.ReviewConcluded(verdict=YES))


@pytest.mark.parametrize(
    ("past", "verdict"),
    [(PLAIN, NO), (DOUBTFUL, YES), (OVER, YES), (ASKED, YES)],
    ids=["unjustified", "flagged", "rules not asked yet", "a question was asked"],
)
def test_anything_else_needs_a_second_reader(past: Past, verdict: Verdict) -> None:
    given(past).when(review(verdict), by=AUDITOR).then(read(verdict))
    assert isinstance(past.then(read(verdict)).state, AwaitingSecondReading)


@pytest.mark.parametrize("verdict", [YES, NO])
def test_two_persons_of_one_verdict_end_the_review(verdict: Verdict) -> None:
    past, second = ONCE[verdict], read(verdict, 2, SECOND)
    given(past).when(review(verdict), by=SECOND).then(second, f.ReviewConcluded(verdict=verdict))
    assert isinstance(past.then(second, f.ReviewConcluded(verdict=verdict)).state, Reviewed)


@pytest.mark.parametrize(("first", "second"), [(YES, NO), (NO, YES)])
def test_two_verdicts_are_a_dispute(first: Verdict, second: Verdict) -> None:
    disputed = f.ReviewDisputed(first=first, second=second)
    given(ONCE[first]).when(review(second), by=SECOND).then(read(second, 2, SECOND), disputed)
    assert isinstance(ONCE[first].then(read(second, 2, SECOND), disputed).state, Disputed)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_second_reader_is_another_person(verdict: Verdict) -> None:
    given(ONCE[YES]).when(review(verdict), by=AUDITOR).then_refused(SecondReaderNeeded)


@pytest.mark.parametrize("past", [PLAIN, ONCE[YES]], ids=["first", "second"])
def test_the_practitioner_reads_nothing_of_their_own(past: Past) -> None:
    myself = Actor(Role.AUDITOR, DOCTOR.id)
    given(past).when(review(YES), by=myself).then_refused(ReviewOfOwnAccess)


@pytest.mark.parametrize("past", [PLAIN, ONCE[NO]], ids=["first", "second"])
def test_a_question_is_never_an_end(past: Past) -> None:
    by, number = (AUDITOR, 1) if past is PLAIN else (SECOND, 2)
    asked = read(ASK, number, by)
    given(past).when(review(ASK), by=by).then(asked)
    assert type(past.then(asked).state) is type(past.state)


def test_a_third_person_settles() -> None:
    settled = f.ReviewSettled(verdict=YES, comment="tranché")
    given(DISPUTED).when(SETTLE, by=THIRD).then(settled, f.ReviewConcluded(verdict=YES))


@pytest.mark.parametrize("by", [AUDITOR, SECOND], ids=lambda by: by.id)
def test_a_reader_does_not_settle_their_own_dispute(by: Actor) -> None:
    given(DISPUTED).when(SETTLE, by=by).then_refused(SecondReaderNeeded)


def test_the_practitioner_does_not_settle() -> None:
    given(DISPUTED).when(SETTLE, by=Actor(Role.AUDITOR, DOCTOR.id)).then_refused(ReviewOfOwnAccess)


def test_a_dispute_is_not_settled_by_a_question() -> None:
    given(DISPUTED).when(replace(SETTLE, verdict=ASK), by=THIRD).then_refused(FinalVerdictNeeded)


@pytest.mark.parametrize("past", [PLAIN, ONCE[YES], RETRIEVED], ids=["unread", "read once", "no review"])
def test_only_a_dispute_is_settled(past: Past) -> None:
    given(past).when(SETTLE, by=THIRD).then_refused(NothingToSettle)


def test_a_dispute_is_not_read_again() -> None:
    given(DISPUTED).when(review(YES), by=THIRD).then_refused(NothingToReview)


@pytest.mark.parametrize("past", [ASKED, ONCE[YES].then(read(ASK, 2, SECOND))], ids=["first", "second"])
def test_the_practitioner_answers_a_question_once(past: Past) -> None:
    explained = f.AccessExplained(words="inconscient à l'arrivée")
    given(past).when(EXPLAIN, by=DOCTOR).then(explained)
    given(past.then(explained)).when(EXPLAIN, by=DOCTOR).then_refused(NothingToExplain)


def test_only_the_practitioner_answers() -> None:
    given(ASKED).when(EXPLAIN, by=NURSE).then_refused(NotYourAccess)


@pytest.mark.parametrize("past", [PLAIN, RETRIEVED], ids=["no question", "no review"])
def test_nothing_is_answered_that_was_not_asked(past: Past) -> None:
    given(past).when(EXPLAIN, by=DOCTOR).then_refused(NothingToExplain)


@pytest.mark.parametrize("past", [PLAIN, ONCE[YES], DISPUTED], ids=["unread", "read once", "disputed"])
def test_a_late_review_is_a_fact_once(past: Past) -> None:
    overdue = f.ReviewOverdue(due_at=DUE)
    given(past).when(MARK, by=MACHINE, at=DUE).then(overdue)
    given(past.then(overdue)).when(MARK, by=MACHINE, at=DUE).then_nothing()


def test_a_review_is_not_late_before_its_time() -> None:
    given(PLAIN).when(MARK, by=MACHINE, at=DUE - timedelta(seconds=1)).then_refused(ReviewNotDueYet)


@pytest.mark.parametrize("past", [RETRIEVED, an_access(Reviewed, mode=GLASS)], ids=["none", "over"])
def test_what_is_not_in_review_is_not_late(past: Past) -> None:
    given(past).when(MARK, by=MACHINE, at=DUE).then_nothing()


@pytest.mark.parametrize("flags", [(), FLAGGED], ids=["quiet", "flagged"])
def test_what_the_rules_say_is_recorded_once(flags: tuple[Flag, ...]) -> None:
    command, assessed = c.RecordAssessment(access="A1", flags=flags), f.AccessAssessed(flags=flags)
    given(OVER).when(command, by=MACHINE).then(assessed)
    given(OVER.then(assessed)).when(command, by=MACHINE).then_nothing()


def test_an_unusual_access_of_any_mode_is_reviewed() -> None:
    command = c.RecordAssessment(access="A1", flags=FLAGGED)
    assessed = f.AccessAssessed(flags=FLAGGED, review_due_at=DUE)
    given(RETRIEVED).when(command, by=MACHINE).then(assessed)
    assert isinstance(RETRIEVED.then(assessed).state, AwaitingReview)
    assert isinstance(RETRIEVED.then(f.AccessAssessed()).state, Closed)


def test_a_refused_attempt_keeps_its_flags_and_is_not_reviewed() -> None:
    past = an_access(Requested, refused(CENTRE, RefusedBecause.NO_RECORD))
    flagged = c.RecordAssessment(access="A1", flags=FLAGGED)
    given(past).when(c.RecordAssessment(access="A1"), by=MACHINE).then_nothing()
    given(past).when(flagged, by=MACHINE).then(f.AccessAssessed(flags=FLAGGED))
    assert isinstance(past.then(f.AccessAssessed(flags=FLAGGED)).state, Refused)


def test_what_the_dmp_has_not_answered_is_not_assessed() -> None:
    given(an_access(Requested)).when(c.RecordAssessment(access="A1"), by=MACHINE).then_refused(OutOfOrder)


def test_an_access_flagged_while_open_is_reviewed_once_it_ends() -> None:
    past = an_access(Open, f.AccessAssessed(flags=FLAGGED))
    closed = f.AccessClosed(review_due_at=DUE)
    given(past).when(c.CloseAccess(access="A1")).then(closed)
    assert isinstance(past.then(closed).state, AwaitingReview)


@pytest.mark.parametrize(("verdict", "state"), [(YES, Reviewed), (NO, Reviewed), (ASK, AwaitingReview)])
def test_a_verdict_of_before_second_readings_still_decides(verdict: Verdict, state: type) -> None:
    old = f.BreakGlassReviewed(verdict=verdict, comment="vu")
    assert isinstance(an_access(OpenByBreakGlass, f.AccessClosed(), old, mode=GLASS).state, state)
