"""nats-py's reading of the wire, quicker for messages that are handed over as they came.

Whatever is not the whole of such a message goes the library's own way.
"""

from collections.abc import Callable
from typing import Any, Final, cast

from nats.protocol.parser import AWAITING_CONTROL_LINE, Parser

RawReceiver = Callable[[bytes, bytes, bytes, bytes], None]
"""Takes the subject, the reply subject, the block of headers (empty where there is none), the payload."""

_FIELDS: Final = 5


class RawParser(Parser):
    """Hands messages of `receivers` (by the number of their subscription) over without a look inside."""

    def __init__(self, client: Any) -> None:
        cast("Any", super()).__init__(client)
        self.receivers: dict[bytes, RawReceiver] = {}

    async def parse(self, data: bytes = b"") -> None:
        """Take what has come. As the library's, which the rest goes to."""
        if self.receivers and self.state != AWAITING_CONTROL_LINE:
            # One message is under way the library's way: only that one goes on so.
            missing = max(0, self.needed + 2 - len(self.buf))
            await super().parse(data[:missing])
            data = data[missing:]
        if not self.receivers or self.state != AWAITING_CONTROL_LINE:
            await super().parse(data)
            return
        whole = bytes(self.buf) + data if self.buf else data
        used, partial = self._hand_over(whole)
        self.buf[:] = whole[used:]
        if self.buf and not partial:
            await super().parse()

    def _hand_over(self, whole: bytes) -> tuple[int, bool]:
        """How much of `whole` was handed over, and whether a message of ours begins where that ends."""
        used, size, find, receivers = 0, len(whole), whole.find, self.receivers
        while whole.startswith(b"HMSG ", used):
            end = find(b"\r\n", used)
            if end < 0:
                return used, True
            fields = whole[used + 5 : end].split(b" ")
            receive = receivers.get(fields[1]) if len(fields) == _FIELDS else None
            if receive is None:
                return used, False
            start = end + 2
            stop = start + int(fields[4])
            if stop + 2 > size:
                return used, True
            body = start + int(fields[3])
            receive(fields[0], fields[2], whole[start:body], whole[body:stop])
            used = stop + 2
        return used, False
