"""Whether checkpoints follow one another: numbers, sizes, names of the former, keys and signatures."""

from collections.abc import Iterator

from eventlog.proof.checkpoints import Signed
from eventlog.proof.notes import named_by, quickly_signed, vkey
from eventlog.proof.primitives import Fault, Key, split_note


class Chain:
    """Checkpoints taken one after the other. `faults_of` says what is wrong with the next."""

    def __init__(self, origin: str, pinned: Key | None = None) -> None:
        self.keys: list[Key] = []
        """Every key that was introduced, in order."""
        self.size = 0
        """How many facts the last checkpoint signs that is signed itself."""
        self._origin = origin
        self._pinned = pinned
        self._number = 0
        self._previous = "none"

    def faults_of(self, signed: Signed) -> list[str]:
        """Take the next checkpoint; say what is wrong with it, its signature first."""
        return list(self._faults_of(signed))

    def _faults_of(self, signed: Signed) -> Iterator[str]:
        expected, self._number = self._number + 1, signed.number
        if signed.number != expected:
            yield f"checkpoint {expected} is missing"
        checkpoint = signed.checkpoint
        if checkpoint is None:
            yield f"checkpoint {signed.number} cannot be read: {signed.fault}"
            return
        text, signatures = split_note(signed.note)
        try:
            self._check_key(text, signatures, checkpoint.introduces)
        except Fault as fault:
            yield f"checkpoint {signed.number}: {fault}"
            return
        named = f"checkpoint {signed.number}"
        if (checkpoint.number, checkpoint.origin) != (signed.number, self._origin):
            yield f"{named} says that it is number {checkpoint.number} of {checkpoint.origin}"
        if checkpoint.previous != self._previous and signed.number == expected:
            yield f"{named} follows another checkpoint than the one before it"
        if checkpoint.size < self.size:
            yield f"{named} signs {checkpoint.size} facts after one that signs {self.size}"
        self._previous, self.size = named_by(text), max(self.size, checkpoint.size)

    def unknown(self) -> str:
        """What is wrong with the keys altogether, empty where nothing is."""
        if self._pinned is None or self._pinned in self.keys or not self.keys:
            return ""
        return f"unknown key: signed under {vkey(self.keys[0])}, and never under the key given"

    def _check_key(
        self, text: bytes, signatures: list[tuple[str, bytes, bytes]], introduces: str | None
    ) -> None:
        new = Key.read(introduces) if introduces is not None else None
        if not self.keys:
            if new is None:
                raise Fault("the first checkpoint introduces no key")
            self.keys.append(new)
        if not quickly_signed(text, signatures, self.keys[-1]):
            raise Fault("unknown key: not signed by the key of this log")
        if new is not None and new != self.keys[-1]:
            if not quickly_signed(text, signatures, new):
                raise Fault("the new key does not sign its own introduction")
            self.keys.append(new)
