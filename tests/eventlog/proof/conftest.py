"""A site on the session's server."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from eventlog.connection import Connection
from tests.eventlog.proof.site import Site


@pytest.fixture
async def site(nats_connection: Connection, tmp_path: Path) -> AsyncIterator[Site]:
    opened = await Site(nats_connection, uuid4().hex, tmp_path / "proof").open()
    yield opened
    opened.stop()
