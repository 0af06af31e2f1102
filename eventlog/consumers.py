"""How far a durable consumer has come, whichever process it feeds."""

import msgspec

from eventlog.connection import Connection
from eventlog.layout import Layout, escape

_SECONDS = 2.0


class _Floor(msgspec.Struct):
    stream_seq: int = 0


class _Info(msgspec.Struct):
    ack_floor: _Floor = msgspec.field(default_factory=_Floor)


async def acknowledged(connection: Connection, layout: Layout, name: str) -> int:
    """Position up to which the consumer `name` has acknowledged; 0 where it is new.

    Raises LogUnavailable.
    """
    subject = f"$JS.API.CONSUMER.INFO.{layout.stream}.{escape(name)}"
    answer = await connection.request(subject, seconds=_SECONDS)
    return msgspec.json.decode(answer.data, type=_Info).ack_floor.stream_seq
