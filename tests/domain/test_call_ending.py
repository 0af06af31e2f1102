"""How a regulation file ends: duplicate, dismissal, completion, validation, closing; and reopening."""

from datetime import timedelta

import pytest

from domain.fact import Actor
from domain.house import AnyCommand
from domain.refusals import NotFound, OutOfOrder, ReasonMissing, RoleNotAllowed
from domain.regulation_call import commands as c
from domain.regulation_call import facts as f
from domain.regulation_call.refusals import (
    CallEnded,
    CareLevelMissing,
    ClosingTooEarly,
    DecisionMissing,
    DuplicateOfItself,
    MissionStillOpen,
)
from domain.regulation_call.states import (
    Closed,
    Completed,
    Decided,
    InRegulation,
    Received,
    Validated,
    Waiting,
    case_status,
)
from domain.vocabulary import CareLevel, CaseStatus, DismissalCode, Priority
from tests.builders import A_DAY, ARM, CALLER, DOCTOR, MACHINE, NEEDS, NOW, NURSE, PLACE, RANG, Past, a_call
from tests.spec import given

LINK = c.LinkDuplicate(call="C1", original="C0")
DISMISS = c.DismissCall(call="C1", code=DismissalCode.WRONG_NUMBER)
COMPLETE = c.CompleteCall(call="C1")
REOPEN = c.ReopenCall(call="C1", reason="la famille rappelle")
REOPENED = f.CallReopened(reason="la famille rappelle", active_at=NOW)
VALIDATE = c.ValidateCall(call="C1")
CLOSE = c.CloseCall(call="C1")
INTER = f.InterventionDecided(mission="M1", needs=NEEDS, priority=Priority.P1, place=PLACE)
DISMISSED = a_call(Received, f.CallDismissed(code=DismissalCode.HUNG_UP))

before_a_decision = pytest.mark.parametrize("until", [Received, Waiting, InRegulation])


@before_a_decision
def test_a_repeated_call_is_linked_to_its_original(until: type) -> None:
    given(a_call(until)).when(LINK, by=ARM).then(f.DuplicateLinked(original="C0"))


def test_a_linked_file_is_dismissed_as_a_repeated_call() -> None:
    state = a_call(Received, f.DuplicateLinked(original="C0")).state
    assert (state.code, state.original) == (DismissalCode.REPEATED_CALL, "C0")


def test_a_call_is_no_duplicate_of_itself() -> None:
    command = c.LinkDuplicate(call="C1", original="C1")
    given(a_call()).when(command, by=ARM).then_refused(DuplicateOfItself)


def test_a_decided_file_is_no_duplicate() -> None:
    given(a_call(Decided)).when(LINK, by=ARM).then_refused(OutOfOrder)


@before_a_decision
def test_a_call_without_need_of_a_doctor_is_dismissed_with_its_code(until: type) -> None:
    given(a_call(until)).when(DISMISS, by=ARM).then(f.CallDismissed(code=DismissalCode.WRONG_NUMBER))


def test_a_decided_file_is_not_dismissed() -> None:
    given(a_call(Decided)).when(DISMISS, by=ARM).then_refused(OutOfOrder)


def test_a_file_is_dismissed_once() -> None:
    given(DISMISSED).when(DISMISS, by=ARM).then_refused(CallEnded)


def test_a_decided_file_is_completed() -> None:
    given(a_call(Decided)).when(COMPLETE, by=ARM).then(f.CallCompleted())


def test_a_file_without_decision_is_not_completed() -> None:
    given(a_call(InRegulation)).when(COMPLETE).then_refused(DecisionMissing)


def test_a_file_is_not_completed_while_a_team_is_out() -> None:
    given(a_call(InRegulation, INTER)).when(COMPLETE).then_refused(MissionStillOpen)


@pytest.mark.parametrize("cancelled", [True, False])
def test_a_file_is_completed_once_its_team_is_back(cancelled: bool) -> None:
    past = a_call(InRegulation, INTER, f.InterventionConcluded(mission="M1", cancelled=cancelled))
    given(past).when(COMPLETE).then(f.CallCompleted())


@pytest.mark.parametrize("until", [Received, Waiting])
def test_a_file_is_not_completed_before_regulation(until: type) -> None:
    given(a_call(until)).when(COMPLETE, by=ARM).then_refused(OutOfOrder)


def test_a_file_is_completed_once() -> None:
    given(a_call(Completed)).when(COMPLETE).then_refused(CallEnded)


def test_a_completed_file_is_reopened_with_a_reason() -> None:
    given(a_call(Completed)).when(REOPEN, by=ARM).then(REOPENED)


def test_a_validated_file_is_active_again_for_a_new_decision() -> None:
    given(a_call(Validated)).when(REOPEN, by=ARM).then(REOPENED)
    given(a_call(Validated, REOPENED)).when(c.GiveAdvice(call="C1", text="repos")).then(
        f.AdviceGiven(text="repos")
    )


