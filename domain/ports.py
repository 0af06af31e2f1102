"""What the house needs of the outside: one Protocol per outside system. A gateway answers with a command."""

from collections.abc import Coroutine, Sequence
from datetime import datetime
from typing import Any, Protocol

from domain.asks import (
    AssessAccess,
    OpenRecord,
    RetrieveDocument,
    SearchDocuments,
    SendInvitation,
    SendNotice,
)
from domain.dmp_access.commands import DmpAnswer, FailNotice, RecordAssessment, RecordNotice
from domain.envelope import Recorded
from domain.places import FoundPlace
from domain.shared_record import DocumentContent, FoundDocuments, NotRead
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from domain.witnessing import WitnessAnswer, WitnessAway


class Clock(Protocol):
    """What time it is, and waiting. Real time in production, simulated in an accelerated night."""

    def now(self) -> datetime:
        """The present instant, UTC and aware."""
        ...

    async def sleep_until(self, at: datetime) -> None:
        """Return at `at` or later."""
        ...


class Timeline(Clock, Protocol):
    """A clock that also runs what waits for it: asyncio in real time, one by one in a simulated night."""

    def spawn(self, name: str, coroutine: Coroutine[Any, Any, None], /) -> None:
        """Run `coroutine` beside the caller; `name` is for people who read logs."""
        ...


class SmsGateway(Protocol):
    """Messages to callers: short ones, by e-mail, or none where the link is read aloud."""

    async def invite(self, ask: SendInvitation) -> ConfirmInvitation | FailInvitation:
        """Send the link of a video session. A failure is an answer, not an exception."""
        ...


class DmpGateway(Protocol):
    """The shared medical record."""

    async def open_record(self, ask: OpenRecord) -> DmpAnswer:
        """Ask for the oppositions and blocks of a record. A failure is an answer, not an exception."""
        ...

    async def search(self, ask: SearchDocuments) -> FoundDocuments | NotRead:
        """The documents of a record, all of the patient asked for. A failure is an answer."""
        ...

    async def retrieve(self, ask: RetrieveDocument) -> DocumentContent | NotRead:
        """The content of one document, whole and of an allowed type. A failure is an answer."""
        ...


class NoticeGateway(Protocol):
    """Notices of access to the holder of a record and to their attending doctor."""

    async def notify(self, ask: SendNotice) -> RecordNotice | FailNotice:
        """Hand over one notice. A failure is an answer, not an exception."""
        ...


class AccessAssessor(Protocol):
    """The rules of unusual accesses, and what they need to know."""

    async def assess(self, ask: AssessAccess, cause: Recorded[Any]) -> RecordAssessment:
        """What the rules say of an access, by what the log held up to `cause`, the fact that ended it."""
        ...


class WitnessGateway(Protocol):
    """An outside witness of the log's growth."""

    async def cosign(self, note: bytes, old_size: int, proof: Sequence[bytes]) -> WitnessAnswer:
        """Hand over a signed checkpoint with the proof that it grows from `old_size` facts."""
        ...

    async def head(self, origin: str) -> bytes | WitnessAway | None:
        """The last checkpoint that the witness cosigned for a log, with its lines; None before the first."""
        ...


class PlaceFinder(Protocol):
    """Places by their name, as somebody types it."""

    async def find(self, asked: str, limit: int) -> Sequence[FoundPlace]:
        """At most `limit` places whose name begins so, the likeliest first. None is an answer."""
        ...
