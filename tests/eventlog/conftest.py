"""The real server, for the tests of the log."""

from tests.eventlog.servers import layout, nats_connection, nats_journal, nats_server, own_server
from tests.postgres import postgres

__all__ = ["layout", "nats_connection", "nats_journal", "nats_server", "own_server", "postgres"]
