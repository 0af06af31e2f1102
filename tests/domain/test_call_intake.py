"""A regulation file while an ARM fills it in: pick-up, caller, place, motive, line, priority."""

from datetime import timedelta

import pytest

from domain.house import AnyCommand
from domain.refusals import AlreadyExists, NotFound, OutOfOrder, RoleNotAllowed
from domain.regulation_call import commands as c
from domain.regulation_call import facts as f
from domain.regulation_call.refusals import CallEnded, PriorityMissing, RangInTheFuture
from domain.regulation_call.states import Closed, Completed, InRegulation, Received, Validated, Waiting
from domain.vocabulary import Channel, DismissalCode, Priority
from tests.builders import ARM, CALLER, NOW, NURSE, PLACE, RANG, WHO, Past, a_call
from tests.spec import given

RECEIVE = c.ReceiveCall(call="C1", origin=f.CallOrigin.LINE_15, rang_at=RANG)

WRITING: list[AnyCommand] = [
    c.DescribeCaller(call="C1", caller=WHO),
    c.LocateCall(call="C1", place=PLACE),
    c.StateMotive(call="C1", motive="chute"),
    c.LoseCaller(call="C1"),
    c.CallBack(call="C1", reached=True),
    c.AssignPriority(call="C1", priority=Priority.P2),
]
written = pytest.mark.parametrize("command", WRITING, ids=lambda command: type(command).__name__)


def test_a_call_picked_up_is_received() -> None:
    given().when(RECEIVE, by=ARM).then(f.CallReceived(origin=f.CallOrigin.LINE_15, rang_at=RANG))


def test_a_call_picked_up_by_a_known_caller_says_who_calls() -> None:
    command = c.ReceiveCall(call="C1", origin=f.CallOrigin.LINE_116117, rang_at=NOW, caller=WHO)
    received = f.CallReceived(origin=f.CallOrigin.LINE_116117, rang_at=NOW, caller=WHO)
    given().when(command, by=ARM).then(received)


def test_a_call_is_received_once() -> None:
    given(a_call()).when(RECEIVE, by=ARM).then_refused(AlreadyExists)


def test_a_call_rings_before_it_is_picked_up() -> None:
    given().when(RECEIVE, by=ARM, at=RANG - timedelta(seconds=1)).then_refused(RangInTheFuture)


def test_where_the_telephone_does_not_say_a_call_rang_when_it_was_picked_up() -> None:
    command = c.ReceiveCall(call="C1", origin=f.CallOrigin.LINE_15)
    given().when(command, by=ARM, at=NOW).then(f.CallReceived(origin=f.CallOrigin.LINE_15, rang_at=NOW))


def test_a_caller_opens_no_file() -> None:
    given().when(RECEIVE, by=CALLER).then_refused(RoleNotAllowed)


@written
def test_nothing_is_written_in_a_file_that_does_not_exist(command: AnyCommand) -> None:
    given().when(command, by=ARM).then_refused(NotFound)


@written
@pytest.mark.parametrize(
    "past",
    [a_call(Closed), a_call(Received, f.CallDismissed(code=DismissalCode.HUNG_UP))],
    ids=["closed", "dismissed"],
)
def test_nothing_is_written_in_a_file_that_is_over(command: AnyCommand, past: Past) -> None:
    given(past).when(command, by=ARM).then_refused(CallEnded)


@written
@pytest.mark.parametrize("until", [Received, Waiting, InRegulation, Completed, Validated])
def test_a_file_takes_writing_until_it_is_closed(command: AnyCommand, until: type) -> None:
    assert len(given(a_call(until)).when(command, by=ARM).facts) <= 1


@written
def test_a_crew_does_not_write_the_intake(command: AnyCommand) -> None:
    given(a_call()).when(command, by=NURSE).then_refused(RoleNotAllowed)


def test_the_caller_is_described() -> None:
    given(a_call()).when(c.DescribeCaller(call="C1", caller=WHO), by=ARM).then(f.CallerDescribed(caller=WHO))


