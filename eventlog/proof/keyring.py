"""The key that signs checkpoints, in a file of its owner only, and the one that follows it."""

from pathlib import Path
from typing import Final

from eventlog.proof.notes import NoSigningKey, Signer, vkey

KEY_FILE: Final = "signing.key"


class KeyRing:
    """The signing key of `file`, for the log named `origin`; the next one waits beside it in ``.next``.

    Its public key is written to `public` (by default beside it, ``.pub``), to be handed to auditors and
    witnesses.
    """

    def __init__(self, file: Path, origin: str, public: Path | None = None) -> None:
        self._file = file
        self._origin = origin
        self._public = public or file.with_suffix(".pub")

    def current(self, *, may_make: bool) -> Signer:
        """The key. With `may_make`, a first one is made where there is none. Raises NoSigningKey."""
        if may_make and not self._file.exists():
            self._make(self._file)
        signer = Signer.read(self._origin, self._file)
        _published(self._public, signer)
        return signer

    def next(self) -> Signer | None:
        """The key that the next checkpoint is to introduce, if any."""
        return Signer.read(self._origin, self._next) if self._next.exists() else None

    def prepare(self) -> Signer:
        """Make the key that the next checkpoint introduces. Raises NoSigningKey where one waits already."""
        try:
            return self._make(self._next)
        except FileExistsError:
            raise NoSigningKey(f"a next key waits already in {self._next}") from None

    def turn(self) -> Signer:
        """The next key is introduced: it is the key from now on."""
        self._next.replace(self._file)
        return self.current(may_make=False)

    @property
    def _next(self) -> Path:
        return self._file.with_name(f"{self._file.name}.next")

    def _make(self, file: Path) -> Signer:
        signer = Signer.fresh(self._origin)
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            signer.save(file)
        except FileExistsError:
            raise
        except OSError as error:
            raise NoSigningKey(f"cannot write the signing key {file}: {error.strerror}") from error
        return signer


def _published(public: Path, signer: Signer) -> None:
    text = f"{vkey(signer.key)}\n"
    try:
        if not public.exists() or public.read_text("utf-8") != text:
            public.write_text(text, "utf-8")
    except OSError as error:
        raise NoSigningKey(f"cannot write {public}: {error.strerror}") from error
