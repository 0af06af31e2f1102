"""What rows of the audit trail have in common."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.envelope import Recorded
from domain.fact import Fact
from projections.table import Change, Value, insert, stamp, update


def event_row(recorded: Recorded[Any]) -> dict[str, str | int]:
    """The columns of a fact about an access: its name, its position, its access, its instant."""
    return {
        "event": recorded.event_id,
        "position": recorded.position,
        "access": recorded.stream.id,
        "at": stamp(recorded.at),
    }


def set_access(recorded: Recorded[Any], columns: Mapping[str, Value]) -> Change:
    """Set columns of the row of the fact's access."""
    return update("audit_accesses", "access", recorded.stream.id, columns)


def step(recorded: Recorded[Any], **columns: Value) -> Change:
    """A row of what else happened to an access, under the tag of its fact."""
    fact: Fact = recorded.fact
    row = event_row(recorded) | {"kind": str(fact.__struct_config__.tag), "by_id": recorded.by.id}
    return insert("audit_steps", "event", {**row, **columns})


def stamped(at: datetime | None) -> str | None:
    """`stamp`, or nothing."""
    return stamp(at) if at is not None else None
