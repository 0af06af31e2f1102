"""After an access: notices, the review of a break-glass, and who may do what."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access.facts import Recipient, RefusedBecause, Verdict
from domain.dmp_access.notices import ATTEMPTS
from domain.dmp_access.refusals import (
    NothingToReview,
    ReviewOfOwnAccess,
)
from domain.dmp_access.states import (
    Reviewed,
)
from domain.fact import Actor
from domain.house import AnyCommand
from domain.refusals import NotFound, OutOfOrder, RoleNotAllowed
from domain.vocabulary import Role
from tests.builders import (
    ADMIN,
    ARM,
    AUDITOR,
    CALLER,
    DOCTOR,
    MACHINE,
    NOW,
    Past,
    an_access,
)
from tests.domain.accesses import (
    ANSWER,
    ASKED,
    CENTRE,
    CLOSE,
    CONSULT,
    EXPIRE,
    GLASS,
    OPEN,
    OVER,
    REVOKE,
    refused,
)
from tests.spec import given

NOTICE = c.RecordNotice(access="A1", recipient=Recipient.HOLDER, proof="mss-1")
FAIL_NOTICE = c.FailNotice(access="A1", recipient=Recipient.HOLDER, why="injoignable")
RETRY_NOTICE = c.RetryNotice(access="A1", recipient=Recipient.HOLDER)
SEARCH = c.RecordSearch(access="A1", count=2)
ASSESS = c.RecordAssessment(access="A1")
EXPLAIN = c.ExplainAccess(access="A1", words="inconscient à l'arrivée")
SETTLE = c.SettleReview(access="A1", verdict=Verdict.JUSTIFIED, comment="tranché")
MARK = c.MarkReviewOverdue(access="A1")
REVIEW = c.ReviewBreakGlass(access="A1", verdict=Verdict.JUSTIFIED, comment="vu")


@pytest.mark.parametrize("past", [*OPEN.values(), *OVER.values()], ids=lambda past: type(past.state).__name__)
@pytest.mark.parametrize("recipient", list(Recipient))
def test_a_notice_handed_over_is_proved_once(past: Past, recipient: Recipient) -> None:
    informed = f.PatientInformed(recipient=recipient, proof="mss-1")
    command = replace(NOTICE, recipient=recipient)
    given(past).when(command, by=MACHINE).then(informed)
    given(past.then(informed)).when(command, by=MACHINE).then_nothing()


def test_a_notice_not_handed_over_is_still_due() -> None:
    failed = f.NoticeFailed(
        recipient=Recipient.HOLDER, why="injoignable", retry_at=NOW + timedelta(minutes=15)
    )
    given(OPEN[GLASS]).when(FAIL_NOTICE, by=MACHINE).then(failed)
    given(OPEN[GLASS].then(failed)).when(NOTICE, by=MACHINE).then(
        f.PatientInformed(recipient=Recipient.HOLDER, proof="mss-1")
    )


def test_a_failure_after_the_notice_is_nothing_new() -> None:
    past = OPEN[GLASS].then(f.PatientInformed(recipient=Recipient.HOLDER, proof="mss-1"))
    given(past).when(FAIL_NOTICE, by=MACHINE).then_nothing()


def test_a_failed_notice_is_tried_again_at_growing_intervals_then_by_hand() -> None:
    past = OPEN[GLASS]
    for attempt in range(1, ATTEMPTS + 1):
        retry_at = NOW + timedelta(minutes=15 * 2 ** (attempt - 1)) if attempt < ATTEMPTS else None
        failed = f.NoticeFailed(
            recipient=Recipient.HOLDER, why="injoignable", attempt=attempt, retry_at=retry_at
        )
        given(past).when(FAIL_NOTICE, by=MACHINE).then(failed)
        past = past.then(failed)
    retried = f.NoticeRetried(call="C1", patient="P1", mode=GLASS, recipient=Recipient.HOLDER)
    given(past).when(RETRY_NOTICE, by=AUDITOR).then(retried)


@pytest.mark.parametrize(
    "past",
    [OPEN[GLASS], OPEN[GLASS].then(f.PatientInformed(recipient=Recipient.HOLDER, proof="mss-1"))],
    ids=["under way", "handed over"],
)
def test_a_notice_that_has_not_failed_is_not_tried_again(past: Past) -> None:
    given(past).when(RETRY_NOTICE, by=MACHINE).then_nothing()


@pytest.mark.parametrize(
    "past",
    [ASKED[CENTRE], ASKED[CENTRE].then(refused(CENTRE, RefusedBecause.NO_RECORD))],
    ids=["asked", "refused"],
)
@pytest.mark.parametrize(
    "command", [NOTICE, FAIL_NOTICE, RETRY_NOTICE], ids=["handed over", "failed", "again"]
)
def test_nobody_is_told_of_what_was_not_opened(past: Past, command: AnyCommand) -> None:
    given(past).when(command, by=MACHINE).then_refused(OutOfOrder)


def test_nobody_reviews_their_own_break_glass() -> None:
    myself = Actor(Role.AUDITOR, DOCTOR.id)
    given(OVER[GLASS]).when(REVIEW, by=myself).then_refused(ReviewOfOwnAccess)


@pytest.mark.parametrize(
    "past",
    [OPEN[GLASS], OPEN[CENTRE], OVER[CENTRE], ASKED[GLASS], an_access(Reviewed, mode=GLASS)],
    ids=lambda past: type(past.state).__name__,
)
def test_only_a_break_glass_that_has_ended_is_reviewed(past: Past) -> None:
    given(past).when(REVIEW, by=AUDITOR).then_refused(NothingToReview)


AFTER: list[tuple[AnyCommand, Actor, Actor]] = [
    (ANSWER, MACHINE, DOCTOR),
    (CONSULT, DOCTOR, ARM),
    (CLOSE, DOCTOR, ARM),
    (EXPIRE, MACHINE, DOCTOR),
    (REVOKE, AUDITOR, DOCTOR),
    (NOTICE, MACHINE, DOCTOR),
    (FAIL_NOTICE, MACHINE, CALLER),
    (RETRY_NOTICE, MACHINE, DOCTOR),
    (SEARCH, DOCTOR, ARM),
    (ASSESS, MACHINE, AUDITOR),
    (REVIEW, AUDITOR, ADMIN),
    (EXPLAIN, DOCTOR, AUDITOR),
    (SETTLE, AUDITOR, DOCTOR),
    (MARK, MACHINE, AUDITOR),
]
after = pytest.mark.parametrize(
    ("command", "by", "stranger"), AFTER, ids=[type(command).__name__ for command, _, _ in AFTER]
)


@after
def test_an_unknown_access_does_not_move(command: AnyCommand, by: Actor, stranger: Actor) -> None:
    given().when(command, by=by).then_refused(NotFound)


@after
def test_each_act_has_its_roles(command: AnyCommand, by: Actor, stranger: Actor) -> None:
    given(OPEN[GLASS]).when(command, by=stranger).then_refused(RoleNotAllowed)
