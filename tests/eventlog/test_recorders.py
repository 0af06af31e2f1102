"""What the recorders promise beyond the library's suites."""

import asyncio
import gc
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import (
    DataError,
    InfrastructureFactory,
    InfrastructureFactoryError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
    Tracking,
    WaitInterruptedError,
)
from eventsourcing.utils import Environment

import eventlog
from eventlog import NatsFactory
from eventlog.connection import connected
from eventlog.embedded import EmbeddedServer
from eventlog.layout import Layout
from eventlog.protections import protected
from eventlog.recorders import (
    NatsApplicationRecorder,
    NatsProcessRecorder,
    NatsTrackingRecorder,
)
from eventlog.wire import encode


def environment(server: EmbeddedServer, **more: str) -> Environment:
    values = {"PERSISTENCE_MODULE": "eventlog", "NATS_URL": server.secret_url}
    return Environment(f"App {uuid4()}", values | more)


@pytest.fixture
def factory(nats_server: EmbeddedServer) -> Iterator[NatsFactory]:
    made = NatsFactory(environment(nats_server))
    yield made
    made.close()


@pytest.fixture
def recorder(factory: NatsFactory) -> NatsApplicationRecorder:
    made = factory.application_recorder()
    assert isinstance(made, NatsApplicationRecorder)
    return made


def process_recorder(factory: NatsFactory) -> NatsProcessRecorder:
    made = factory.process_recorder()
    assert isinstance(made, NatsProcessRecorder)
    return made


def event(name: str, version: int, state: bytes = b"state") -> StoredEvent:
    return StoredEvent(name, version, "topic", state)


def test_the_module_shows_exactly_one_factory() -> None:
    shown: list[type] = [
        member
        for member in vars(eventlog).values()
        if isinstance(member, type) and issubclass(member, InfrastructureFactory)
    ]
    assert shown == [NatsFactory]


def test_without_an_address_it_says_so() -> None:
    with pytest.raises(InfrastructureFactoryError, match="NATS_URL is not set") as caught:
        InfrastructureFactory[Any].construct(Environment("A", {"PERSISTENCE_MODULE": "eventlog"}))
    assert "\n" not in str(caught.value)


def test_with_an_address_of_no_use_it_says_so_without_the_password() -> None:
    env = {"NATS_URL": "nats://vigie:secret@127.0.0.1:1"}
    with pytest.raises(InfrastructureFactoryError, match="cannot be reached") as caught:
        NatsFactory(Environment("A", env)).application_recorder()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("replicas", ["", "0", "three", "-1"])
def test_replicas_are_a_number(nats_server: EmbeddedServer, replicas: str) -> None:
    with pytest.raises(InfrastructureFactoryError, match="NATS_REPLICAS"):
        NatsFactory(environment(nats_server, NATS_REPLICAS=replicas))


async def test_a_stream_without_protections_is_refused(nats_server: EmbeddedServer) -> None:
    env = environment(nats_server)
    config = protected(Layout.for_application(env.name))
    async with connected(nats_server.settings) as connection:
        weak = encode({"name": config.name, "subjects": config.subjects})
        await connection.request(f"$JS.API.STREAM.CREATE.{config.name}", weak, seconds=5)
    with pytest.raises(InfrastructureFactoryError, match="deny_purge"):
        await asyncio.to_thread(NatsFactory(env).application_recorder)


def test_an_address_may_be_for_one_application(nats_server: EmbeddedServer) -> None:
    class Night(Application[Any]):
        pass

    env = {"PERSISTENCE_MODULE": "eventlog", "NIGHT_NATS_URL": nats_server.secret_url}
    with Night(env=env) as night:
        aggregate = Aggregate()
        night.save(aggregate)
        assert night.repository.get(aggregate.id) == aggregate


def test_each_application_and_purpose_has_its_stream() -> None:
    layouts = [
        Layout.for_application(name, purpose)
        for name in ("App", "App.snapshots", "App=snapshots", "App snapshots")
        for purpose in ("events", "snapshots")
    ]
    assert len({layout.stream for layout in layouts}) == len(layouts)
    assert len({layout.prefix for layout in layouts}) == len(layouts)


def test_on_its_own_loop_a_recorder_raises(recorder: NatsApplicationRecorder) -> None:
    async def misuse() -> None:
        recorder.insert_events([event("a", 1)])

    with pytest.raises(ProgrammingError, match="event loop"):
        recorder.bridge.call(misuse)


