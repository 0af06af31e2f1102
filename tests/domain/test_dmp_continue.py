"""More time on an open access: every rule is asked again. And documents: what is found, shown, held back."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access.facts import Attestation, DocumentRefusedBecause, RefusedBecause
from domain.dmp_access.refusals import AccessNotOpen, AccessTimeIsUp, AnotherCall, NotYourAccess
from domain.dmp_access.states import AwaitingReview, Closed, Open, OpenByBreakGlass
from domain.fact import Actor
from domain.refusals import NotFound, RoleNotAllowed
from domain.regulation_call.states import Completed, InRegulation
from domain.shared_record import NotReadBecause
from domain.vocabulary import Confidentiality, DmpMode
from tests.builders import ARM, AUDITOR, COLLEAGUE, DOCTOR, INS, MACHINE, NOW, NURSE, Past, a_call
from tests.domain.accesses import ANSWER, ASKED, CENTRE, CONSULT, EXPIRE, GLASS, NORMAL, OPEN, OVER
from tests.spec import given

CALL = a_call(InRegulation)
END = NOW + timedelta(minutes=30)
CLAIMS = {
    NORMAL: c.ContinueAccess(access="A1", call="C1", attestation=Attestation(patient_agrees=True)),
    CENTRE: c.ContinueAccess(access="A1", call="C1"),
    GLASS: c.ContinueAccess(
        access="A1",
        call="C1",
        attestation=Attestation(cannot_express_will=True, immediate_risk=True),
        reason="toujours inconscient",
    ),
}
SEARCH = c.RecordSearch(access="A1", count=3, hidden=1, confidentiality=frozenset({Confidentiality.NORMAL}))
MASKED = replace(CONSULT, confidentiality=frozenset({Confidentiality.MASKED_FROM_PROFESSIONALS}))
each_mode = pytest.mark.parametrize("mode", list(DmpMode), ids=lambda mode: mode.name)


def asked(mode: DmpMode) -> f.ContinuationRequested:
    claim = CLAIMS[mode]
    return f.ContinuationRequested(
        call="C1",
        patient="P1",
        mode=mode,
        practitioner=DOCTOR,
        ins=INS,
        attestation=claim.attestation,
        reason=claim.reason,
    )


@each_mode
def test_the_dmp_is_asked_again(mode: DmpMode) -> None:
    given(CALL, OPEN[mode]).when(CLAIMS[mode]).then(asked(mode))


@each_mode
def test_a_continuation_lasts_as_long_as_an_access(mode: DmpMode) -> None:
    past, later = OPEN[mode].then(asked(mode)), NOW + timedelta(minutes=20)
    continued = f.AccessContinued(expires_at=later + timedelta(minutes=10))
    given(past).when(replace(ANSWER, lasts=600), by=MACHINE, at=later).then(continued)
    assert past.then(continued).state.expires_at == later + timedelta(minutes=10)


@each_mode
def test_it_is_asked_before_the_end_by_the_practitioner(mode: DmpMode) -> None:
    given(CALL, OPEN[mode]).when(CLAIMS[mode], at=END).then_refused(AccessTimeIsUp)
    given(CALL, OPEN[mode]).when(CLAIMS[mode], by=COLLEAGUE).then_refused(NotYourAccess)
    given(CALL, OPEN[mode]).when(CLAIMS[mode], by=ARM).then_refused(RoleNotAllowed)


@each_mode
def test_what_is_not_open_is_not_continued(mode: DmpMode) -> None:
    given(CALL, ASKED[mode]).when(CLAIMS[mode]).then_refused(AccessNotOpen)
    given(CALL, OVER[mode]).when(CLAIMS[mode]).then_refused(AccessNotOpen)
    given(CALL).when(CLAIMS[mode]).then_refused(NotFound)


def test_an_access_goes_on_for_its_own_call_only() -> None:
    given(a_call(InRegulation, name="C2"), OPEN[CENTRE]).when(
        replace(CLAIMS[CENTRE], call="C2")
    ).then_refused(AnotherCall)


def test_it_is_asked_once_at_a_time() -> None:
    given(CALL, OPEN[CENTRE].then(asked(CENTRE))).when(CLAIMS[CENTRE]).then_nothing()


@pytest.mark.parametrize(
    ("mode", "claim", "call", "why"),
    [
        (CENTRE, CLAIMS[CENTRE], a_call(Completed), RefusedBecause.CALL_NOT_OPEN),
        (NORMAL, CLAIMS[CENTRE], CALL, RefusedBecause.CONSENT_NOT_ATTESTED),
        (GLASS, CLAIMS[CENTRE], CALL, RefusedBecause.CONDITIONS_NOT_ATTESTED),
        (GLASS, replace(CLAIMS[GLASS], reason=None), CALL, RefusedBecause.REASON_MISSING),
    ],
    ids=["call over", "no agreement", "no condition", "no reason"],
)
def test_a_rule_that_no_longer_holds_refuses_by_a_fact(
    mode: DmpMode, claim: c.ContinueAccess, call: Past, why: RefusedBecause
) -> None:
    refused = f.ContinuationRefused(why=why, attestation=claim.attestation, reason=claim.reason)
    given(call, OPEN[mode]).when(claim).then(refused)
    state = OPEN[mode].then(refused).state
    assert isinstance(state, Open | OpenByBreakGlass)
    assert state.expires_at == END


@pytest.mark.parametrize(
    ("mode", "answer", "why"),
    [
        (CENTRE, replace(ANSWER, opposed_to_regulation_centre=True), RefusedBecause.PATIENT_OPPOSED),
        (GLASS, replace(ANSWER, opposed_to_break_glass=True), RefusedBecause.PATIENT_OPPOSED),
        (NORMAL, replace(ANSWER, professional_blocked=True), RefusedBecause.PROFESSIONAL_BLOCKED),
    ],
    ids=["regulation centre", "break-glass", "blocked"],
)
def test_an_opposition_learnt_on_the_way_ends_the_access_at_once(
    mode: DmpMode, answer: c.DmpAnswer, why: RefusedBecause
) -> None:
    past, claim = OPEN[mode].then(asked(mode)), CLAIMS[mode]
    refused = f.ContinuationRefused(why=why, attestation=claim.attestation, reason=claim.reason)
    due_at = NOW + timedelta(hours=72) if mode is GLASS else None
    revoked = f.AccessRevoked(why=why, review_due_at=due_at)
    given(past).when(answer, by=MACHINE).then(refused, revoked)
    assert isinstance(past.then(refused, revoked).state, AwaitingReview if mode is GLASS else Closed)


def test_a_dmp_that_does_not_answer_leaves_the_end_where_it_is() -> None:
    past = OPEN[CENTRE].then(asked(CENTRE))
    answer = replace(ANSWER, failed=RefusedBecause.DMP_UNAVAILABLE)
    given(past).when(answer, by=MACHINE).then(f.ContinuationRefused(why=RefusedBecause.DMP_UNAVAILABLE))


def test_an_answer_that_comes_too_late_does_not_open_again() -> None:
    past = OPEN[CENTRE].then(asked(CENTRE))
    given(past).when(ANSWER, by=MACHINE, at=END).then_nothing()
    given(past).when(EXPIRE, by=MACHINE, at=END).then(f.AccessExpired())


@each_mode
def test_a_search_is_a_fact_with_what_it_found(mode: DmpMode) -> None:
    found = f.DocumentsSearched(count=3, hidden=1, confidentiality=frozenset({Confidentiality.NORMAL}))
    given(OPEN[mode]).when(SEARCH).then(found)


@pytest.mark.parametrize("by", [COLLEAGUE, NURSE], ids=lambda by: by.id)
def test_a_search_is_for_the_practitioner_while_it_is_open(by: Actor) -> None:
    given(OPEN[CENTRE]).when(SEARCH, by=by).then_refused(NotYourAccess)
    given(OPEN[CENTRE]).when(SEARCH, at=END).then_refused(AccessTimeIsUp)
    given(OVER[CENTRE]).when(SEARCH).then_refused(AccessNotOpen)
    given(OPEN[CENTRE]).when(SEARCH, by=AUDITOR).then_refused(RoleNotAllowed)


@each_mode
def test_a_question_that_gave_nothing_is_a_fact_even_of_an_access_that_has_ended(mode: DmpMode) -> None:
    failed = c.RecordFailedReading(access="A1", why=NotReadBecause.UNAVAILABLE, document="D1")
    fact = f.ReadingFailed(why=NotReadBecause.UNAVAILABLE, document="D1")
    for past in (OPEN[mode], OVER[mode]):
        given(past).when(failed).then(fact)
        given(past).when(failed, by=COLLEAGUE).then_refused(NotYourAccess)
        assert past.then(fact).state == past.state
    given(ASKED[mode]).when(failed).then_refused(AccessNotOpen)


@each_mode
def test_a_masked_document_is_not_shown_in_any_mode(mode: DmpMode) -> None:
    given(OPEN[mode]).when(MASKED).then(f.DocumentRefused(document="D1", why=DocumentRefusedBecause.MASKED))


def test_the_author_of_a_masked_document_sees_it() -> None:
    given(OPEN[CENTRE]).when(replace(MASKED, author=DOCTOR.id)).then(
        f.DocumentConsulted(document="D1", title="compte rendu", confidentiality=MASKED.confidentiality)
    )
