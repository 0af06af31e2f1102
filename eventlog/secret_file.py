"""A secret in a new file of its owner only: whole, or not there."""

import os
import secrets
from pathlib import Path


def write_new(file: Path, content: bytes) -> None:
    """Write `content` to disk as `file`, mode 0600. Raises FileExistsError, and OSError, as for a full disk,
    after which there is no such file: half a key would be in the way of the next attempt for good."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, file)  # unlike a rename, it takes no other's place
    finally:
        draft.unlink()
