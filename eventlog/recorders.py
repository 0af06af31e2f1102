"""The recorders of the eventsourcing library on the journal: for threads, over the async core."""

import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, ParamSpec, TypeVar
from uuid import UUID, uuid4

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    DatabaseError,
    DataError,
    IntegrityError,
    Notification,
    OperationalError,
    PersistenceError,
    ProcessRecorder,
    ProgrammingError,
    StoredEvent,
    Subscription,
    Tracking,
    TrackingRecorder,
    WaitInterruptedError,
)

from eventlog.bridge import Bridge
from eventlog.jetstream import JetStreamJournal
from eventlog.journal import (
    Entry,
    EntryTooLarge,
    LogError,
    LogFull,
    LogUnavailable,
    VersionTaken,
)
from eventlog.marks import Mark
from eventlog.sizes import AppendTooLong
from eventlog.subscription import NatsSubscription

P = ParamSpec("P")
T = TypeVar("T")

_ID_TYPE: Final = "Id-Type"
_SCAN: Final = 1000
_INTERRUPT_SECONDS: Final = 0.05

_ERRORS: Final[tuple[tuple[type[Exception], type[PersistenceError]], ...]] = (
    (VersionTaken, IntegrityError),
    (LogUnavailable, OperationalError),
    (LogFull, OperationalError),
    (EntryTooLarge, DataError),
    (AppendTooLong, ProgrammingError),
    (ValueError, ProgrammingError),
    (LogError, DatabaseError),
)


class NatsRecorder:
    """What all recorders share: a journal, and the way to its loop."""

    def __init__(self, bridge: Bridge, journal: JetStreamJournal) -> None:
        self.bridge = bridge
        self.journal = journal

    def ask(self, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Await on the loop. Raises the library's own errors."""
        try:
            return self.bridge.call(function, *args, **kwargs)
        except (LogError, ValueError) as error:
            for ours, theirs in _ERRORS:
                if isinstance(error, ours):
                    raise theirs(str(error)) from error
            raise

    def store(self, events: Sequence[StoredEvent], tracking: Tracking | None) -> list[int]:
        """Store events, and how far another log was processed, together or not at all."""
        mark = None
        if tracking is not None:
            mark = Mark(tracking.application_name, tracking.notification_id)
        entries = [_entry(event) for event in events]
        return self.ask(self.journal.append, entries, save_id=uuid4().hex, mark=mark)


class NatsAggregateRecorder(NatsRecorder, AggregateRecorder):
    """Events by aggregate."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Store all events or none. Raises IntegrityError where a version is taken."""
        self.store(stored_events, None)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Events of one aggregate with gt < version <= lte, at most `limit`, last first if `desc`."""
        after = -1 if gt is None else gt
        if desc and limit == 1 and lte is None:
            entries = self.ask(self.journal.last, str(originator_id), after=after)
        else:
            entries = self.ask(self.journal.read, str(originator_id), after=after, until=lte)
        if desc:
            entries.reverse()
        return [_stored_event(originator_id, entry) for entry in entries[:limit]]


class NatsApplicationRecorder(NatsAggregateRecorder, ApplicationRecorder):
    """Events by aggregate and in the order of the whole log."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Store all events or none; return their notification ids."""
        return self.store(stored_events, None)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """At most `limit` events from `start` (or after it) to `stop`, of the given topics."""
        after = 0 if start is None else max(0, start - 1 if inclusive_of_start else start)
        found: list[Notification] = []
        while len(found) < limit:
            size = _SCAN if topics else limit - len(found)
            entries = self.ask(self.journal.scan, after=after, limit=size)
            for entry in entries:
                if stop is not None and entry.position > stop:
                    return found[:limit]
                if not entry.fault and (not topics or entry.topic in topics):
                    found.append(self.notification(entry))
            if len(entries) < size:
                break
            after = entries[-1].position
        return found[:limit]

    def max_notification_id(self) -> int | None:
        """Notification id of the last event, None for an empty log."""
        return self.ask(self.journal.last_position) or None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Follow the log from after `gt`, for ever."""
        return NatsSubscription(self, gt, topics)

    def notification(self, entry: Entry) -> Notification:
        """The notification of an entry."""
        originator_id = UUID(entry.id) if entry.headers.get(_ID_TYPE) == "uuid" else entry.id
        return Notification(
            id=entry.position,
            originator_id=originator_id,
            originator_version=entry.version,
            topic=entry.topic,
            state=entry.data,
        )


class NatsTrackingRecorder(NatsRecorder, TrackingRecorder):
    """How far other applications' logs have been processed."""

    def __init__(self, bridge: Bridge, journal: JetStreamJournal) -> None:
        super().__init__(bridge, journal)
        self._reached: dict[str, int] = {}
        self._moved = threading.Condition()
        self._following = False

    def insert_tracking(self, tracking: Tracking) -> None:
        """Record a position. Raises IntegrityError where it does not move forward."""
        self.store((), tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        """Last recorded position in the log of `application_name`, None where there is none."""
        return self.ask(self.journal.marks.reached, application_name)

    def wait(
        self,
        application_name: str,
        notification_id: int | None,
        timeout: float = 1.0,
        interrupt: threading.Event | None = None,
    ) -> None:
        """Wait until a position is recorded, by this process or another, being told of each.

        Raises TimeoutError after `timeout` seconds, WaitInterruptedError once `interrupt` is set.
        """
        if notification_id is None:
            return
        self._follow_marks()
        deadline = time.monotonic() + timeout
        with self._moved:
            while self._reached.get(application_name, -1) < notification_id:
                if interrupt is not None and interrupt.is_set():
                    raise WaitInterruptedError
                left = deadline - time.monotonic()
                if left <= 0:
                    text = f"{application_name} was not processed up to {notification_id} in time"
                    raise TimeoutError(text)
                # Positions wake this at once; only the caller's event has to be looked at.
                self._moved.wait(left if interrupt is None else min(left, _INTERRUPT_SECONDS))

    def _follow_marks(self) -> None:
        with self._moved:
            if self._following:
                return
            self._following = True
        self.bridge.start(self._note_marks)

    async def _note_marks(self) -> None:
        async for mark in self.journal.marks.follow():
            with self._moved:
                self._reached[mark.name] = mark.reached
                self._moved.notify_all()


class NatsProcessRecorder(NatsTrackingRecorder, NatsApplicationRecorder, ProcessRecorder):
    """Events and positions, stored together."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Store events, with `tracking` where given, all or nothing; return notification ids."""
        return self.store(stored_events, kwargs.get("tracking"))


def _entry(event: StoredEvent) -> Entry:
    headers = {_ID_TYPE: "uuid"} if isinstance(event.originator_id, UUID) else {}
    return Entry(
        id=str(event.originator_id),
        version=event.originator_version,
        topic=event.topic,
        data=event.state,
        headers=headers,
    )


def _stored_event(originator_id: UUID | str, entry: Entry) -> StoredEvent:
    return StoredEvent(
        originator_id=originator_id,
        originator_version=entry.version,
        topic=entry.topic,
        state=entry.data,
    )
