"""Reads the rules of unusual accesses of this site."""

from pathlib import Path

from domain.rules.unusual_policy import UnusualPolicy, load_unusual


def read_unusual(file: Path | None) -> UnusualPolicy:
    """The policy in `file`, the documented defaults without one. Raises ValueError in one line."""
    if file is None:
        return UnusualPolicy()
    try:
        return load_unusual(file.read_bytes())
    except OSError as error:
        raise ValueError(f"cannot read the rules of unusual accesses {file}: {error.strerror}") from error
