"""Erasing takes two persons and a closed file, and nothing stops it once it is approved."""

from typing import Any

import pytest

from domain import house
from domain.envelope import StreamId
from domain.erasure import commands as c
from domain.erasure import facts as f
from domain.erasure.decide import ErasureOfOwn, FileStillOpen
from domain.erasure.states import Approved, Done, NotRequested, Rejected, Requested
from domain.fact import Act, Actor, Fact
from domain.refusals import AlreadyExists, NotFound, OutOfOrder, RoleNotAllowed
from domain.regulation_call.states import Closed, Dismissed, File, Received, Unknown
from domain.vocabulary import Caller, DismissalCode, Role
from tests.builders import ADMIN, AUDITOR, DOCTOR, MACHINE, NOW

ASK = c.EraseSubject(erasure="E1", files=("C1", "C2"), authority="CNIL 2026-12", reason="demande")
_FILE = File(caller=Caller(), active_since=NOW)
CLOSED, DISMISSED = Closed(_FILE), Dismissed(_FILE, next(iter(DismissalCode)))


def decided(command: Any, by: Actor, *states: Any) -> list[Fact]:
    plan = house.plan(command)
    assert plan.writes == (StreamId("erasure", "E1"),)
    return list(plan.decide(states, Act(at=NOW, by=by, command_id="c-1"))[0])


def test_an_administrator_asks_for_closed_files() -> None:
    assert house.plan(ASK).reads == (StreamId("regulation-call", "C1"), StreamId("regulation-call", "C2"))
    [asked] = decided(ASK, ADMIN, NotRequested(), CLOSED, DISMISSED)
    assert asked == f.ErasureRequested(
        files=("C1", "C2"),
        scope=f.Scope.FILE,
        authority="CNIL 2026-12",
        reason="demande",
        requested_by=ADMIN.id,
    )


@pytest.mark.parametrize(("file", "refusal"), [(Received(_FILE), FileStillOpen), (Unknown(), NotFound)])
def test_a_file_that_is_open_or_unknown_is_not_erased(file: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        decided(ASK, ADMIN, NotRequested(), CLOSED, file)


def test_an_erasure_is_asked_for_once() -> None:
    with pytest.raises(AlreadyExists):
        decided(ASK, ADMIN, Requested(("C1",), ADMIN.id), CLOSED, CLOSED)


@pytest.mark.parametrize("by", [DOCTOR, AUDITOR, MACHINE])
def test_nobody_else_asks(by: Actor) -> None:
    with pytest.raises(RoleNotAllowed):
        decided(ASK, by, NotRequested(), CLOSED, CLOSED)


@pytest.mark.parametrize("answer", [c.ApproveErasure(erasure="E1"), c.RejectErasure(erasure="E1", why="non")])
def test_another_person_answers(answer: Any) -> None:
    waiting = Requested(("C1",), "somebody")
    assert len(decided(answer, AUDITOR, waiting)) == 1
    with pytest.raises(ErasureOfOwn):  # one person with two roles is one person
        decided(answer, Actor(Role.AUDITOR, "somebody"), waiting)
    with pytest.raises(RoleNotAllowed):
        decided(answer, ADMIN, waiting)
    for over in (Rejected(), *(() if isinstance(answer, c.ApproveErasure) else (Approved(("C1",)), Done()))):
        with pytest.raises(OutOfOrder):
            decided(answer, AUDITOR, over)


def test_what_is_approved_again_or_concluded_again_changes_nothing() -> None:
    for state in (Approved(("C1",)), Done()):
        assert decided(c.ApproveErasure(erasure="E1"), AUDITOR, state) == []
    assert decided(c.ConcludeErasure(erasure="E1", keys=1), MACHINE, Done()) == []


def test_it_is_concluded_after_its_approval_only() -> None:
    conclude = c.ConcludeErasure(erasure="E1", keys=1)
    assert decided(conclude, MACHINE, Approved(("C1",))) == [f.ErasureDone(files=("C1",), keys=1)]
    for state, refusal in ((NotRequested(), NotFound), (Requested(("C1",), "a"), OutOfOrder)):
        with pytest.raises(refusal):
            decided(conclude, MACHINE, state)
