"""The last value of each subject, in a JetStream stream of its own: what may be replaced, unlike facts."""

from collections.abc import Sequence
from typing import Final

import msgspec

from eventlog import direct, wire
from eventlog.connection import Connection, Message
from eventlog.journal import LogError, LogFull, LogUnavailable

_SECONDS: Final = 2.0
_ALL: Final = 1 << 31
_BILLION: Final = 1_000_000_000


class SubjectTaken(LogError):
    """The subject has its value, and keeps it."""


class Shelf:
    """A stream that keeps one message per subject, and forgets it after `max_age` seconds (0: never).

    The last one; with `write_once` the first one, until it is erased. Every method raises LogUnavailable,
    `put` LogFull and SubjectTaken too.
    """

    def __init__(
        self,
        connection: Connection,
        stream: str,
        subjects: Sequence[str],
        *,
        replicas: int = 1,
        in_memory: bool = False,
        max_age: float = 0,
        write_once: bool = False,
    ) -> None:
        self.stream = stream
        self._connection = connection
        self._config = wire.StreamConfig(
            name=stream,
            subjects=list(subjects),
            storage="memory" if in_memory else "file",
            discard="new" if write_once else "old",
            discard_new_per_subject=write_once,
            num_replicas=replicas,
            max_age=int(max_age * _BILLION),
            max_msgs_per_subject=1,
            allow_direct=True,
        )

    async def open(self) -> None:
        """Create the stream on first use."""
        found = await self._stream("INFO", b"")
        if found.error is not None and found.error.err_code == wire.STREAM_UNKNOWN:
            found = await self._stream("CREATE", wire.encode(self._config))
        if found.error is not None and found.error.err_code != wire.STREAM_EXISTS:
            why = f"the stream {self.stream} cannot be opened: {found.error.description}"
            raise (LogFull if found.error.err_code in wire.STORE_FULL else LogUnavailable)(why)

    async def put(self, subject: str, data: bytes) -> int:
        """Keep `data` instead of the former value; return its sequence in the stream."""
        answer = wire.ack((await self._ask(subject, data)).data)
        if answer.error is not None:
            if answer.error.err_code == wire.STORE_FAILED and "per subject" in answer.error.description:
                raise SubjectTaken(f"{subject} has its value")
            full = answer.error.err_code in wire.STORE_FULL
            raise (LogFull if full else LogUnavailable)(answer.error.description)
        return answer.seq

    async def get(self, subject: str) -> bytes | None:
        """The value of a subject as the leader knows it, or None."""
        found = await self.find(subject)
        return found.data if found else None

    async def find(self, subject: str) -> wire.StoredMessage | None:
        """The message of a subject as the leader knows it, or None."""
        question = wire.encode({"last_by_subj": subject})
        asked = f"$JS.API.STREAM.MSG.GET.{self.stream}"
        found = await self._connection.fetch(asked, question, seconds=_SECONDS)
        answer = wire.stored_answer(found.data)
        if answer.error is not None and answer.error.err_code != wire.NO_MESSAGE:
            raise LogUnavailable(answer.error.description)
        return answer.message

    async def erase(self, subject: str) -> bool:
        """Overwrite the value of a subject on the disk; False where there is none. Takes the right to."""
        found = await self.find(subject)
        if found is None:
            return False
        question = wire.encode({"seq": found.seq, "no_erase": False})
        answer = wire.stream_answer(
            (await self._ask(f"$JS.API.STREAM.MSG.DELETE.{self.stream}", question)).data
        )
        if answer.error is not None and await self.find(subject) is not None:
            raise LogUnavailable(f"{self.stream}: not erased: {answer.error.description}")
        return True

    async def following(self, filter_: str, start: int = 1, count: int = _ALL) -> list[tuple[str, bytes]]:
        """Subjects and values of a filter from a sequence on, at most `count`, the last put last."""
        found: list[tuple[str, bytes]] = []
        while len(found) < count:
            question = {"seq": start, "batch": count - len(found), "next_by_subj": filter_}
            of = f"the stream {self.stream}"
            page = await direct.page(self._connection, self.stream, question, seconds=_SECONDS, of=of)
            found += [((each.headers or {})[wire.SUBJECT], each.data) for each in page.messages]
            if not (page.more and page.messages):
                break
            start = direct.sequence(page.messages[-1]) + 1
        return found

    async def values(self, filter_: str) -> list[bytes]:
        """The values of all subjects of a filter, the last put last."""
        return [value for _, value in await self.following(filter_)]

    async def _stream(self, verb: str, payload: bytes) -> wire.StreamAnswer:
        subject = f"$JS.API.STREAM.{verb}.{self.stream}"
        try:
            return wire.stream_answer((await self._ask(subject, payload)).data)
        except msgspec.DecodeError as error:
            raise LogUnavailable(f"the stream {self.stream} cannot be opened: {error}") from error

    async def _ask(self, subject: str, payload: bytes) -> Message:
        return await self._connection.request(subject, payload, seconds=_SECONDS)
