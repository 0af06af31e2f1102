"""The real server, logs on any journal, and the nodes of `deploy/`, for the tests of the log."""

from collections.abc import AsyncIterator, Iterator

import pytest

from eventlog.connection import Connection, connected
from eventlog.log import EventLog
from eventlog.memory import MemoryJournal
from tests.eventlog.counting_journal import CountingJournal
from tests.eventlog.ledger import CODEC, DECIDERS
from tests.eventlog.production import Cluster, a_cluster
from tests.eventlog.servers import layout, nats_connection, nats_journal, nats_server, own_server
from tests.postgres import postgres

__all__ = ["layout", "nats_connection", "nats_journal", "nats_server", "own_server", "postgres"]


@pytest.fixture(params=["memory", "jetstream"])
def journal(request: pytest.FixtureRequest) -> CountingJournal:
    """Each journal in turn."""
    if request.param == "memory":
        return CountingJournal(MemoryJournal())
    return CountingJournal(request.getfixturevalue("nats_journal"))


@pytest.fixture
def log(journal: CountingJournal) -> EventLog:
    return EventLog(journal, CODEC, DECIDERS)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The three nodes of `deploy/`, for the tests of one module."""
    with a_cluster(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
async def writer(cluster: Cluster) -> AsyncIterator[Connection]:
    async with connected(cluster.settings("writer")) as connection:
        yield connection


@pytest.fixture
async def operator(cluster: Cluster) -> AsyncIterator[Connection]:
    async with connected(cluster.settings("operator")) as connection:
        yield connection
