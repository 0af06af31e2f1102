"""FileReading: somebody opened a patient's file on a screen, or was refused. Every read of patient data
leaves a fact, and so does every read and refused read of what auditors see."""

from collections.abc import Sequence
from enum import StrEnum
from typing import assert_never

import msgspec

from domain.decider import Decider
from domain.fact import Act, Command, Fact
from domain.refusals import AlreadyExists
from domain.vocabulary import Identifier, LongText

KIND = "file-reading"


class What(StrEnum):
    """What was opened."""

    CALL_FILE = "call-file"
    MISSION_SHEET = "mission-sheet"
    AUDIT_TRAIL = "audit-trail"
    AUDITED_ACCESS = "audited-access"
    PAST_BOARD = "past-board"
    PAST_FILE = "past-file"
    REVIEW_QUEUE = "review-queue"
    INTEGRITY = "integrity"
    EXPORT = "export"
    DOCUMENT = "document"


class FileOpened(Fact, frozen=True, kw_only=True, tag="file-reading.opened"):
    """Who and when are in the envelope; `of` names the call, the mission or the search.

    `asked`: the words of a search or an export; `position`: the place in the log that was replayed.
    """

    what: What
    of: Identifier
    asked: LongText | None = None
    position: int | None = None


class ReadingRefused(Fact, frozen=True, kw_only=True, tag="file-reading.refused"):
    """Somebody asked to read what their role may not: nothing was shown. Who is in the envelope."""

    what: What
    of: Identifier


class OpenFile(Command, frozen=True, kw_only=True, tag="open-file"):
    """Issued by the API before it answers a read."""

    reading: Identifier
    what: What
    of: Identifier
    asked: LongText | None = None
    position: int | None = None


class RefuseReading(Command, frozen=True, kw_only=True, tag="refuse-reading"):
    """Issued by the API before it refuses a read for the role of who asks."""

    reading: Identifier
    what: What
    of: Identifier


class NotRead(msgspec.Struct, frozen=True, tag="not-read"):
    """Nothing has happened yet."""


class Read(msgspec.Struct, frozen=True, tag="read"):
    """The reading is recorded."""


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The refusal is recorded."""


FileReadingFact = FileOpened | ReadingRefused
FileReadingState = NotRead | Read | Refused
FileReadingCommand = OpenFile | RefuseReading


def evolve(state: FileReadingState, fact: FileReadingFact) -> FileReadingState:
    """The state after one more fact."""
    return Read() if isinstance(fact, FileOpened) else Refused()


def decide(command: FileReadingCommand, state: FileReadingState, act: Act) -> Sequence[FileReadingFact]:
    """One reading, recorded once."""
    if not isinstance(state, NotRead):
        raise AlreadyExists(f"reading {command.reading} is recorded")
    match command:
        case OpenFile():
            opened = FileOpened(
                what=command.what, of=command.of, asked=command.asked, position=command.position
            )
            return [opened]
        case RefuseReading():
            return [ReadingRefused(what=command.what, of=command.of)]
        case _:
            assert_never(command)


DECIDER: Decider[FileReadingState] = Decider(
    kind=KIND, initial=NotRead(), evolve=evolve, facts=FileReadingFact, states=FileReadingState
)
