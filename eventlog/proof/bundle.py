"""Extracts that prove themselves: chosen facts, their proofs, the checkpoint, and a verifier beside them."""

import base64
import hashlib
import heapq
import os
import shutil
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

import msgspec

from eventlog.connection import Connection
from eventlog.journal import LogError
from eventlog.proof.checkpoints import Checkpoints, Signed
from eventlog.proof.extract_check import FORMAT
from eventlog.proof.ledger import Ledger
from eventlog.proof.notes import NoSigningKey, Signer, quickly_signed, stamp
from eventlog.proof.opening import FILE_KEYS, sealed_in
from eventlog.proof.picking import pick
from eventlog.proof.primitives import split_note
from eventlog.proof.query_check import Query
from eventlog.proof.stored import Stored
from eventlog.proof.verifier import verifier
from eventlog.proof.written import canonical, text_of

Reveal = Callable[[Iterable[str]], Awaitable[Mapping[str, bytes | None]]]
"""The keys that open what is sealed under these names of files; None for what is erased."""
_CHUNK: Final = 256


class NotSealed(LogError):
    """No checkpoint signs the counts as they stand: to be asked again after the next one."""


class FactAltered(LogError):
    """A fact of the log is not what was signed: nothing is exported."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to extract. `positions` in order, without repetition; None takes every fact of `complete`.

    `complete`: names of counts (`concerning.person`, `concerning.patient`). Their facts that are not among
    the positions are withheld: their place and hash are given, so that nobody can say there were others.
    `query`: groups of names. A fact that counts for a name of each group is shown, and the extract is
    complete for all these names: who verifies it sees that nothing else answers.
    `reveal` gives the keys of the files whose facts are shown, to be carried by the extract; None leaves them
    out: then it proves itself, and nobody reads by it what facts say of patients.
    `asked` says in words or codes what was asked; `by` who made it, `at` when.
    """

    positions: Iterable[int] | None = None
    complete: tuple[str, ...] = ()
    query: tuple[tuple[str, ...], ...] = ()
    asked: Any = None
    by: str
    at: datetime
    reveal: Reveal | None = None


class Extracted(msgspec.Struct, frozen=True):
    """What an extract holds."""

    facts: int
    withheld: int
    checkpoint: int
    size: int


async def extract(
    connection: Connection,
    stream: str,
    checkpoints: Checkpoints,
    ledger: Ledger,
    signer: Signer,
    wanted: Wanted,
    out: Path,
    *,
    progress: Callable[[int], None] | None = None,
) -> Extracted:
    """Write the folder `out`, which appears only once it is whole.

    Memory does not grow with the extract. `ledger` is a reader's own, and stays as it was when this began.
    Raises NotSealed, FactAltered, NoSigningKey, LogUnavailable, what `wanted.reveal` raises;
    ValueError where `out` exists or a position is not under the checkpoint; OSError from the disk.
    """
    ledger.snapshot()
    signed = await _sealing(checkpoints, ledger)
    if not quickly_signed(*split_note(signed.note), signer.key):
        raise NoSigningKey("the signing key is not the one of the last checkpoint")
    partial = _begun(out)
    writing = _Writing(partial, ledger, signed, wanted)
    try:
        async for stored in pick(connection, stream, writing.positions()):
            writing.fact(stored)
            if progress is not None:
                progress(stored.position)
        await writing.rest(checkpoints)
        writing.manifest(signer)
        partial.rename(out)
    finally:
        writing.close()
        with suppress(FileNotFoundError):
            shutil.rmtree(partial)
    return writing.extracted()


def _begun(out: Path) -> Path:
    """An empty folder beside `out`, to become it."""
    if out.exists():
        raise ValueError(f"{out} exists already")
    partial = out.with_name(f"{out.name}.partial")
    with suppress(FileNotFoundError):
        shutil.rmtree(partial)
    partial.mkdir(mode=0o700, parents=True)
    return partial


async def _sealing(checkpoints: Checkpoints, ledger: Ledger) -> Signed:
    """The checkpoint that signs what is sealed."""
    sealed, signed = ledger.sealed(), await checkpoints.last()
    while signed is not None and signed.checkpoint is not None and signed.checkpoint.size > sealed.size:
        signed = await checkpoints.find(signed.number - 1)
    found = signed.checkpoint if signed is not None else None
    if signed is None or found is None or (found.size, found.counts) != (sealed.size, sealed.counts):
        raise NotSealed("no checkpoint signs the log as the folder of proofs knows it: wait for the next one")
    return signed


