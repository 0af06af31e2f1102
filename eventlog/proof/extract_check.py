"""Verifying an extract: the centre's signature, each fact, the list, and what can be opened. By the standard
library alone: a part of `verify_extract.py`.
"""

import base64
import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, Any

from eventlog.proof.opening import FILE_KEYS, Accesses, Opening
from eventlog.proof.primitives import (
    EMPTY,
    Checkpoint,
    Fault,
    Key,
    chained,
    leaf_hash,
    map_root,
    read_checkpoint,
    root_from,
    signature_line,
    signed,
    split_note,
    unbase64,
)
from eventlog.proof.query_check import Query
from eventlog.proof.written import (
    BROKEN,
    bytes_of,
    canonical,
    in_words,
    read_json,
    whole_number,
    within,
)

FORMAT = "vigie-extract/2"
_FORMATS = ("vigie-extract/1", FORMAT)
"""The first had no keys, and no word of them in its manifest."""
FILES = ("checkpoint.txt", "counts.json", "facts.ndjson", "keys.json", "verify_extract.py")
"""Of every extract; of one whose facts can be opened, FILE_KEYS too."""
_MOST_FAULTS = 100
_OPEN = {"data", "headers", "line", "of", "position", "proof", "subject"}
_WITHHELD = {"leaf", "line", "of", "position", "proof"}


