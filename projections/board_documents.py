"""The documents of the regulator's board: which pictures there are, never what they show."""

from datetime import datetime
from typing import Any

import msgspec

from domain.document import DocumentAdded, DocumentKind
from domain.envelope import Recorded
from projections.rows import RowFold, latest

KEPT = 400


class DocumentRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One picture of the file `call`. `at` is when it was taken, by the device where that says it."""

    id: str
    call: str
    mission: str | None
    session: str | None
    kind: DocumentKind
    at: datetime
    by: str


DOCUMENTS: RowFold[DocumentRow] = RowFold()


@DOCUMENTS.opens(DocumentAdded)
def added(recorded: Recorded[DocumentAdded]) -> DocumentRow:
    """A picture is kept."""
    fact = recorded.fact
    return DocumentRow(
        id=recorded.stream.id,
        call=fact.call,
        mission=fact.mission,
        session=fact.session,
        kind=fact.kind,
        at=recorded.device_at or recorded.at,
        by=recorded.by.id,
    )


def bounded(rows: dict[str, DocumentRow], recorded: Recorded[Any]) -> dict[str, DocumentRow]:
    """The last KEPT: a picture that is let go is still in the log, under its file."""
    return latest(rows, lambda _row: True, KEPT)
