"""The log: what was said, in order, for ever. The only door to NATS, FastStream and eventsourcing."""
