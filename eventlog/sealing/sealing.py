"""Which keys seal what is about to be stored: those of the files whose patients a fact is about."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec

from domain import regulation_call
from domain.envelope import Recorded, StreamId
from domain.personal import cleared
from domain.regulation_call.facts import PatientIdentified, PatientIdentityQualified
from domain.vocabulary import Ins, InsStatus
from eventlog.codec import Codec
from eventlog.journal import Entry, LogError
from eventlog.sealing import blob
from eventlog.sealing.files import file_of, file_of_state, mission_stream, missions_of
from eventlog.sealing.keys import FileErased, Keys

LoadState = Callable[[StreamId], Awaitable[Any]]


class NoFile(LogError):
    """A fact says something of a patient, and no file tells whose. Nothing of this append is stored."""


class Sealing:
    """Seals the facts and the snapshots of one centre."""

    def __init__(self, keys: Keys, codec: Codec) -> None:
        self.keys = keys
        self._codec = codec

    async def entries(
        self, recorded: Sequence[Recorded[Any]], states: Mapping[StreamId, Any], load: LoadState
    ) -> list[Entry]:
        """The entries of facts that are about to be appended; `states` are those before them.

        `load` gives the state of another stream. Raises NoFile, FileErased, UnreadableFact, LogUnavailable.
        """
        files: dict[StreamId, str] = {}
        for each in recorded:
            known = file_of(each.stream, each.fact, states[each.stream])
            if known is not None:
                files.setdefault(each.stream, known)
        return [await self._entry(each, files, load) for each in _without_hints(recorded)]

    async def _entry(self, recorded: Recorded[Any], files: Mapping[StreamId, str], load: LoadState) -> Entry:
        if not _is_sealed(recorded):
            return self._codec.encode(recorded)
        own = files.get(recorded.stream)
        whose = {own} if own is not None else set[str]()
        for name in missions_of(recorded.stream, recorded.fact):
            stream = mission_stream(name)
            found = files.get(stream) or file_of_state(stream, await load(stream))
            if found is not None:
                whose.add(found)
        if not whose:
            raise NoFile(f"{recorded.event_id} says something of a patient of no known file")
        if own is not None and (ins := _qualified(recorded)) is not None:
            await self.keys.note_person(ins, own)
        key, cipher = await self.keys.for_sealing(whose)
        return self._codec.encode(recorded, (key, cipher))

    async def closed(self, stream: StreamId, state: Any, data: bytes) -> tuple[str, bytes] | None:
        """A snapshot as it may be kept, and the name of its key (empty: it is in clear); None: keep none."""
        file = file_of_state(stream, state)
        if file is None:
            return "", data
        try:
            key, cipher = await self.keys.for_sealing([file])
        except FileErased:
            return None
        return key, blob.sealed(cipher, data, str(stream), "snapshot").encode("ascii")

    async def opened(self, stream: StreamId, key: str, data: bytes) -> bytes | None:
        """The snapshot that `closed` made; None where it cannot be read any more."""
        if not key:
            return data
        await self.keys.ready([key])
        cipher = self.keys.ciphers.get(key)
        if cipher is None:
            return None
        try:
            return blob.opened(cipher, data.decode("ascii"), str(stream), "snapshot")
        except ValueError:
            return None


def _without_hints(recorded: Sequence[Recorded[Any]]) -> Sequence[Recorded[Any]]:
    """The same, where the digest of a command that says something of a patient is on sealed facts only."""
    if not any(each.digest and _is_sealed(each) for each in recorded):
        return recorded
    return [each if _is_sealed(each) else msgspec.structs.replace(each, digest="") for each in recorded]


def _is_sealed(recorded: Recorded[Any]) -> bool:
    return cleared(recorded.fact) is not recorded.fact


def _qualified(recorded: Recorded[Any]) -> Ins | None:
    """The qualified INS number that a fact of a file gives."""
    if recorded.stream.kind != regulation_call.KIND:
        return None
    match recorded.fact:
        case PatientIdentified(ins=msgspec.Struct() as ins, status=InsStatus.QUALIFIED):
            return ins
        case PatientIdentityQualified(ins=ins):
            return ins
        case _:
            return None
