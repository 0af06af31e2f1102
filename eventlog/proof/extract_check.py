#!/usr/bin/env python3
"""Verify an extract of a Vigie log. One file, Python 3.10 or later, nothing else to install.

    python3 -I verify_extract.py FOLDER [--key KEY] [--witness KEY]

KEY is what the centre (or the witness) gave you by another way: `name+12345678+base64`. Exit code 0:
every fact is in the signed log, byte for byte, at its position, and the list is complete where it says
so. Exit code 1: each fault is named. `docs/proofs.md` of Vigie tells what is proved and what is not.
"""

import argparse
import base64
import hashlib
import json
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

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

FORMAT = "vigie-extract/1"
FILES = ("checkpoint.txt", "counts.json", "facts.ndjson", "keys.json", "verify_extract.py")
_MOST_FAULTS = 100
_BROKEN = (Fault, KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)
_OPEN = {"data", "headers", "line", "of", "position", "proof", "subject"}
_WITHHELD = {"leaf", "line", "of", "position", "proof"}


def canonical(value: Any) -> bytes:
    """The one JSON of a value, with the end of its line."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def text_of(data: bytes) -> Any:
    """How the bytes of a stored message are written: as text where they are, else in base64."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def _bytes_of(said: Any) -> bytes:
    data = said.encode() if isinstance(said, str) else unbase64(said["base64"])
    if text_of(data) != said:
        raise Fault("bytes written in another way than ours")
    return data


def _json(data: bytes) -> Any:
    value = json.loads(data)
    if canonical(value) != data:
        raise Fault("not written as Vigie writes")
    return value


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise Fault("not a number")
    return value


