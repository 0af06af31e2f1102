"""The data folder of a demo: emptied at each start, and never mistaken for a real one."""

import shutil
from pathlib import Path

from vigie import endpoint
from vigie.settings import made

_MARK = "this-is-a-demo"


def emptied(folder: Path) -> None:
    """Make `folder` an empty demo folder. Raises ValueError where it holds anything but a demo's data."""
    mark = folder / _MARK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise ValueError(f"{folder} is not empty and not a demo's: choose another --data")
    if endpoint.running(folder) is not None:
        raise ValueError(f"a demo is running on {folder}: stop it first, or choose another --data")
    shutil.rmtree(folder, ignore_errors=True)
    made(folder)
    mark.touch()
