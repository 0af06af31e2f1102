"""A view of the library's projection suites, kept in JetStream: counts are versions, stored
together with the position they were counted at."""

from uuid import uuid4

from eventsourcing.persistence import Tracking
from eventsourcing.tests import projection as suites

from eventlog.journal import Entry
from eventlog.marks import Mark
from eventlog.recorders import NatsTrackingRecorder


class NatsEventCounters(NatsTrackingRecorder, suites.EventCountersView):
    """Two counters, each a stream whose last version is the count."""

    def get_created_event_counter(self) -> int:
        return self._count("created")

    def get_subsequent_event_counter(self) -> int:
        return self._count("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._increment("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._increment("subsequent", tracking)

    def _count(self, name: str) -> int:
        return sum(entry.version for entry in self.ask(self.journal.last, name))

    def _increment(self, name: str, tracking: Tracking) -> None:
        entry = Entry(id=name, version=self._count(name) + 1, topic="counted", data=b"")
        mark = Mark(tracking.application_name, tracking.notification_id)
        self.ask(self.journal.append, [entry], save_id=uuid4().hex, mark=mark)
