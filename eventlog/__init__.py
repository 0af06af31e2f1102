"""The log: the only door to NATS, FastStream and the eventsourcing library.

As a persistence module (`PERSISTENCE_MODULE=eventlog`) it shows exactly one factory.
"""

from eventlog.factory import NatsFactory

__all__ = ["NatsFactory"]
