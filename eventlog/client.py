"""nats-py's client, quicker at what a replay does most: reading headers, and handing messages over.

What is not plain goes the client's own way, and tests compare the two.
"""

from collections.abc import Callable
from typing import Any, Final, cast

import msgspec
from nats.aio.client import Client

from eventlog.raw_parser import RawParser, RawReceiver

_MOST_NAMES: Final = 1000
_PLAIN: Final = b"NATS/1.0\r\n"
_plain_names: set[str] = set()


class Arrived(msgspec.Struct, frozen=True, gc=False):
    """A message handed over at once."""

    subject: str
    reply: str
    data: bytes
    headers: dict[str, str] | None


class TolerantClient(Client):
    """A client that hands over a stored message whatever its publisher put in its subject and headers.

    nats-py itself stops at a subject that is no text, and takes a stored header named like the
    server's word for that word: the message would never be handled, nor those after it.
    """

    def _build_message(
        self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: dict[str, str] | None
    ) -> Any:
        if headers and reply.startswith(b"$JS.ACK."):
            headers = {name: value for name, value in headers.items() if name != "Status"}
        text = subject.decode(errors="replace").encode()
        return cast("Any", super())._build_message(sid, text, reply, data, headers)  # noqa: SLF001


class QuickClient(Client):
    """A client whose messages come with the same headers, sooner."""

    def __init__(self) -> None:
        super().__init__()
        self._receivers: dict[int, Callable[[Arrived], None]] = {}
        self._raw_receivers: dict[int, RawReceiver] = {}
        self._parser = RawParser(self)
        self._ps = self._parser  # the library's own name for it

    async def receive(self, subject: str, receive: Callable[[Arrived], None]) -> Any:
        """Subscribe; `receive` is called in the turn of the reading itself, with no queue nor limit.

        It must be quick and may not raise. Returns the subscription, to be given to `forget`.
        """
        me: Any = self

        async def late(message: Any) -> None:
            receive(message)

        subscription = await me.subscribe(subject, cb=late, pending_msgs_limit=-1, pending_bytes_limit=-1)
        self._receivers[subscription._id] = receive  # noqa: SLF001
        return subscription

    async def receive_raw(self, subject: str, receive: RawReceiver) -> Any:
        """As `receive`, with the bytes of each message as they came."""
        subscription = await self.receive(subject, _nothing)
        number: int = subscription._id  # noqa: SLF001
        self._raw_receivers[number] = self._parser.receivers[str(number).encode()] = receive
        return subscription

    async def forget(self, subscription: Any) -> None:
        """End what `receive` or `receive_raw` began."""
        self._receivers.pop(subscription._id, None)  # noqa: SLF001
        self._raw_receivers.pop(subscription._id, None)  # noqa: SLF001
        self._parser.receivers.pop(str(subscription._id).encode(), None)  # noqa: SLF001
        if not self.is_closed:
            await subscription.unsubscribe()

    async def _process_msg(self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: bytes) -> None:
        raw = self._raw_receivers.get(sid)
        if raw is not None:
            raw(subject, reply, headers or b"", data)
            return
        receive = self._receivers.get(sid)
        me: Any = self
        if receive is None:
            await super()._process_msg(sid, subject, reply, data, headers)
            return
        me.stats["in_msgs"] += 1
        me.stats["in_bytes"] += len(data)
        if headers and headers.startswith(_PLAIN):
            found = self._parse_header_lines(headers[len(_PLAIN) :]) or None
        else:
            found = await me._process_headers(headers)  # noqa: SLF001
        receive(Arrived(subject.decode(errors="replace"), reply.decode(), data, found))

    @staticmethod
    def _parse_header_lines(raw: bytes) -> dict[str, str]:
        return _parsed(raw)


def _parsed(raw: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    if not raw.isascii():
        return _slowly(raw)
    for line in raw.decode("ascii").split("\r\n"):
        if line:
            name, colon, value = line.partition(":")
            if not colon or (name not in _plain_names and not _learn(name)):
                return _slowly(raw)
            headers[name] = value.strip()
    return headers


def headers_of(block: bytes) -> dict[str, str] | None:
    """The headers of a message as it came; the server's word is under Status and Description."""
    if not block:
        return None
    if block.startswith(_PLAIN):
        return _parsed(block[len(_PLAIN) :]) or None
    first, _, rest = block.partition(b"\r\n")
    headers = _parsed(rest)
    status, _, description = first.decode(errors="replace")[len(_PLAIN) - 2 :].strip().partition(" ")
    if status:
        headers["Status"] = status
    if description:
        headers["Description"] = description
    return headers or None


def _nothing(_: Arrived) -> None:
    """A raw receiver takes what comes."""


def _learn(name: str) -> bool:
    """Whether lines of this name need no further look."""
    if any(letter.isspace() for letter in name):
        return False
    if len(_plain_names) < _MOST_NAMES:
        _plain_names.add(name)
    return True


def _slowly(raw: bytes) -> dict[str, str]:
    return cast("Any", Client)._parse_header_lines(raw)  # noqa: SLF001
