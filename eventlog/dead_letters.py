"""Dead letters: facts whose side effect failed for good, kept with why until somebody tries again."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from domain.ports import Clock
from eventlog.connection import Connection
from eventlog.journal import Entry, LogError
from eventlog.layout import escape
from eventlog.shelf import Shelf


class UnknownLetter(LogError):
    """No dead letter has this id."""


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry that one consumer could not handle.

    `tries` counts deliveries; `died_at` and `last_at` are the first and the last time it was given
    up (UTC). `settled_at` is when a retry succeeded.
    """

    consumer: str
    entry: Entry
    why: str
    tries: int
    died_at: datetime
    last_at: datetime
    settled_at: datetime | None = None

    @property
    def id(self) -> str:
        """``consumer@position``, stable over retries."""
        return f"{self.consumer}@{self.entry.position}"


class DeadLetters:
    """The dead letters of one centre, in a stream of their own."""

    def __init__(self, connection: Connection, code: str, clock: Clock, *, replicas: int = 1) -> None:
        token = escape(code)
        self._clock = clock
        self._prefix = f"dead.{token}"
        self._shelf = Shelf(connection, f"DEAD_{token}", [f"{self._prefix}.>"], replicas=replicas)

    @property
    def stream(self) -> str:
        """Name of the stream of letters and of requests to retry them."""
        return self._shelf.stream

    async def open(self) -> None:
        """Create the stream on first use. Raises LogUnavailable."""
        await self._shelf.open()

    async def bury(self, consumer: str, entry: Entry, why: str, tries: int) -> DeadLetter:
        """Keep an entry that `consumer` gives up. The same entry again replaces its letter."""
        now = self._clock.now()
        former = await self.find(f"{consumer}@{entry.position}")
        letter = DeadLetter(
            consumer=consumer,
            entry=entry,
            why=why,
            tries=tries + (former.tries if former else 0),
            died_at=former.died_at if former else now,
            last_at=now,
        )
        await self._keep(letter)
        return letter

    async def settle(self, letter: DeadLetter) -> None:
        """Mark a letter as done: its retry succeeded."""
        now = self._clock.now()
        done = msgspec.structs.replace(letter, tries=letter.tries + 1, last_at=now, settled_at=now)
        await self._keep(done)

    async def list(self, consumer: str | None = None, *, settled: bool = False) -> "list[DeadLetter]":
        """Letters that wait (with `settled`: all of them), in log order. Raises LogUnavailable."""
        token = "*" if consumer is None else escape(consumer)
        values = await self._shelf.values(f"{self._prefix}.letter.{token}.*")
        letters = [msgspec.msgpack.decode(value, type=DeadLetter) for value in values]
        waiting = [letter for letter in letters if settled or letter.settled_at is None]
        return sorted(waiting, key=lambda letter: (letter.entry.position, letter.consumer))

    async def find(self, letter_id: str) -> DeadLetter | None:
        """The letter of this id, settled or not."""
        consumer, _, position = letter_id.rpartition("@")
        if not consumer or not position.isdecimal():
            return None
        value = await self._shelf.get(self._subject("letter", consumer, position))
        return msgspec.msgpack.decode(value, type=DeadLetter) if value else None

    async def retry(self, ids: Iterable[str]) -> int:
        """Ask the consumers of these letters to try again, once; return how many were asked.

        A letter already settled is left alone. Raises UnknownLetter before asking for any.
        """
        letters: list[DeadLetter] = []
        for letter_id in ids:
            letter = await self.find(letter_id)
            if letter is None:
                raise UnknownLetter(f"no dead letter is called {letter_id!r}")
            if letter.settled_at is None:
                letters.append(letter)
        for letter in letters:
            position = str(letter.entry.position)
            await self._shelf.put(self._subject("again", letter.consumer, position), letter.id.encode())
        return len(letters)

    def requests(self, consumer: str) -> str:
        """Subject filter of the requests to try again the letters of a consumer."""
        return self._subject("again", consumer, "*")

    async def _keep(self, letter: DeadLetter) -> None:
        subject = self._subject("letter", letter.consumer, str(letter.entry.position))
        await self._shelf.put(subject, msgspec.msgpack.encode(letter))

    def _subject(self, kind: str, consumer: str, position: str) -> str:
        return f"{self._prefix}.{kind}.{escape(consumer)}.{position}"
