"""docs/dmp-access-table.md: who opens a shared record, told by the decider itself for every combination.

Role × mode × opposition × state of the call × status of the identity. Each cell asks the house for an access,
then answers as the DMP would: nothing here knows a rule. `cells` is also the list of cases of the tests.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, reduce
from itertools import groupby, product
from typing import Any, NamedTuple

from domain import dmp_access, house, regulation_call
from domain.dmp_access import commands as dmp
from domain.dmp_access.facts import AccessGranted, AccessRefused, BreakGlassInvoked
from domain.dmp_access.words import Attestation
from domain.fact import Act, Actor
from domain.refusals import RoleNotAllowed
from domain.regulation_call import facts as call
from domain.vocabulary import (
    Caller,
    CallOrigin,
    Channel,
    DismissalCode,
    DmpMode,
    Ins,
    InsStatus,
    Person,
    Role,
)

NOW = datetime(2026, 1, 15, 3, 12, tzinfo=UTC)
INS = Ins(number="279035121518989", oid="1.2.250.1.213.1.4.8")
GRANTED = "granted"


class Opposition(StrEnum):
    """What the patient said to their DMP."""

    NONE = "none"
    REGULATION_CENTRE = "regulation centre"
    BREAK_GLASS = "break-glass"
    BOTH = "both"
    BLOCKED = "this professional"


class CallIs(StrEnum):
    """Where the call stands."""

    NONE = "no such call"
    RECEIVED = "received"
    IN_REGULATION = "in regulation"
    DISMISSED = "dismissed"
    COMPLETED = "completed"
    CLOSED = "closed"


class Cell(NamedTuple):
    """One question."""

    role: Role
    mode: DmpMode
    opposition: Opposition
    call: CallIs
    identity: InsStatus


def cells() -> Iterator[Cell]:
    """Every combination, in the order of the table."""
    return (Cell(*each) for each in product(Role, DmpMode, Opposition, CallIs, InsStatus))


def outcome(cell: Cell) -> str:
    """`granted`, or the reason of the refusal as its fact says it; RoleNotAllowed says it at the door."""
    state, by = _call(cell.call, cell.identity), Actor(cell.role, "p-1")
    try:
        asked = _decided(_request(cell.mode), [dmp_access.DECIDER.initial, state], by)
    except RoleNotAllowed:
        return "turned away"
    if isinstance(asked, AccessRefused):
        return asked.why
    waiting = dmp_access.DECIDER.evolve(dmp_access.DECIDER.initial, asked)
    answered = _decided(_answer(cell.opposition), [waiting], Actor(Role.SYSTEM, "reactions"))
    if isinstance(answered, AccessGranted | BreakGlassInvoked):
        return GRANTED
    return answered.why


def _decided(command: house.AnyCommand, states: list[Any], by: Actor) -> Any:
    [[fact]] = house.plan(command).decide(states, Act(at=NOW, by=by, command_id="c-1"))
    return fact


def _request(mode: DmpMode) -> dmp.RequestAccess:
    """Everything that the mode asks for is attested: what is left is not the claim's fault."""
    broken = mode is DmpMode.BREAK_GLASS
    attested = Attestation(
        cannot_express_will=broken, immediate_risk=broken, patient_agrees=mode is DmpMode.NORMAL
    )
    reason = "inconscient" if broken else None
    return dmp.RequestAccess(
        access="A1", call="C1", patient="P1", mode=mode, attestation=attested, reason=reason
    )


def _answer(said: Opposition) -> dmp.DmpAnswer:
    return dmp.DmpAnswer(
        access="A1",
        opposed_to_regulation_centre=said in (Opposition.REGULATION_CENTRE, Opposition.BOTH),
        opposed_to_break_glass=said in (Opposition.BREAK_GLASS, Opposition.BOTH),
        professional_blocked=said is Opposition.BLOCKED,
    )


@cache
def _call(stands: CallIs, identity: InsStatus) -> Any:
    ins = None if identity is InsStatus.PROVISIONAL else INS
    begun: list[Any] = [
        call.CallReceived(origin=CallOrigin.LINE_15, rang_at=NOW, caller=Caller()),
        call.PatientIdentified(patient="P1", person=Person(), status=identity, ins=ins),
    ]
    regulated = [
        call.TransferredToRegulator(channel=Channel.EMERGENCY),
        call.RegulationStarted(regulator="p-2"),
    ]
    completed = [*regulated, call.NoFurtherDecisionNeeded(reason="vu"), call.CallCompleted()]
    story = {
        CallIs.NONE: [],
        CallIs.RECEIVED: begun,
        CallIs.IN_REGULATION: [*begun, *regulated],
        CallIs.DISMISSED: [*begun, call.CallDismissed(code=DismissalCode.HUNG_UP)],
        CallIs.COMPLETED: [*begun, *completed],
        CallIs.CLOSED: [*begun, *completed, call.CallValidated(closes_at=NOW), call.CallClosed()],
    }[stands]
    return reduce(regulation_call.DECIDER.evolve, story, regulation_call.DECIDER.initial)


def render() -> str:
    """The page: one table for each role and mode, rows that answer alike joined."""
    parts = [_HEAD]
    for (role, mode), group in groupby(cells(), key=lambda cell: (cell.role, cell.mode)):
        parts.append(f"## `{role}` by `{mode}`\n")
        parts.append(_table(list(group)))
    return "\n".join(parts)


def _table(group: list[Cell]) -> str:
    answers = {outcome(cell) for cell in group}
    if len(answers) == 1:
        return f"Always **{answers.pop()}**.\n"
    columns = list(InsStatus)
    lines = [f"| opposition | call | {' | '.join(columns)} |", f"|---|---|{'---|' * len(columns)}"]
    for (said, stands), row in groupby(group, key=lambda cell: (cell.opposition, cell.call)):
        lines.append(f"| {said} | {stands} | {' | '.join(outcome(cell) for cell in row)} |")
    return "\n".join([*lines, ""])


_HEAD = """# Who opens a shared record

Written by `python -m tools.generated`, which asks the deciders: every role × mode × opposition × state of
the call × status of the identity. What a mode needs attested is attested here; what is not is refused
(`conditions-not-attested`, `reason-missing`, `consent-not-attested`). A refusal is a fact with its reason;
`turned away` is a role without any part in care, refused at the door. See ADR 10 and ADR 21.
"""


if __name__ == "__main__":
    print(render(), end="")
