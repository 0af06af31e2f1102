"""A centre's settings of dispatch from a file, for the commands that take one."""

from pathlib import Path

import msgspec

from dispatch.policy import Policy, load_policy


def read_policy(file: Path | None) -> Policy:
    """The policy of a TOML file, Vigie's own without one. Raises ValueError, with the TOML path where
    one value is wrong, OSError where the file cannot be read."""
    if file is None:
        return Policy()
    try:
        return load_policy(file.read_bytes())
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ValueError(f"{file}: {error}") from error
