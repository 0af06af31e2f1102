"""Whose files they are: every place where the log knows a patient by their INS number."""

from api.auditing import Subjects
from domain.envelope import StreamId
from domain.regulation_call.facts import KIND
from domain.vocabulary import Ins
from vigie.doors import Doors


async def subjects_of(doors: Doors, ins: Ins) -> Subjects:
    """The patients of files that ever had this number, an identity corrected since included: what was opened
    under it was opened. A file that was erased is not found any more. Raises LogError.
    """
    found: dict[tuple[str, str], None] = {}
    for file in await doors.keys.files_of(ins):
        for recorded in await doors.log.history(StreamId(KIND, file)):
            if getattr(recorded.fact, "ins", None) == ins:
                found[file, recorded.fact.patient] = None
    return Subjects(token=doors.keys.token_of(ins), subjects=tuple(found))
