"""An access once requested: the DMP's answer, documents, the end, notices, the review of a break-glass."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access.commands import ACCESS_LASTS
from domain.dmp_access.facts import RefusedBecause
from domain.dmp_access.refusals import (
    AccessNotOpen,
    AccessStillValid,
    AccessTimeIsUp,
    NotYourAccess,
)
from domain.dmp_access.states import (
    AwaitingReview,
    Closed,
    Refused,
    Requested,
    Reviewed,
)
from domain.fact import Actor
from domain.house import AnyCommand
from domain.vocabulary import Confidentiality, DmpMode
from tests.builders import (
    ADMIN,
    AUDITOR,
    COLLEAGUE,
    DOCTOR,
    MACHINE,
    NOW,
    NURSE,
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
    NORMAL,
    OPEN,
    OVER,
    REVOKE,
    refused,
)
from tests.spec import given

LATE = NOW + timedelta(seconds=ACCESS_LASTS)


def review_due(mode: DmpMode, ended_at: datetime) -> datetime | None:
    """Three days after the end of a break-glass."""
    return ended_at + timedelta(hours=72) if mode is GLASS else None


each_mode = pytest.mark.parametrize("mode", list(DmpMode), ids=lambda mode: mode.name)


@pytest.mark.parametrize("mode", [NORMAL, CENTRE], ids=lambda mode: mode.name)
def test_a_record_is_opened_for_half_an_hour(mode: DmpMode) -> None:
    granted = f.AccessGranted(
        call="C1",
        patient="P1",
        mode=mode,
        expires_at=NOW + timedelta(minutes=30),
        notices_due_at=None if mode is NORMAL else NOW + timedelta(hours=24),
    )
    given(ASKED[mode]).when(ANSWER, by=MACHINE).then(granted)


def test_a_broken_glass_keeps_its_reason() -> None:
    invoked = f.BreakGlassInvoked(
        call="C1",
        patient="P1",
        reason="inconscient, seul",
        expires_at=LATE,
        notices_due_at=NOW + timedelta(hours=24),
    )
    given(ASKED[GLASS]).when(ANSWER, by=MACHINE).then(invoked)


@pytest.mark.parametrize(
    ("mode", "answer"),
    [
        (CENTRE, replace(ANSWER, opposed_to_regulation_centre=True)),
        (GLASS, replace(ANSWER, opposed_to_break_glass=True)),
    ],
    ids=["regulation centre", "break-glass"],
)
def test_an_opposition_is_obeyed(mode: DmpMode, answer: c.DmpAnswer) -> None:
    given(ASKED[mode]).when(answer, by=MACHINE).then(refused(mode, RefusedBecause.PATIENT_OPPOSED))


@pytest.mark.parametrize(
    ("mode", "answer"),
    [
        (GLASS, replace(ANSWER, opposed_to_regulation_centre=True)),
        (CENTRE, replace(ANSWER, opposed_to_break_glass=True)),
        (NORMAL, replace(ANSWER, opposed_to_break_glass=True, opposed_to_regulation_centre=True)),
    ],
    ids=["break-glass", "regulation centre", "normal"],
)
def test_an_opposition_to_one_mode_is_none_to_another(mode: DmpMode, answer: c.DmpAnswer) -> None:
    assert isinstance(
        given(ASKED[mode]).when(answer, by=MACHINE).facts[0], f.AccessGranted | f.BreakGlassInvoked
    )


@each_mode
def test_a_blocked_professional_opens_nothing_in_any_mode(mode: DmpMode) -> None:
    answer = replace(ANSWER, professional_blocked=True)
    given(ASKED[mode]).when(answer, by=MACHINE).then(refused(mode, RefusedBecause.PROFESSIONAL_BLOCKED))


@each_mode
@pytest.mark.parametrize("why", [RefusedBecause.NO_RECORD, RefusedBecause.DMP_UNAVAILABLE])
def test_a_record_that_does_not_answer_is_not_opened(mode: DmpMode, why: RefusedBecause) -> None:
    given(ASKED[mode]).when(replace(ANSWER, failed=why), by=MACHINE).then(refused(mode, why))


@pytest.mark.parametrize("past", [*OPEN.values(), *OVER.values()], ids=lambda past: type(past.state).__name__)
def test_the_dmp_answers_once(past: Past) -> None:
    given(past).when(ANSWER, by=MACHINE).then_nothing()


@each_mode
def test_the_practitioner_reads_and_each_document_is_a_fact(mode: DmpMode) -> None:
    consulted = f.DocumentConsulted(document="D1", title="compte rendu")
    given(OPEN[mode].then(consulted)).when(CONSULT).then(consulted)


def test_the_confidentiality_of_a_document_is_kept() -> None:
    marks = frozenset({Confidentiality.RESTRICTED, Confidentiality.HIDDEN_FROM_PATIENT})
    consulted = f.DocumentConsulted(document="D1", title="compte rendu", confidentiality=marks)
    given(OPEN[CENTRE]).when(replace(CONSULT, confidentiality=marks)).then(consulted)


@each_mode
@pytest.mark.parametrize("after", [timedelta(0), timedelta(hours=1)])
def test_nothing_is_read_once_time_is_up(mode: DmpMode, after: timedelta) -> None:
    given(OPEN[mode]).when(CONSULT, at=LATE + after).then_refused(AccessTimeIsUp)


@each_mode
@pytest.mark.parametrize("command", [CONSULT, CLOSE], ids=["consult", "close"])
@pytest.mark.parametrize("by", [COLLEAGUE, NURSE], ids=lambda by: by.id)
def test_an_access_is_for_one_practitioner(mode: DmpMode, command: AnyCommand, by: Actor) -> None:
    given(OPEN[mode]).when(command, by=by).then_refused(NotYourAccess)


NOT_OPEN = [
    *ASKED.values(),
    *OVER.values(),
    an_access(Requested, refused(CENTRE, RefusedBecause.PATIENT_OPPOSED)),
    an_access(Reviewed, mode=GLASS),
]
not_open = pytest.mark.parametrize("past", NOT_OPEN, ids=lambda past: type(past.state).__name__)


@not_open
@pytest.mark.parametrize(
    ("command", "by"),
    [(CONSULT, DOCTOR), (CLOSE, DOCTOR), (REVOKE, AUDITOR)],
    ids=["consult", "close", "revoke"],
)
def test_what_is_not_open_is_neither_read_nor_ended(past: Past, command: AnyCommand, by: Actor) -> None:
    given(past).when(command, by=by).then_refused(AccessNotOpen)


@each_mode
def test_the_practitioner_closes(mode: DmpMode) -> None:
    given(OPEN[mode]).when(CLOSE).then(f.AccessClosed(review_due_at=review_due(mode, NOW)))


@each_mode
def test_an_access_expires(mode: DmpMode) -> None:
    given(OPEN[mode]).when(EXPIRE, by=MACHINE, at=LATE).then(
        f.AccessExpired(review_due_at=review_due(mode, LATE))
    )


@each_mode
def test_an_access_does_not_expire_before_its_time(mode: DmpMode) -> None:
    early = LATE - timedelta(seconds=1)
    given(OPEN[mode]).when(EXPIRE, by=MACHINE, at=early).then_refused(AccessStillValid)


@not_open
def test_the_deadline_of_what_is_not_open_is_nothing_new(past: Past) -> None:
    given(past).when(EXPIRE, by=MACHINE, at=LATE).then_nothing()


@each_mode
@pytest.mark.parametrize("by", [AUDITOR, ADMIN], ids=lambda by: by.role.name)
def test_an_auditor_or_an_administrator_revokes(mode: DmpMode, by: Actor) -> None:
    given(OPEN[mode]).when(REVOKE, by=by).then(
        f.AccessRevoked(why="hors cadre", review_due_at=review_due(mode, NOW))
    )


ENDS: list[f.DmpAccessFact] = [f.AccessClosed(), f.AccessExpired(), f.AccessRevoked(why="hors cadre")]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: type(end).__name__)
def test_every_end_of_a_break_glass_leads_to_a_review(end: f.DmpAccessFact) -> None:
    assert isinstance(OPEN[GLASS].then(end).state, AwaitingReview)
    assert isinstance(OPEN[CENTRE].then(end).state, Closed)


def test_a_refused_access_is_over() -> None:
    assert isinstance(ASKED[NORMAL].then(refused(NORMAL, RefusedBecause.NO_RECORD)).state, Refused)
