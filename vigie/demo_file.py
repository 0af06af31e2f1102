"""The file of a demo's report: known to be writable before the night, there only once it is whole."""

import os
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

Write = Callable[[bytes], None]


@contextmanager
def written_whole(file: Path | None) -> Generator[Write]:
    """What writes `file`; where it is never called, the file stays as it was. None: nothing is written.

    Written beside and renamed, but for a pipe or a terminal. Raises OSError at once where it cannot be.
    """
    if file is None:
        yield lambda _: None
        return
    file = file.resolve()
    if file.exists() and not file.is_file():
        with file.open("wb") as out:
            yield lambda content: _whole(out.fileno(), content)
        return
    try:
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error
    try:
        yield lambda content: _renamed(descriptor, content, Path(name), file)
    finally:
        os.close(descriptor)
        Path(name).unlink(missing_ok=True)


def _renamed(descriptor: int, content: bytes, draft: Path, file: Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    os.fchmod(descriptor, 0o666 & ~mask)
    _whole(descriptor, content)
    draft.replace(file)


def _whole(descriptor: int, content: bytes) -> None:
    with os.fdopen(os.dup(descriptor), "wb") as out:
        out.write(content)
