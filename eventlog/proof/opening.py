"""What the facts of an extract say, their sealed parts opened by the keys it carries. By the standard library
alone: a part of `verify_extract.py`.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple, cast
from urllib.parse import unquote

from eventlog.proof.aes import gcm
from eventlog.proof.primitives import Fault, unbase64

FILE_KEYS = "file-keys.json"
"""The keys of exactly the files whose facts are shown, by the names that their headers `Sealed` say, and the
names of those that were erased."""
_NONCE = 12


class Sealed(NamedTuple):
    """The sealed part of a fact: `files` whose keys seal it, separated by commas; nonce, ciphertext and tag
    in base64; what it is bound to."""

    files: str
    blob: str
    bound: bytes


class Read(NamedTuple):
    """One fact as it can be read. `state`: `clear` where nothing of it is sealed, `opened`, `erased`, or
    `sealed` where there is no key; of the last two `fact` holds placeholders. `fact` is text where it is no
    JSON. `stream` is `kind:id`."""

    position: int
    stream: str
    version: str
    at: str
    role: str
    by: str
    state: str
    fact: Any

    def told(self) -> "dict[str, Any]":
        """As one JSON object."""
        return self._asdict()


def envelope(headers: bytes) -> "dict[str, str]":
    """Names and values of a block of headers."""
    lines = headers.decode(errors="replace").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name: unquote(value.strip()) for name, colon, value in pairs if colon}


def named(subject: bytes) -> "tuple[str, str]":
    """The stream and the version of a fact."""
    name, _, version = subject.decode(errors="replace").rpartition(".")
    return unquote(name.rpartition(".")[2]), version


def sealed_in(subject: bytes, headers: bytes) -> "Sealed | None":
    """What is sealed in a fact, None where nothing is."""
    said = envelope(headers)
    if "Sealed" not in said:
        return None
    files, _, blob = said["Sealed"].partition(" ")
    return Sealed(files, blob, f"{'@'.join(named(subject))} {said.get('Vigie-Topic', '')}".encode())


class Opening:
    """Reads facts with the keys of an extract; `disclosed` is None where it was made without them."""

    def __init__(self, disclosed: "Any | None") -> None:
        self.sealed = self.opened = 0
        self._known = disclosed is not None
        self._keys: dict[str, Any] = {}
        self._erased: set[str] = set()
        self._met: set[str] = set()
        if disclosed is not None:
            if set(disclosed) != {"erased", "keys"}:
                raise Fault("not the keys of files")
            self._keys, self._erased = dict(disclosed["keys"]), set(disclosed["erased"])
            if self._erased & set(self._keys):
                raise Fault("a key of what is said to be erased")

    def read(self, position: int, subject: bytes, headers: bytes, data: bytes) -> Read:
        """One fact. Raises Fault where the key that should open it is missing or does not."""
        sealed = sealed_in(subject, headers)
        state = "clear"
        if sealed is not None:
            self.sealed += 1
            self._met.add(sealed.files)
            state = "erased" if sealed.files in self._erased else "opened" if self._known else "sealed"
            if state == "opened":
                data = self._open(sealed)
                self.opened += 1
        said = envelope(headers)
        role, by, at = said.get("Role", ""), unquote(said.get("By", "")), said.get("At", "")
        return Read(position, *named(subject), at, role, by, state, _fact(data))

    def _open(self, sealed: Sealed) -> bytes:
        of = f"the key of {sealed.files}"
        if sealed.files not in self._keys:
            raise Fault(f"{of} is missing")
        try:
            key = unbase64(self._keys[sealed.files], 32)
        except Fault as fault:
            raise Fault(f"{of} is no key: {fault}") from None
        try:
            blob = unbase64(sealed.blob)
            return gcm(key).opened(blob[:_NONCE], blob[_NONCE:], sealed.bound)
        except Fault as fault:
            raise Fault(f"{of} does not open what is sealed: {fault}") from None

    def unused(self) -> "list[str]":
        """Faults: what was disclosed beyond what opens the facts read."""
        more = sorted({*self._keys, *self._erased} - self._met)
        return [f"{FILE_KEYS}: says something of {name}, of which no fact is here" for name in more]

    def said(self) -> str:
        """How much could be read."""
        if not self.sealed:
            return "nothing in these facts is sealed: all can be read"
        if not self._known:
            return (
                f"SEALED: made without the keys, so the words of {self.sealed} facts (why, what was read)"
                " cannot be read here"
            )
        told = f"{self.opened} sealed facts opened by the keys of {len(self._keys)} files, each tag verified"
        return f"{told}; {self.sealed - self.opened} facts erased with their keys"


class Accesses:
    """Accesses in words: when, who, in which mode, for which call, why, what was read, whether justified."""

    def __init__(self) -> None:
        self._told: dict[str, list[str]] = {}

    def take(self, read: Read) -> None:
        """One more fact."""
        if not read.stream.startswith("dmp-access:") or not isinstance(cast("object", read.fact), dict):
            return
        fact = {name: _words_of(value, read.state) for name, value in read.fact.items()}
        tag = fact.get("type", "").removeprefix("dmp-access.")
        if tag in _TOLD:
            said = ", ".join(
                f"{word} {fact[name]}".lstrip() for name, word in _TOLD[tag].items() if fact.get(name)
            )
            line = f"  {read.at[:19]}Z {read.role} {read.by}: {tag}{': ' if said else ''}{said}"
            self._told.setdefault(read.stream, []).append(line)

    def lines(self) -> Iterable[str]:
        """Each access by its name, then a line for each fact that tells of it."""
        for stream, told in self._told.items():
            yield _printable(stream)
            yield from map(_printable, told)


_WHY = {"reason": "why:", "attestation": "attested:"}
_ASKED = {"mode": "mode", "call": "call", "patient": "patient", "why": "because", **_WHY}
_TOLD: "dict[str, dict[str, str]]" = {
    "requested": _ASKED,
    "refused": _ASKED,
    "continuation-requested": _ASKED,
    "continuation-refused": _ASKED,
    "granted": {"expires_at": "until"},
    "continued": {"expires_at": "until"},
    "break-glass-invoked": {"expires_at": "until", **_WHY},
    "documents-searched": {"count": "shown:", "hidden": "held back:"},
    "document-consulted": {"title": "read:", "document": "document"},
    "document-refused": {"document": "document", "why": "because"},
    "reading-failed": {"document": "document", "why": "because"},
    "closed": {},
    "expired": {},
    "revoked": {"why": "because"},
    "break-glass-reviewed": {"verdict": "reading:", "comment": ""},
    "explained": {"words": ""},
    "review-settled": {"verdict": "reading:", "comment": ""},
    "review-concluded": {"verdict": "VERDICT:"},
}
"""By fact, the fields that a summary tells, each after a word."""


def _words_of(value: Any, state: str) -> str:
    """A value in one line. What a seal hides or an erasure took stands there as a placeholder."""
    if isinstance(value, dict):
        kept = sorted(name for name, each in cast("dict[str, Any]", value).items() if each is True)
        return ", ".join(kept).replace("_", " ")
    if state in ("sealed", "erased") and value in ("effacé", "efface"):
        return f"({state})"
    return "" if value is None else str(value)


def _printable(text: str) -> str:
    """On one line, and without what a screen takes for an order."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def _fact(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return data.decode(errors="backslashreplace")
