"""The real server, for stories on the whole system."""

from tests.eventlog.servers import layout, nats_connection, nats_journal, nats_server, own_server

__all__ = ["layout", "nats_connection", "nats_journal", "nats_server", "own_server"]