def test_the_same_caller_described_again_is_nothing_new() -> None:
    past = a_call(Received, f.CallerDescribed(caller=WHO))
    given(past).when(c.DescribeCaller(call="C1", caller=WHO), by=ARM).then_nothing()


def test_a_call_is_located() -> None:
    given(a_call()).when(c.LocateCall(call="C1", place=PLACE), by=ARM).then(f.CallLocated(place=PLACE))


def test_the_same_place_again_is_nothing_new() -> None:
    past = a_call(Received, f.CallLocated(place=PLACE))
    given(past).when(c.LocateCall(call="C1", place=PLACE), by=ARM).then_nothing()


def test_the_motive_is_stated_with_its_national_code() -> None:
    command = c.StateMotive(call="C1", motive="douleur thoracique", code="M03.02")
    given(a_call()).when(command, by=ARM).then(f.MotiveStated(motive="douleur thoracique", code="M03.02"))


def test_the_same_motive_again_is_nothing_new() -> None:
    past = a_call(Received, f.MotiveStated(motive="chute"))
    given(past).when(c.StateMotive(call="C1", motive="chute"), by=ARM).then_nothing()


def test_a_code_found_later_is_a_new_motive() -> None:
    past = a_call(Received, f.MotiveStated(motive="chute"))
    command = c.StateMotive(call="C1", motive="chute", code="M02.01")
    given(past).when(command, by=ARM).then(f.MotiveStated(motive="chute", code="M02.01"))


def test_each_loss_of_the_caller_is_a_fact() -> None:
    past = a_call(Received, f.CallerLost())
    given(past).when(c.LoseCaller(call="C1"), by=ARM).then(f.CallerLost())


@pytest.mark.parametrize("reached", [True, False])
def test_each_call_back_is_a_fact_reached_or_not(reached: bool) -> None:
    past = a_call(Received, f.CalledBack(reached=reached))
    given(past).when(c.CallBack(call="C1", reached=reached), by=ARM).then(f.CalledBack(reached=reached))


def test_the_first_priority_is_assigned() -> None:
    command = c.AssignPriority(call="C1", priority=Priority.P0)
    given(a_call()).when(command, by=ARM).then(f.PriorityAssigned(priority=Priority.P0))


def test_another_priority_is_a_revision_that_says_what_was() -> None:
    past = a_call(Received, f.PriorityAssigned(priority=Priority.P2))
    command = c.AssignPriority(call="C1", priority=Priority.P0)
    given(past).when(command, by=ARM).then(f.PriorityRevised(priority=Priority.P0, was=Priority.P2))


def test_the_same_priority_again_is_nothing_new() -> None:
    past = a_call(Received, f.PriorityAssigned(priority=Priority.P2))
    given(past).when(c.AssignPriority(call="C1", priority=Priority.P2), by=ARM).then_nothing()


TRANSFER = c.TransferToRegulator(call="C1", channel=Channel.UNSCHEDULED_CARE)


def test_a_file_with_a_priority_is_transferred_on_its_channel() -> None:
    past = a_call(Received, f.PriorityAssigned(priority=Priority.P3))
    given(past).when(TRANSFER, by=ARM).then(f.TransferredToRegulator(channel=Channel.UNSCHEDULED_CARE))


def test_a_file_without_priority_is_not_transferred() -> None:
    given(a_call()).when(TRANSFER, by=ARM).then_refused(PriorityMissing)


def test_a_file_is_transferred_once() -> None:
    given(a_call(Waiting)).when(TRANSFER, by=ARM).then_refused(OutOfOrder)


def test_a_file_that_is_over_is_not_transferred() -> None:
    given(a_call(Completed)).when(TRANSFER, by=ARM).then_refused(CallEnded)


def test_an_unknown_file_is_not_transferred() -> None:
    given().when(TRANSFER, by=ARM).then_refused(NotFound)