class _Writing:
    """The files of one extract as they are written."""

    def __init__(self, folder: Path, ledger: Ledger, signed: Signed, wanted: Wanted) -> None:
        if signed.checkpoint is None:
            raise NotSealed(signed.fault)
        self._folder = folder
        self._ledger = ledger
        self._signed = signed
        self._checkpoint = signed.checkpoint
        self._wanted = wanted
        self._names = list(
            dict.fromkeys([*wanted.complete, *(name for group in wanted.query for name in group)])
        )
        self._query = Query([list(group) for group in wanted.query], self._names)
        self._files: dict[str, dict[str, Any]] = {}
        self._lines = (folder / "facts.ndjson").open("wb")
        self._digest = hashlib.sha256()
        self._of: dict[int, tuple[bool, list[list[int]]]] = {}
        self._shown = self._hidden = 0
        self._sealing: set[str] = set()

    def positions(self) -> Iterator[list[int]]:
        """Every position that has a line, in order, by chunks."""
        chunks = self._merged()
        while chunk := list(islice(chunks, _CHUNK)):
            for position, shown, of in chunk:
                self._of[position] = (shown, of)
            yield [position for position, _, _ in chunk]

    def _merged(self) -> Iterator[tuple[int, bool, list[list[int]]]]:
        size, complete = self._checkpoint.size, self._names
        chosen = self._wanted.positions
        ways = [_way(which, self._ledger.positions(name, size)) for which, name in enumerate(complete)]
        shown = ((position, -1, 0) for position in _checked(chosen or (), size))
        for position, met in groupby(heapq.merge(shown, *ways), key=lambda each: each[0]):
            all_met = list(met)
            of = [[which, ordinal] for _, which, ordinal in all_met if which >= 0]
            answers = self._query.answered_by(which for which, _ in of)
            yield position, chosen is None or all_met[0][1] < 0 or answers, of

    def fact(self, stored: Stored) -> None:
        """Write one fact, or what stands for it. Raises FactAltered."""
        position, leaf = stored.position, stored.leaf()
        if leaf != self._ledger.leaf(position):
            raise FactAltered(f"position {position} of the log is not what was signed: run `vigie verify`")
        shown, of = self._of.pop(position)
        proof = [_base64(each) for each in self._ledger.inclusion(position, self._checkpoint.size)]
        number = self._shown + self._hidden + 1
        line: dict[str, Any] = {"line": number, "of": of, "position": position, "proof": proof}
        if shown:
            parts = {"subject": stored.subject, "headers": stored.headers, "data": stored.data}
            line |= {name: text_of(data) for name, data in parts.items()}
            if (sealed := sealed_in(stored.subject, stored.headers)) is not None:
                self._sealing.add(sealed.files)
        else:
            line["leaf"] = _base64(leaf)
        self._shown, self._hidden = self._shown + shown, self._hidden + (not shown)
        written = canonical(line)
        self._digest.update(written)
        self._lines.write(written)

    async def rest(self, checkpoints: Checkpoints) -> None:
        """Write the other files. Raises FactAltered where a fact could not be read."""
        if self._of:
            raise FactAltered(f"position {min(self._of)} of the log is missing: run `vigie verify`")
        size = self._lines.tell()
        self._sync(self._lines)
        self._files["facts.ndjson"] = {"bytes": size, "sha256": self._digest.hexdigest()}
        proofs = [self._ledger.count_proof(name) for name in self._names]
        said = [{"end": _encoded(end), "path": [_base64(each) for each in path]} for path, end in proofs]
        self._put("counts.json", canonical(said))
        if self._wanted.reveal is not None:
            self._put(FILE_KEYS, _disclosed(await self._wanted.reveal(sorted(self._sealing))))
        number = self._signed.number
        keys = [
            each.note.decode()
            async for each in checkpoints.all()
            if each.number <= number and each.checkpoint and each.checkpoint.introduces
        ]
        self._put("keys.json", canonical(keys))
        cosigned = await checkpoints.cosignatures(number)
        self._put("checkpoint.txt", self._signed.note + cosigned)
        self._put("verify_extract.py", verifier())

    def manifest(self, signer: Signer) -> None:
        """Write what the extract is, and sign it."""
        manifest = canonical(
            {
                "asked": self._wanted.asked,
                "checkpoint": {"number": self._signed.number, "size": self._checkpoint.size},
                "complete": self._names,
                "facts": self._shown,
                "files": self._files,
                "format": FORMAT,
                "made_at": stamp(self._wanted.at),
                "made_by": self._wanted.by,
                "opened": FILE_KEYS in self._files,
                "origin": self._checkpoint.origin,
                "query": [list(group) for group in self._wanted.query],
                "withheld": self._hidden,
            }
        )
        self._put("manifest.json", manifest)
        self._put("manifest.sig", signer.line(FORMAT.encode() + b"\n" + manifest))
        folder = os.open(self._folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def extracted(self) -> Extracted:
        return Extracted(self._shown, self._hidden, self._signed.number, self._checkpoint.size)

    def close(self) -> None:
        self._lines.close()

    def _put(self, name: str, data: bytes) -> None:
        with (self._folder / name).open("wb") as out:
            out.write(data)
            self._sync(out)
        self._files[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    @staticmethod
    def _sync(out: Any) -> None:
        out.flush()
        os.fsync(out.fileno())


def _way(which: int, positions: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    return ((position, which, ordinal) for ordinal, position in enumerate(positions, 1))


def _checked(positions: Iterable[int], size: int) -> Iterator[int]:
    last = 0
    for position in positions:
        if position <= last:
            raise ValueError(f"position {position} comes after {last}")
        if position > size:
            raise ValueError(f"position {position} is not under the checkpoint, which signs {size} facts")
        last = position
        yield position


def _disclosed(keys: Mapping[str, bytes | None]) -> bytes:
    found = {name: _base64(key) for name, key in keys.items() if key is not None}
    return canonical({"erased": sorted(keys.keys() - found.keys()), "keys": found})


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _encoded(end: Any) -> Any:
    return end and {name: _base64(each) if isinstance(each, bytes) else each for name, each in end.items()}