class Verification:
    """One extract, verified by `run`; `faults` says what is wrong with it, `said` what it proves."""

    def __init__(self, folder: Path, key: str | None = None, witness: str | None = None) -> None:
        self.faults: list[str] = []
        self.said: list[str] = []
        self._folder = folder
        self._pinned, self._witness = key, witness
        self._seen: dict[str, tuple[int, str]] = {}
        self._names: list[str] = []  # of the counts that the extract is complete for
        self._chains: list[tuple[int, bytes]] = []
        self._shown = self._hidden = self._last = 0

    def run(self) -> list[str]:
        """Verify everything; return the faults."""
        try:
            self._run()
        except OSError as error:
            self.faults.append(f"{error.filename}: {error.strerror}")
        except _BROKEN as error:
            self.faults.append(_words(error))
        return self.faults

    def _run(self) -> None:
        manifest_bytes = self._read("manifest.json")
        with _named("manifest.json"):
            manifest = _json(manifest_bytes)
            self._names = [str(each) for each in manifest["complete"]]
            self._query = Query(manifest["query"], self._names)
        checkpoint, key = self._checkpoint()
        with _named("manifest.sig"):
            signature = signature_line(self._read("manifest.sig").removesuffix(b"\n"))
            if self._read("manifest.sig").count(b"\n") != 1 or not signed(
                FORMAT.encode() + b"\n" + manifest_bytes, [signature], key
            ):
                raise Fault("not signed by the key of the checkpoint")
        self._facts(checkpoint)
        self._counts(checkpoint)
        with _named("manifest.json"):
            self._compare(manifest, checkpoint)
        self._say(manifest, checkpoint)

    def _read(self, name: str) -> bytes:
        data = (self._folder / name).read_bytes()
        self._seen[name] = (len(data), hashlib.sha256(data).hexdigest())
        return data

    def _checkpoint(self) -> tuple[Checkpoint, Key]:
        """The checkpoint, and the key that signed it, found from the pinned or the first one."""
        with _named("keys.json"):
            notes = [str(each).encode() for each in _json(self._read("keys.json"))]
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
        with _named("checkpoint.txt"):
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
                    self._fact(_json(line), number, checkpoint)
                except _BROKEN as error:
                    self._note(f"facts.ndjson line {number} (after position {self._last}): {_words(error)}")
        self._seen["facts.ndjson"] = (size, digest.hexdigest())

    def _fact(self, fact: Any, number: int, checkpoint: Checkpoint) -> None:
        position, withheld = _number(fact["position"]), "leaf" in fact
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
            parts = (_bytes_of(fact[name]) for name in ("subject", "headers", "data"))
            leaf = leaf_hash(position, *parts)
        path = [unbase64(each, 32) for each in fact["proof"]]
        if root_from(position - 1, checkpoint.size, leaf, path) != checkpoint.root:
            self._note(f"facts.ndjson line {number}: position {position} is not what the log holds there")
        for each in fact["of"]:
            which, ordinal = map(_number, each)
            count, head = self._chains[which]
            if ordinal != count + 1:
                said = f"position {position} is fact {ordinal} of {self._names[which]}"
                self._note(f"{said}, after its fact {count}")
            self._chains[which] = (ordinal, chained(head, leaf))
        if self._query.answered_by(which for which, _ in fact["of"]) and withheld:
            self._note(f"position {position} answers what was asked, and is withheld")
        self._hidden += withheld
        self._shown += not withheld

    def _counts(self, checkpoint: Checkpoint) -> None:
        with _named("counts.json"):
            proofs = _json(self._read("counts.json"))
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
        files = {name: {"bytes": self._seen[name][0], "sha256": self._seen[name][1]} for name in FILES}
        for name in FILES:
            if manifest["files"].get(name) != files[name]:
                self._note(f"{name}: not the file that the manifest names")
        expected = {
            "checkpoint": {"number": checkpoint.number, "size": checkpoint.size},
            "complete": self._names,
            "facts": self._shown,
            "files": files,
            "format": FORMAT,
            "origin": checkpoint.origin,
            "withheld": self._hidden,
        }
        lines = manifest["facts"] + manifest["withheld"]
        if lines != self._shown + self._hidden:
            self._note(f"facts.ndjson ends after position {self._last}: not the {lines} facts there were")
        expected |= {name: manifest.get(name) for name in ("asked", "made_at", "made_by", "query")}
        if manifest != expected:
            wrong = sorted(
                name for name in {*manifest, *expected} if manifest.get(name) != expected.get(name)
            )
            raise Fault(f"does not say what the extract is: {', '.join(wrong)}")
        for each in sorted({file.name for file in self._folder.iterdir()} ^ {*FILES, *_MANIFEST}):
            self._note(f"{each}: not a file of this extract")

    def _say(self, manifest: Any, checkpoint: Checkpoint) -> None:
        self.said.append(f"{self._shown} facts, {self._hidden} withheld, asked: {manifest['asked']}")
        self.said.append(self._query.said())
        self.said.append(f"log {checkpoint.origin}, checkpoint {checkpoint.number} of {checkpoint.at}:")
        self.said.append(f"{checkpoint.size} facts, root {base64.b64encode(checkpoint.root).decode()}")

    def _note(self, fault: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(fault)


_MANIFEST = ("manifest.json", "manifest.sig")


class _named:  # noqa: N801
    """Puts the name of a file before a fault."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, _BROKEN) and not str(error).startswith(self._name):
            raise Fault(f"{self._name}: {_words(error)}") from None


def _words(error: BaseException) -> str:
    words = str(error) if isinstance(error, Fault) else f"unreadable ({type(error).__name__})"
    return words if words.isprintable() else ascii(words)


def main() -> int:
    """The command line: 0 where the extract proves itself, 1 where it does not."""
    parser = argparse.ArgumentParser(description="Verify an extract of a Vigie log.")
    parser.add_argument("folder", type=Path, help="the folder of the extract")
    parser.add_argument("--key", help="the key of the log, as you got it by another way")
    parser.add_argument("--witness", help="the key of a witness who must have cosigned")
    asked = parser.parse_args()
    verification = Verification(asked.folder, asked.key, asked.witness)
    faults = verification.run()
    for line in faults or verification.said:
        print(line)
    print(f"INVALID: {len(faults)} faults" if faults else "VALID")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
