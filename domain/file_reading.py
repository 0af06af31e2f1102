"""FileReading: somebody opened a patient's file on a screen. Every read of patient data leaves a fact."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from domain.decider import Decider
from domain.fact import Act, Command, Fact
from domain.refusals import AlreadyExists
from domain.vocabulary import Identifier

KIND = "file-reading"


class What(StrEnum):
    """What was opened."""

    CALL_FILE = "call-file"
    MISSION_SHEET = "mission-sheet"
    AUDIT_TRAIL = "audit-trail"


class FileOpened(Fact, frozen=True, kw_only=True, tag="file-reading.opened"):
    """Who and when are in the envelope; `of` names the call, the mission or the search."""

    what: What
    of: Identifier


class OpenFile(Command, frozen=True, kw_only=True, tag="open-file"):
    """Issued by the API before it answers a read."""

    reading: Identifier
    what: What
    of: Identifier


class NotRead(msgspec.Struct, frozen=True, tag="not-read"):
    """Nothing has happened yet."""


class Read(msgspec.Struct, frozen=True, tag="read"):
    """The reading is recorded."""


FileReadingFact = FileOpened
FileReadingState = NotRead | Read


def evolve(state: FileReadingState, fact: FileReadingFact) -> FileReadingState:
    """The state after one more fact."""
    return Read()


def decide(command: OpenFile, state: FileReadingState, act: Act) -> Sequence[FileReadingFact]:
    """One reading, recorded once."""
    if isinstance(state, Read):
        raise AlreadyExists(f"reading {command.reading} is recorded")
    return [FileOpened(what=command.what, of=command.of)]


DECIDER: Decider[FileReadingState] = Decider(
    kind=KIND, initial=NotRead(), evolve=evolve, facts=FileReadingFact, states=FileReadingState
)