def test_errors_are_the_library_s_own(recorder: NatsApplicationRecorder) -> None:
    recorder.insert_events([event("a", 1)])
    with pytest.raises(IntegrityError):
        recorder.insert_events([event("a", 1)])
    with pytest.raises(DataError):
        recorder.insert_events([event("a", 2, b"x" * 1024 * 1024)])
    with pytest.raises(ProgrammingError, match="at most 1000"):
        recorder.insert_events([event("a", n) for n in range(2, 1003)])
    with pytest.raises(ProgrammingError):
        recorder.insert_events([event("", 1)])
    assert recorder.max_notification_id() == 1


def test_a_lost_server_is_told_and_found_again(own_server: EmbeddedServer) -> None:
    factory = NatsFactory(environment(own_server))
    recorder = factory.application_recorder()
    try:
        with recorder.subscribe() as subscription:
            assert recorder.insert_events([event("a", 1)]) == [1]
            assert next(subscription).id == 1
            own_server.kill()
            with pytest.raises(OperationalError):
                recorder.insert_events([event("a", 2)])
            own_server.restart()
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                try:
                    assert recorder.insert_events([event("a", 2)]) == [2]
                    break
                except OperationalError:
                    time.sleep(0.02)
            assert next(subscription).id == 2
    finally:
        factory.close()


def test_closing_ends_subscriptions_and_later_use(factory: NatsFactory) -> None:
    recorder = factory.application_recorder()
    subscription = recorder.subscribe()
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(next, subscription)
        time.sleep(0.05)
        factory.close()
        with pytest.raises(OperationalError, match="closed"):
            waiting.result(timeout=30)
    with pytest.raises(OperationalError, match="closed"):
        recorder.max_notification_id()


def test_what_is_dropped_is_closed(nats_server: EmbeddedServer) -> None:
    recorder = NatsFactory(environment(nats_server)).application_recorder()
    gc.collect()
    assert recorder.insert_events([event("a", 1)]) == [1]
    before = threading.active_count()
    del recorder
    gc.collect()
    assert threading.active_count() == before - 1


def test_waiting_ends_when_another_process_gets_there(nats_server: EmbeddedServer) -> None:
    env = environment(nats_server)
    here, there = NatsFactory(env), NatsFactory(env)
    try:
        waiting, moving = process_recorder(here), process_recorder(there)
        moving.insert_tracking(Tracking("calls", 1))
        waiting.wait("calls", 1)
        took: list[float] = []
        with ThreadPoolExecutor(1) as other:
            for position in (2, 3, 4):
                done = other.submit(waiting.wait, "calls", position, 30)
                time.sleep(0.1)
                began = time.monotonic()
                moving.insert_tracking(Tracking("calls", position))
                done.result(timeout=30)
                took.append(time.monotonic() - began)
        assert min(took) < 0.09  # the library looks every 100 ms or less often
    finally:
        here.close()
        there.close()


def test_waiting_can_be_interrupted(factory: NatsFactory) -> None:
    recorder: NatsTrackingRecorder = factory.tracking_recorder()
    interrupt = threading.Event()
    threading.Timer(0.1, interrupt.set).start()
    began = time.monotonic()
    with pytest.raises(WaitInterruptedError):
        recorder.wait("calls", 1, timeout=10, interrupt=interrupt)
    assert time.monotonic() - began < 1


def test_two_processes_of_one_name_take_turns(nats_server: EmbeddedServer) -> None:
    env = environment(nats_server)
    factories = [NatsFactory(env), NatsFactory(env)]
    try:
        one, two = map(process_recorder, factories)
        for turn in range(1, 20, 2):
            one.insert_events([event("a", turn)], tracking=Tracking("calls", turn))
            two.insert_events([event("a", turn + 1)], tracking=Tracking("calls", turn + 1))
            with pytest.raises(IntegrityError):
                one.insert_events([event("b", turn)], tracking=Tracking("calls", turn + 1))
        assert one.max_tracking_id("calls") == two.max_tracking_id("calls") == 20
        assert one.select_events("b") == []
        assert len(one.select_notifications(None, 100)) == 20
        assert one.max_notification_id() == one.select_notifications(None, 100)[-1].id
        one.insert_tracking(Tracking("calls", 21))
        assert one.max_notification_id() == two.select_notifications(None, 100)[-1].id
    finally:
        for factory in factories:
            factory.close()
