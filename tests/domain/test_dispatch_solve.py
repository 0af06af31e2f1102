"""A solve is claimed once, with what it solved."""

import pytest
from msgspec.structs import replace

from domain.dispatch_solve import KIND, Claimed, RecordSolve, SolveRecorded
from domain.envelope import StreamId
from domain.fact import Actor
from domain.refusals import AlreadyExists, RoleNotAllowed
from tests.builders import ARM, DOCTOR, MACHINE, NURSE, Past
from tests.spec import given

RECORD = RecordSolve(solve="812-3", basis=812, tick=3, inputs=b"x\x9c\x00", worker="worker-1")
RECORDED = SolveRecorded(basis=812, tick=3, inputs=b"x\x9c\x00", format="1", worker="worker-1")
CLAIMED = Past(StreamId(KIND, "812-3"), (RECORDED,))


def test_a_solve_keeps_its_inputs() -> None:
    given().when(RECORD, by=MACHINE).then(RECORDED)


def test_inputs_too_large_to_keep_are_empty() -> None:
    given().when(replace(RECORD, inputs=b""), by=MACHINE).then(replace(RECORDED, inputs=b""))


def test_a_solve_has_one_worker() -> None:
    given(CLAIMED).when(replace(RECORD, worker="worker-2"), by=MACHINE).then_refused(AlreadyExists)
    assert CLAIMED.state == Claimed("worker-1")


@pytest.mark.parametrize("by", [DOCTOR, ARM, NURSE], ids=lambda by: by.role.name)
def test_no_person_records_a_solve(by: Actor) -> None:
    given().when(RECORD, by=by).then_refused(RoleNotAllowed)
