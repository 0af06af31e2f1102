"""The eventsourcing library's own suites, unedited, on a real server."""

from collections.abc import Iterator
from typing import Any, ClassVar
from unittest import TestCase
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.tests import application as application_suites
from eventsourcing.tests import persistence as suites
from eventsourcing.tests import projection as projection_suites
from eventsourcing.utils import Environment, get_topic

from eventlog import NatsFactory
from eventlog.embedded import EmbeddedServer
from eventlog.recorders import (
    NatsAggregateRecorder,
    NatsApplicationRecorder,
    NatsProcessRecorder,
    NatsTrackingRecorder,
)
from tests.eventlog.counters import NatsEventCounters


def environment(server: EmbeddedServer, name: str | None = None) -> Environment:
    values = {"PERSISTENCE_MODULE": "eventlog", "NATS_URL": server.secret_url}
    return Environment(name or f"App {uuid4()}", values)


class OnNats(TestCase):
    factory: InfrastructureFactory[Any]

    @pytest.fixture(autouse=True)
    def make_factory(self, nats_server: EmbeddedServer) -> Iterator[None]:
        self.factory = InfrastructureFactory[Any].construct(environment(nats_server))
        yield
        self.factory.close()


class HostileIds(TestCase):
    def new_originator_id(self) -> UUID | str:
        return f"a.b *.> é哈🐈 %2E:{uuid4()}"


class TestAggregateRecorder(OnNats, suites.AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        return self.factory.aggregate_recorder()


class TestAggregateRecorderWithHostileIds(HostileIds, TestAggregateRecorder):
    pass


class TestSnapshotRecorder(OnNats, suites.AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        return self.factory.aggregate_recorder(purpose="snapshots")


class TestApplicationRecorder(OnNats, suites.ApplicationRecorderTestCase[ApplicationRecorder]):
    def create_recorder(self) -> ApplicationRecorder:
        return self.factory.application_recorder()

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestApplicationRecorderWithHostileIds(HostileIds, TestApplicationRecorder):
    pass


class TestTrackingRecorder(OnNats, suites.TrackingRecorderTestCase):
    def create_recorder(self) -> TrackingRecorder:
        return self.factory.tracking_recorder()


class TestProcessRecorder(OnNats, suites.ProcessRecorderTestCase):
    def create_recorder(self) -> ProcessRecorder:
        return self.factory.process_recorder()


class TestProcessRecorderWithHostileIds(HostileIds, TestProcessRecorder):
    pass


class TestTrackingOfProcessRecorder(OnNats, suites.TrackingRecorderTestCase):
    def create_recorder(self) -> TrackingRecorder:
        return self.factory.process_recorder()


class TestApplicationPartOfProcessRecorder(OnNats, suites.ApplicationRecorderTestCase[ApplicationRecorder]):
    def create_recorder(self) -> ApplicationRecorder:
        return self.factory.process_recorder()

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNonInterleavingNotificationIds(OnNats, suites.NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> ApplicationRecorder:
        return self.factory.application_recorder()


class TestNonInterleavingWithHostileIds(HostileIds, TestNonInterleavingNotificationIds):
    pass


class OwnTrackingRecorder(NatsTrackingRecorder):
    pass


class TestInfrastructureFactory(suites.InfrastructureFactoryTestCase[NatsFactory]):
    @pytest.fixture(autouse=True)
    def make_environment(self, nats_server: EmbeddedServer) -> None:
        self.env = environment(nats_server)

    def expected_factory_class(self) -> type[NatsFactory]:
        return NatsFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return NatsAggregateRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return NatsApplicationRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return NatsTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return OwnTrackingRecorder

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        return NatsProcessRecorder


class TestExampleApplication(application_suites.ExampleApplicationTestCase):
    expected_factory_topic = get_topic(NatsFactory)

    @pytest.fixture(autouse=True)
    def set_environment(self, own_server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PERSISTENCE_MODULE", "eventlog")
        # The name of the suite's application is the prefix.
        monkeypatch.setenv("BANKACCOUNTS_NATS_URL", own_server.secret_url)


class TestEventSourcedProjection(projection_suites.EventSourcedProjectionTestCase):
    env: ClassVar[dict[str, str]] = {}

    @pytest.fixture(autouse=True)
    def set_environment(self, own_server: EmbeddedServer) -> None:
        self.env.update(PERSISTENCE_MODULE="eventlog", NATS_URL=own_server.secret_url)


class TestEventCountersProjection(projection_suites.AggregateEventCountersProjectionTestCase):
    view_class = NatsEventCounters
    env: ClassVar[dict[str, str]] = {}

    @pytest.fixture(autouse=True)
    def set_environment(self, own_server: EmbeddedServer) -> None:
        self.env.update(PERSISTENCE_MODULE="eventlog", NATS_URL=own_server.secret_url)


class TestEventCountersView(OnNats, projection_suites.EventCountersViewTestCase):
    def construct_event_counters_view(self) -> projection_suites.EventCountersView:
        return self.factory.tracking_recorder(NatsEventCounters)


# The bases above are abstract or have no server: they are not tests of their own.
del OnNats, HostileIds
