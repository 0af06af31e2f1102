"""Every cell of docs/dmp-access-table.md: what the deciders answer is what the law, read safely, says."""

import pytest

from domain.dmp_access.words import RefusedBecause
from domain.vocabulary import DmpMode, InsStatus, Role
from tests.tree import ROOT
from tools.access_table import GRANTED, CallIs, Cell, Opposition, cells, outcome, render

CARE = {Role.ARM, Role.REGULATOR, Role.NURSE, Role.AMBULANCE_CREW}
NAMED_BY_THE_LAW = {
    (Role.REGULATOR, DmpMode.NORMAL),
    (Role.REGULATOR, DmpMode.REGULATION_CENTRE),
    (Role.REGULATOR, DmpMode.BREAK_GLASS),
    (Role.NURSE, DmpMode.NORMAL),
    (Role.NURSE, DmpMode.BREAK_GLASS),
}
OBJECTS = {
    DmpMode.NORMAL: set[Opposition](),
    DmpMode.REGULATION_CENTRE: {Opposition.REGULATION_CENTRE, Opposition.BOTH},
    DmpMode.BREAK_GLASS: {Opposition.BREAK_GLASS, Opposition.BOTH},
}


def said_by_the_law(cell: Cell) -> str:
    """L1111-17 I, R1111-46, R1111-48, FR Core, and ADR 10 where they are silent."""
    if cell.role not in CARE:
        return "turned away"
    if (cell.role, cell.mode) not in NAMED_BY_THE_LAW:
        return RefusedBecause.ROLE_NOT_ALLOWED
    if cell.call not in {CallIs.RECEIVED, CallIs.IN_REGULATION}:
        return RefusedBecause.CALL_NOT_OPEN
    if cell.identity is not InsStatus.QUALIFIED:
        return RefusedBecause.IDENTITY_NOT_QUALIFIED
    if cell.opposition is Opposition.BLOCKED:
        return RefusedBecause.PROFESSIONAL_BLOCKED
    if cell.opposition in OBJECTS[cell.mode]:
        return RefusedBecause.PATIENT_OPPOSED
    return GRANTED


@pytest.mark.parametrize("cell", list(cells()), ids="-".join)
def test_a_record_opens_where_the_law_says_and_nowhere_else(cell: Cell) -> None:
    assert outcome(cell) == said_by_the_law(cell)


def test_the_committed_table_is_what_the_deciders_answer() -> None:
    committed = (ROOT / "docs" / "dmp-access-table.md").read_text("utf-8")
    assert committed == render(), "run `make docs`"


def test_five_ways_in_out_of_all() -> None:
    ways = {(cell.role, cell.mode) for cell in cells() if outcome(cell) == GRANTED}
    assert ways == NAMED_BY_THE_LAW
