"""The keys of files, wrapped, in a stream of their own: written once, erased on the disk, never backed up."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import aclosing
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.fact import Refusal
from domain.vocabulary import Ins
from eventlog.connection import Connection
from eventlog.following import OrderedConsumer
from eventlog.journal import LogError, LogUnavailable
from eventlog.layout import escape, unescape
from eventlog.sealing.master import MasterKey, NoMasterKey, joined, joined_key
from eventlog.shelf import Shelf, SubjectTaken

_TOMB: Final = b""
_PAGE: Final = 256
# More files than a centre has open at once: an older one is fetched again with its neighbours.
_KEPT: Final = 4_000


class FileErased(Refusal):
    """The file was erased: nothing about a patient is ever written to it again."""


class KeyLost(LogError):
    """Facts are sealed under a key that is neither kept nor erased."""


def keys_stream(code: str) -> str:
    """Name of the stream that holds the keys of a centre."""
    return f"KEYS_{escape(code)}"


class Keys:
    """The keys of one centre. What was asked lately is kept in memory, until the file is erased.

    Every coroutine raises LogUnavailable, and NoMasterKey where a key was wrapped by another master key.
    """

    def __init__(
        self,
        connection: Connection,
        code: str,
        *,
        replicas: int = 1,
    ) -> None:
        self._connection = connection
        self._prefix = f"keys.{escape(code)}"
        subjects = [f"{self._prefix}.>"]
        self._shelf = Shelf(connection, keys_stream(code), subjects, replicas=replicas, write_once=True)
        self._subjects = subjects
        self._master: MasterKey | None = None
        self._raw: OrderedDict[str, bytes | None] = OrderedDict()
        self.ciphers: dict[str, AESGCM | None] = {}
        """By names of files, separated by commas: how to read what they seal, None once erased."""
        self._listeners: list[Callable[[str], None]] = []

    async def open(self) -> None:
        """Create the stream on first use."""
        await self._shelf.open()

    async def unlock(self, read: Callable[[], MasterKey], make: Callable[[], MasterKey]) -> None:
        """Take the master key: `make` it for a new log, `read` it for one that has keys.

        Raises NoMasterKey where it is not that of this log.
        """
        subject = f"{self._prefix}.master"
        known = await self._shelf.get(subject)
        self._master = make() if known is None else read()
        if known is None:
            try:
                await self._shelf.put(subject, self._master.fingerprint.encode())
            except SubjectTaken:
                known = await self._shelf.get(subject)
        if known is not None and known.decode() != self._master.fingerprint:
            self._master = None
            raise NoMasterKey("this master key is not that of the log: its keys were wrapped by another")

    async def for_sealing(self, files: Iterable[str]) -> tuple[str, AESGCM]:
        """The name and the cipher of what belongs to these files; their keys are made where they have none.

        Raises FileErased.
        """
        names = sorted(set(files))
        for name in names:
            if name not in self._raw:
                await self._make(name)
        together = ",".join(names)
        cipher = self._cipher(together)
        if cipher is None:
            raise FileErased(f"file {together} was erased")
        return together, cipher

    async def ready(self, wanted: Iterable[str]) -> None:
        """Fetch what it takes to read what is sealed under these names, into `ciphers`."""
        if len(self.ciphers) > _KEPT:
            self.ciphers.clear()
        missing = [name for name in wanted if name not in self.ciphers]
        for together in missing:
            names = together.split(",")
            for name in names:
                if name not in self._raw:
                    await self._fetch(name)
            if all(name in self._raw for name in names):
                self._cipher(together)
        while len(self._raw) > _KEPT:
            self._raw.popitem(last=False)

    async def disclosed(self, wanted: Iterable[str]) -> dict[str, bytes | None]:
        """The key (32 bytes) to hand over of each of these names of files, separated by commas: it opens what
        is sealed under exactly these. None once one of them is erased. Raises KeyLost."""
        return {together: await self._disclosed(together) for together in wanted}

    async def _disclosed(self, together: str) -> bytes | None:
        keys: list[bytes] = []
        for name in together.split(","):
            if name not in self._raw:
                await self._fetch(name)
            if name not in self._raw:
                raise KeyLost(f"the key of file {name} is missing, and it was not erased")
            key = self._raw[name]
            if key is None:
                return None
            keys.append(key)
        return joined_key(keys)

    async def destroy(self, file: str, eraser: Connection | None = None) -> bool:
        """Erase the key of a file for good, and tell every process. Whether there was one.

        `eraser` is the connection of a user who may erase, by default that of these keys.
        """
        subject = self._of_file(file)
        erasing = Shelf(eraser or self._connection, self._shelf.stream, self._subjects, write_once=True)
        found = False
        while (value := await self._shelf.get(subject)) != _TOMB:
            if value is not None:
                found = await erasing.erase(subject) or found
            try:
                await self._shelf.put(subject, _TOMB)
            except SubjectTaken:
                continue  # another process made a key, or erased it, in between
        await self._put_once(f"{self._prefix}.erased.{escape(file)}")
        self._forget(file)
        return found

    async def has(self, file: str) -> bool:
        """Whether a file has a key that is not erased."""
        return bool(await self._shelf.get(self._of_file(file)))

    async def note_person(self, ins: Ins, file: str) -> None:
        """Remember that a file holds a person, whose number is not written."""
        await self._put_once(f"{self._of_person(ins)}.{escape(file)}")

    async def files_of(self, ins: Ins) -> list[str]:
        """The files that ever held a person, in the order they first did. Some may hold them no more."""
        found = await self._shelf.following(f"{self._of_person(ins)}.*", 1, 1000)
        return [unescape(subject.rpartition(".")[2]) for subject, _ in found]

    def token_of(self, ins: Ins) -> str:
        """What stands for a person where their number must not: the same for the same number, at one site."""
        return self._unlocked().person(f"{ins.oid} {ins.number}")

    def on_erased(self, tell: Callable[[str], None]) -> None:
        """Be told the name of each file erased, by whatever process, and of those erased before."""
        self._listeners.append(tell)

    async def watch(self) -> None:
        """Hear of erasures, for ever; waits while the server is away."""
        consumer = OrderedConsumer(
            self._connection, self._shelf.stream, subjects=f"{self._prefix}.erased.*", latest=True
        )
        async with aclosing(consumer.messages()) as messages:
            async for each in messages:
                self._forget(unescape(each.message.subject.rpartition(".")[2]))

    async def _put_once(self, subject: str) -> None:
        try:
            await self._shelf.put(subject, b"1")
        except SubjectTaken:
            return

    def _forget(self, file: str) -> None:
        self._raw[file] = None
        for together in [each for each in self.ciphers if file in each.split(",")]:
            self.ciphers[together] = None
        for tell in self._listeners:
            tell(file)

    async def _make(self, file: str) -> None:
        key = secrets.token_bytes(32)
        try:
            await self._shelf.put(self._of_file(file), self._unlocked().wrap(key, file))
        except SubjectTaken:
            await self._fetch(file)
        else:
            self._raw[file] = key

    async def _fetch(self, file: str) -> None:
        """The key of a file and of those made next: who reads one story will soon read its neighbours."""
        found = await self._shelf.find(self._of_file(file))
        if found is None:
            return
        self._take(file, found.data)
        for subject, value in await self._shelf.following(self._of_file("*"), found.seq + 1, _PAGE):
            name = unescape(subject.rpartition(".")[2])
            if name not in self._raw:
                self._take(name, value)

    def _take(self, file: str, value: bytes) -> None:
        self._raw[file] = None if value == _TOMB else self._unlocked().unwrap(value, file)

    def _cipher(self, together: str) -> AESGCM | None:
        if together not in self.ciphers:
            keys = [self._raw[name] for name in together.split(",")]
            whole = [key for key in keys if key is not None]
            self.ciphers[together] = joined(whole) if len(whole) == len(keys) else None
        return self.ciphers[together]

    def _unlocked(self) -> MasterKey:
        if self._master is None:
            raise LogUnavailable("the keys are locked: no master key was given")
        return self._master

    def _of_file(self, file: str) -> str:
        return f"{self._prefix}.file.{file if file == '*' else escape(file)}"

    def _of_person(self, ins: Ins) -> str:
        return f"{self._prefix}.person.{self.token_of(ins)}"