class Verification:
    """One extract, verified by `run`; `faults` says what is wrong with it, `said` what it proves, `accesses`
    what its facts tell. `opened`: where these facts are written in clear, once all of it is verified;
    `progress` is called with how many facts were read, and of how many."""

    def __init__(
        self,
        folder: Path,
        key: str | None = None,
        witness: str | None = None,
        *,
        opened: Path | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.faults: list[str] = []
        self.said: list[str] = []
        self.accesses = Accesses()
        self._out, self._progress = opened, progress
        self._clear: IO[bytes] | None = None
        self._folder = folder
        self._pinned, self._witness = key, witness
        self._seen: dict[str, tuple[int, str]] = {}
        self._names: list[str] = []  # of the counts that the extract is complete for
        self._chains: list[tuple[int, bytes]] = []
        self._shown = self._hidden = self._last = 0

    def run(self) -> list[str]:
        """Verify everything; return the faults."""
        try:
            if self._out is None:
                self._run()
            else:
                self._write(self._out)
        except OSError as error:
            self.faults.append(f"{error.filename}: {error.strerror}")
        except BROKEN as error:
            self.faults.append(in_words(error))
        return self.faults

    def _write(self, out: Path) -> None:
        """Verify, and write the facts in clear: `out` appears where there is no fault."""
        if out.exists():
            raise Fault(f"{out} exists already")
        partial = out.with_name(f"{out.name}.partial")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as self._clear:
                self._run()
            if not self.faults:
                partial.rename(out)
        finally:
            with suppress(FileNotFoundError):
                partial.unlink()

    def _run(self) -> None:
        manifest_bytes = self._read("manifest.json")
        with within("manifest.json"):
            manifest = read_json(manifest_bytes)
            self._format = manifest["format"]
            if self._format not in _FORMATS:
                raise Fault("not a format known here: take the verifier of a later Vigie")
            carries = self._format == FORMAT and manifest["opened"]
            self._files = (*FILES, FILE_KEYS) if carries else FILES
            self._lines = whole_number(manifest["facts"]) + whole_number(manifest["withheld"])
            self._names = [str(each) for each in manifest["complete"]]
            self._query = Query(manifest["query"], self._names)
        checkpoint, key = self._checkpoint()
        with within("manifest.sig"):
            signature = signature_line(self._read("manifest.sig").removesuffix(b"\n"))
            if self._read("manifest.sig").count(b"\n") != 1 or not signed(
                self._format.encode() + b"\n" + manifest_bytes, [signature], key
            ):
                raise Fault("not signed by the key of the checkpoint")
        with within(FILE_KEYS):
            self._opening = Opening(read_json(self._read(FILE_KEYS)) if carries else None)
        self._facts(checkpoint)
        self._counts(checkpoint)
        with within("manifest.json"):
            self._compare(manifest, checkpoint)
        self._say(manifest, checkpoint)

    def _read(self, name: str) -> bytes:
        data = (self._folder / name).read_bytes()
        self._seen[name] = (len(data), hashlib.sha256(data).hexdigest())
        return data

    def _checkpoint(self) -> tuple[Checkpoint, Key]:
        """The checkpoint, and the key that signed it, found from the pinned or the first one."""
        with within("keys.json"):
            notes = [str(each).encode() for each in read_json(self._read("keys.json"))]
            first = read_checkpoint(split_note(notes[0])[0]).introduces
            key = Key.read(self._pinned or first or "")
            # A key given by hand may be any of those that followed one another.
            known = self._pinned is None or self._pinned == first
            for number, note in enumerate(notes):
                text, signatures = split_note(note)
                new = Key.read(read_checkpoint(text).introduces or "")
                if known and not signed(text, signatures, key):
                    raise Fault(f"key {number + 1} is introduced by an unknown key")
                if known or new == key:
                    key, known = new, True
                    if not signed(text, signatures, key):
                        raise Fault(f"key {number + 1} does not sign its own introduction")
            if not known:
                raise Fault(f"unknown key: the extract is not signed under {self._pinned}")
        with within("checkpoint.txt"):
            text, signatures = split_note(self._read("checkpoint.txt"))
            if not signed(text, signatures, key):
                raise Fault("unknown key: not signed by the key of this log")
            checkpoint = read_checkpoint(text)
            if checkpoint.origin != key.name:
                raise Fault("the checkpoint of another log")
            self._witnesses(text, [each for each in signatures if each[:2] != (key.name, key.id)])
        pinned = "as given" if self._pinned else "NOT compared with one that you got by another way"
        self.said.append(f"key {key.name}+{key.id.hex()} ({pinned})")
        return checkpoint, key

    def _witnesses(self, text: bytes, others: list[tuple[str, bytes, bytes]]) -> None:
        if self._witness is not None and not signed(text, others, Key.read(self._witness)):
            raise Fault("not cosigned by the witness given")
        for name, _, signature in others:
            at = datetime.fromtimestamp(int.from_bytes(signature[:8], "big"), timezone.utc)  # noqa: UP017
            sure = "verified" if self._witness else "NOT verified: give its key with --witness"
            self.said.append(f"cosigned by {name} at {at:%Y-%m-%dT%H:%M:%SZ} ({sure})")

    def _facts(self, checkpoint: Checkpoint) -> None:
        self._chains = [(0, EMPTY) for _ in self._names]
        digest, size = hashlib.sha256(), 0
        with (self._folder / "facts.ndjson").open("rb") as lines:
            for number, line in enumerate(lines, 1):
                digest.update(line)
                size += len(line)
                try:
                    self._fact(read_json(line), number, checkpoint)
                except BROKEN as error:
                    self._note(f"facts.ndjson line {number} (after position {self._last}): {in_words(error)}")
                if self._progress is not None:
                    self._progress(number, self._lines)
        for fault in self._opening.unused():
            self._note(fault)
        self._seen["facts.ndjson"] = (size, digest.hexdigest())

    def _fact(self, fact: Any, number: int, checkpoint: Checkpoint) -> None:
        position, withheld = whole_number(fact["position"]), "leaf" in fact
        if set(fact) != (_WITHHELD if withheld else _OPEN):
            raise Fault(f"position {position}: not the fields of a fact")
        if fact["line"] != number:
            self._note(f"facts.ndjson line {number} (position {position}): it was line {fact['line']}")
        if position <= self._last:
            self._note(f"facts.ndjson line {number}: position {position} comes after {self._last}")
        self._last = max(position, self._last)
        if withheld:
            leaf = unbase64(fact["leaf"], 32)
        else:
            parts = [bytes_of(fact[name]) for name in ("subject", "headers", "data")]
            leaf = leaf_hash(position, *parts)
            self._open(position, *parts)
        path = [unbase64(each, 32) for each in fact["proof"]]
        if root_from(position - 1, checkpoint.size, leaf, path) != checkpoint.root:
            self._note(f"facts.ndjson line {number}: position {position} is not what the log holds there")
        for each in fact["of"]:
            which, ordinal = map(whole_number, each)
            count, head = self._chains[which]
            if ordinal != count + 1:
                said = f"position {position} is fact {ordinal} of {self._names[which]}"
                self._note(f"{said}, after its fact {count}")
            self._chains[which] = (ordinal, chained(head, leaf))
        if self._query.answered_by(which for which, _ in fact["of"]) and withheld:
            self._note(f"position {position} answers what was asked, and is withheld")
        self._hidden += withheld
        self._shown += not withheld

    def _open(self, position: int, *parts: bytes) -> None:
        try:
            read = self._opening.read(position, *parts)
            self.accesses.take(read)
            if self._clear is not None:
                self._clear.write(canonical(read.told()))
        except BROKEN as error:
            self._note(f"position {position}: {in_words(error)}")

    def _counts(self, checkpoint: Checkpoint) -> None:
        with within("counts.json"):
            proofs = read_json(self._read("counts.json"))
            if len(proofs) != len(self._names):
                raise Fault("not one proof for each name")
            for name, proof, chain in zip(self._names, proofs, self._chains, strict=True):
                if set(proof) != {"end", "path"}:
                    raise Fault(f"{name}: not the fields of a proof")
                path = [unbase64(each, 32) for each in proof["path"]]
                root, count, head = map_root(name, path, proof["end"])
                if root != checkpoint.counts:
                    raise Fault(f"the count of {name} is not the one that the checkpoint signs")
                if chain != (count, head):
                    self._note(f"{name} has {count} facts in the log; those here are not these")
                self.said.append(f"complete for {name}: {count} facts")

    def _compare(self, manifest: Any, checkpoint: Checkpoint) -> None:
        self._read("verify_extract.py")
        files = {name: {"bytes": self._seen[name][0], "sha256": self._seen[name][1]} for name in self._files}
        for name in self._files:
            if manifest["files"].get(name) != files[name]:
                self._note(f"{name}: not the file that the manifest names")
        expected = {
            "checkpoint": {"number": checkpoint.number, "size": checkpoint.size},
            "complete": self._names,
            "facts": self._shown,
            "files": files,
            "format": self._format,
            "origin": checkpoint.origin,
            "withheld": self._hidden,
        }
        if self._lines != self._shown + self._hidden:
            self._note(
                f"facts.ndjson ends after position {self._last}: not the {self._lines} facts there were"
            )
        if self._format == FORMAT:
            expected["opened"] = FILE_KEYS in self._files
        expected |= {name: manifest.get(name) for name in ("asked", "made_at", "made_by", "query")}
        if manifest != expected:
            wrong = sorted(
                name for name in {*manifest, *expected} if manifest.get(name) != expected.get(name)
            )
            raise Fault(f"does not say what the extract is: {', '.join(wrong)}")
        for each in sorted({file.name for file in self._folder.iterdir()} ^ {*self._files, *_MANIFEST}):
            self._note(f"{each}: not a file of this extract")

    def _say(self, manifest: Any, checkpoint: Checkpoint) -> None:
        self.said.append(f"{self._shown} facts, {self._hidden} withheld, asked: {manifest['asked']}")
        self.said.append(self._query.said())
        self.said.append(self._opening.said())
        self.said.append(f"log {checkpoint.origin}, checkpoint {checkpoint.number} of {checkpoint.at}:")
        self.said.append(f"{checkpoint.size} facts, root {base64.b64encode(checkpoint.root).decode()}")

    def _note(self, fault: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(fault)


_MANIFEST = ("manifest.json", "manifest.sig")
