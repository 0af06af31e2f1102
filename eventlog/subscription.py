"""A subscription of the eventsourcing library on an ordered consumer."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    OperationalError,
    Subscription,
)

if TYPE_CHECKING:
    from eventlog.recorders import NatsApplicationRecorder

_MOST_WAITING = 5000


class NatsSubscription(Subscription[ApplicationRecorder]):
    """Notifications after `gt`, of the given topics, then the new ones as they are stored.

    Survives the loss of the server. At most 5,000 notifications wait for a slow reader.
    """

    def __init__(self, recorder: "NatsApplicationRecorder", gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._source = recorder
        self._changed = threading.Condition()
        self._waiting: list[Notification] = []
        self._page: Iterator[Notification] = iter(())
        self._error: BaseException | None = None
        self._room = asyncio.Event()
        self._pump = recorder.bridge.start(self._follow)
        self._pump.add_done_callback(lambda _: self._wake())

    def stop(self) -> None:
        """End the subscription: whoever waits for the next notification stops."""
        super().stop()
        self._pump.cancel()
        self._wake()

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            for notification in self._page:
                return notification
            self._page = iter(self._take())
        raise StopIteration

    def _take(self) -> list[Notification]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._has_been_stopped or self._pump.done())
            taken, self._waiting = self._waiting, []
        self._source.bridge.soon(self._room.set)
        if not taken and not self._has_been_stopped:
            raise OperationalError("the connection to the log has been closed") from self._error
        return taken

    async def _follow(self) -> None:
        try:
            journal = self._source.journal
            async with aclosing(journal.follow(after=self._last_notification_id or 0)) as entries:
                async for entry in entries:
                    if entry.fault or (self._topics and entry.topic not in self._topics):
                        continue
                    if len(self._waiting) >= _MOST_WAITING:
                        self._room.clear()
                        if len(self._waiting) >= _MOST_WAITING:
                            await self._room.wait()
                    self._put(self._source.notification(entry))
        except Exception as error:
            self._error = error
            raise

    def _put(self, notification: Notification) -> None:
        with self._changed:
            self._waiting.append(notification)
            if len(self._waiting) == 1:
                self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
