"""Reading: one id, or the whole log by pages, by direct gets; one message by its leader."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from eventlog import direct, wire
from eventlog.connection import Connection, Message
from eventlog.entries import entry_of
from eventlog.journal import Entry, LogUnavailable
from eventlog.layout import Layout

_SECONDS: Final = 1.5
_MOST_SUBJECTS: Final = 1000  # the server refuses more than 1024 in one question
_FIRST_PAGE: Final = 64
_LONGEST_QUESTION: Final = 512 * 1024


class Reader:
    """Reads one stream.

    With `from_leader`, the last version of an id is asked of the leader: where a stream has
    replicas, a direct get is served by any of them and may miss what was just acknowledged.
    """

    def __init__(self, connection: Connection, layout: Layout, *, from_leader: bool) -> None:
        self._connection = connection
        self._layout = layout
        self._from_leader = from_leader
        self._leader = f"$JS.API.STREAM.MSG.GET.{layout.stream}"
        self._info = f"$JS.API.STREAM.INFO.{layout.stream}"

    async def read(self, name: str, after: int, until: int | None) -> list[Entry]:
        """Entries of one id with after < version <= until."""
        if until is not None and until - after <= _FIRST_PAGE:
            found = await self._versions(name, range(max(after, -1) + 1, until + 1))
            if not self._from_leader or len(found) == until - after:
                return _in_order(found)
        if after <= 0 and until is None:
            found, last = await asyncio.gather(self._all(name), self._last_if_leader(name))
        else:
            start = max(after, -1) + 1
            page = range(start, start + _FIRST_PAGE)
            found, last = await asyncio.gather(self._versions(name, page), self._last(name))
            if last is not None and last[1] >= page.stop:
                found = None
        if found is None:
            found, last = await self._ranges(name, after, until)
        if self._from_leader and last is not None:
            newest = last[1] if until is None else min(last[1], until)
            found += await self._missing(name, found, after, newest)
        mine = (each for each in found if not each.fault)
        return _in_order(e for e in mine if e.version > after and _within(e.version, until))

    async def scan(self, after: int, limit: int) -> list[Entry]:
        """At most `limit` entries of the whole log with position > after, in order."""
        entries: list[Entry] = []
        while len(entries) < limit:
            wanted = min(limit - len(entries), 1000)
            # The filter ">" is many times faster than the entries' own, which it contains.
            question = {"seq": after + 1, "batch": wanted, "next_by_subj": ">"}
            messages, more = await self._get(question)
            if not messages:
                break
            after = direct.sequence(messages[-1])
            entries += self._entries(messages)
            if not more:
                break
        return entries

    async def last_position(self) -> int:
        """Position of the last entry, as the leader knows it; 0 for an empty log."""
        last = await self.last_on(">")
        if last is not None and self._layout.is_mark(last.subject):
            last = await self.last_on(self._layout.all_entries)
        return 0 if last is None else last.seq

    async def last_of(self, name: str) -> Entry | None:
        """The last entry of one id, as the leader knows it."""
        last = await self._last_entry(name)
        return None if last is None else self._from_stored(last)

    async def last_on(self, subject: str) -> wire.StoredMessage | None:
        """The last message of a subject or filter, as the leader knows it."""
        return await self._ask_leader({"last_by_subj": subject})

    def entry(self, subject: str, position: int, data: bytes, headers: Mapping[str, str]) -> Entry | None:
        """The entry of a stored message, with `fault` where its subject is none; None for a mark."""
        return entry_of(self._layout, subject, position, data, headers)

    def _from_stored(self, found: wire.StoredMessage) -> Entry | None:
        return self.entry(found.subject, found.seq, found.data, wire.parse_headers(found.hdrs))

    async def _all(self, name: str) -> list[Entry] | None:
        """All entries of one id; None where they are too many for one answer."""
        question = {"multi_last": [self._layout.entries(name)], "batch": 1024}
        try:
            return self._entries((await self._get(question))[0])
        except direct.TooManySubjects:
            return None

    async def _versions(self, name: str, versions: Sequence[int]) -> list[Entry]:
        if not versions:
            return []
        subjects = [self._layout.entry(name, version) for version in versions]
        question = {"multi_last": subjects, "batch": len(subjects)}
        return self._entries((await self._get(question))[0])

    async def _ranges(
        self, name: str, after: int, until: int | None
    ) -> tuple[list[Entry], tuple[int, int] | None]:
        """Entries of one id by pages of versions, and where the last one of all is."""
        last = await self._last(name)
        if last is None:
            return [], None
        stop = (last[1] if until is None else min(until, last[1])) + 1
        step = min(_MOST_SUBJECTS, _LONGEST_QUESTION // len(self._layout.entry(name, stop)))
        entries: list[Entry] = []
        for start in range(max(after, -1) + 1, stop, step):
            entries += await self._versions(name, range(start, min(start + step, stop)))
        return entries, last

    async def _last(self, name: str) -> tuple[int, int] | None:
        """Position and version of the last entry of one id."""
        last = await self._last_entry(name)
        parsed = None if last is None else self._layout.parse_entry(last.subject)
        return None if last is None or parsed is None else (last.seq, parsed[1])

    async def _last_entry(self, name: str) -> wire.StoredMessage | None:
        last = await self.last_on(self._layout.entries(name))
        if last is None or self._layout.parse_entry(last.subject) is not None:
            return last
        # Somebody left a message beside the entries of this id, which hides the last of them.
        version = max(await self._stored_versions(name), default=None)
        return None if version is None else await self.last_on(self._layout.entry(name, version))

    async def _stored_versions(self, name: str) -> list[int]:
        """The versions of one id, as the leader knows them."""
        found: list[str] = []
        while True:
            question = {"subjects_filter": self._layout.entries(name), "offset": len(found)}
            answer = await self._connection.request(self._info, wire.encode(question), seconds=_SECONDS)
            page = wire.subjects_answer(answer.data)
            if page.error is not None:
                raise LogUnavailable(f"the log cannot be read: {page.error.description}")
            subjects = page.state.subjects if page.state else None
            found += subjects or ()
            if not subjects or len(found) >= page.total:
                return [parsed[1] for each in found if (parsed := self._layout.parse_entry(each))]

    async def _last_if_leader(self, name: str) -> tuple[int, int] | None:
        return await self._last(name) if self._from_leader else None

    async def _missing(self, name: str, found: list[Entry], after: int, until: int) -> list[Entry]:
        """What a replica has not got yet, up to version `until`, one by one from the leader."""
        if any(entry.version >= until for entry in found) or until <= after:
            return []
        position = max((entry.position for entry in found), default=0)
        if not found and after > 0:
            known = await self.last_on(self._layout.entry(name, after))
            position = 0 if known is None else known.seq
        missing: list[Entry] = []
        version = after
        while version < until:
            question = {"seq": position + 1, "next_by_subj": self._layout.entries(name)}
            stored = await self._ask_leader(question)
            entry = None if stored is None else self._from_stored(stored)
            if entry is None:
                break
            position = entry.position
            if not entry.fault:
                missing.append(entry)
                version = entry.version
        return missing

    async def _ask_leader(self, question: Mapping[str, Any]) -> wire.StoredMessage | None:
        answer = await self._connection.fetch(self._leader, wire.encode(question), seconds=_SECONDS)
        found = wire.stored_answer(answer.data)
        if found.error is not None and found.error.err_code != wire.NO_MESSAGE:
            raise LogUnavailable(f"the log cannot be read: {found.error.description}")
        return found.message

    async def _get(self, question: Mapping[str, Any]) -> tuple[list[Message], bool]:
        """Messages by batched direct gets, and whether the stream has more after them."""
        messages: list[Message] = []
        while True:
            page = await direct.page(
                self._connection, self._layout.stream, question, seconds=_SECONDS, of="the log"
            )
            messages += page.messages
            if not (page.more and "multi_last" in question and page.messages):
                return messages, page.more
            after = direct.sequence(page.messages[-1])
            question = {**question, "seq": after + 1, "up_to_seq": page.up_to}

    def _entries(self, messages: Sequence[Message]) -> list[Entry]:
        found = [
            self.entry(headers[wire.SUBJECT], int(headers[wire.SEQUENCE]), message.data, headers)
            for message in messages
            if (headers := message.headers) is not None
        ]
        return [entry for entry in found if entry is not None]


def _within(version: int, until: int | None) -> bool:
    return until is None or version <= until


def _in_order(entries: Any) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.version)