def test_a_reopened_file_needs_a_new_decision() -> None:
    past = a_call(Completed, REOPENED)
    given(past).when(COMPLETE).then_refused(DecisionMissing)


def test_blanks_are_no_reason_to_reopen() -> None:
    given(a_call(Completed)).when(c.ReopenCall(call="C1", reason="  ")).then_refused(ReasonMissing)


@pytest.mark.parametrize("until", [InRegulation, Decided])
def test_an_open_file_is_not_reopened(until: type) -> None:
    given(a_call(until)).when(REOPEN).then_refused(OutOfOrder)


def test_a_closed_file_is_not_reopened() -> None:
    given(a_call(Closed)).when(REOPEN).then_refused(CallEnded)


def test_a_validated_file_closes_a_day_after_it_became_active() -> None:
    past = a_call(Completed)
    given(past).when(VALIDATE, at=NOW).then(f.CallValidated(closes_at=RANG + A_DAY))


def test_a_reopened_file_was_active_from_then_on() -> None:
    again = f.CallReopened(reason="rappel", active_at=NOW)
    past = a_call(Completed, again, f.AdviceGiven(text="repos"), f.CallCompleted())
    given(past).when(VALIDATE, at=NOW).then(f.CallValidated(closes_at=NOW + A_DAY))


def test_a_file_validated_late_closes_at_once() -> None:
    late = NOW + 2 * A_DAY
    given(a_call(Completed)).when(VALIDATE, at=late).then(f.CallValidated(closes_at=late))


def test_a_file_without_care_level_is_not_validated() -> None:
    past = a_call(InRegulation, f.AdviceGiven(text="repos"), f.CallCompleted())
    given(past).when(VALIDATE).then_refused(CareLevelMissing)


def test_an_open_file_is_not_validated() -> None:
    given(a_call(Decided, f.CareLevelAssessed(level=CareLevel.R4))).when(VALIDATE).then_refused(OutOfOrder)


def test_a_file_is_validated_once() -> None:
    given(a_call(Validated)).when(VALIDATE).then_refused(CallEnded)


def test_an_arm_validates_nothing() -> None:
    given(a_call(Completed)).when(VALIDATE, by=ARM).then_refused(RoleNotAllowed)


def test_a_validated_file_closes_on_time() -> None:
    given(a_call(Validated)).when(CLOSE, by=MACHINE, at=NOW + A_DAY).then(f.CallClosed())


def test_a_validated_file_does_not_close_before() -> None:
    early = NOW + A_DAY - timedelta(seconds=1)
    given(a_call(Validated)).when(CLOSE, by=MACHINE, at=early).then_refused(ClosingTooEarly)


def test_a_completed_file_is_validated_before_it_closes() -> None:
    given(a_call(Completed)).when(CLOSE, by=MACHINE, at=NOW + A_DAY).then_refused(CallEnded)


def test_no_person_closes_a_file() -> None:
    given(a_call(Validated)).when(CLOSE, by=DOCTOR, at=NOW + A_DAY).then_refused(RoleNotAllowed)


ENDING: list[AnyCommand] = [LINK, DISMISS, COMPLETE, REOPEN, VALIDATE]
ending = pytest.mark.parametrize("command", ENDING, ids=lambda command: type(command).__name__)


@ending
def test_an_unknown_file_does_not_end(command: AnyCommand) -> None:
    given().when(command).then_refused(NotFound)


@ending
def test_a_dismissed_file_stays_so(command: AnyCommand) -> None:
    given(DISMISSED).when(command).then_refused(CallEnded)


@ending
@pytest.mark.parametrize("by", [NURSE, CALLER, MACHINE], ids=lambda by: by.role.name)
def test_the_room_alone_ends_a_file(command: AnyCommand, by: Actor) -> None:
    given(a_call(Completed)).when(command, by=by).then_refused(RoleNotAllowed)


@pytest.mark.parametrize(
    ("past", "status"),
    [
        (a_call(Received), CaseStatus.ACTIVE),
        (a_call(Waiting), CaseStatus.ACTIVE),
        (a_call(InRegulation), CaseStatus.ACTIVE),
        (a_call(Decided), CaseStatus.ACTIVE),
        (a_call(Completed), CaseStatus.COMPLETED),
        (DISMISSED, CaseStatus.COMPLETED),
        (a_call(Validated), CaseStatus.VALIDATED),
        (a_call(Closed), CaseStatus.CLOSED),
    ],
    ids=lambda value: value.name if isinstance(value, CaseStatus) else "",
)
def test_each_state_has_its_national_status(past: Past, status: CaseStatus) -> None:
    assert case_status(past.state) is status
