"""`PERSISTENCE_MODULE=eventlog`: the factory the eventsourcing library looks for."""

from pathlib import Path
from typing import TypeVar, cast

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    ProcessRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic

from eventlog.bridge import Bridge
from eventlog.connection import ConnectionSettings
from eventlog.jetstream import JetStreamJournal, open_journal
from eventlog.journal import LogError
from eventlog.layout import Layout
from eventlog.recorders import (
    NatsAggregateRecorder,
    NatsApplicationRecorder,
    NatsProcessRecorder,
    NatsRecorder,
    NatsTrackingRecorder,
)

R = TypeVar("R", bound=NatsRecorder)


class NatsFactory(InfrastructureFactory[NatsTrackingRecorder]):
    """Recorders in streams named after the application, created on first use.

    Environment (each may be prefixed by the application's name): NATS_URL (several addresses
    separated by commas), NATS_CREDENTIALS, NATS_CA, NATS_CERTIFICATE, NATS_KEY (files),
    NATS_REPLICAS. Raises InfrastructureFactoryError where NATS_URL is missing or of no use.
    """

    NATS_URL = "NATS_URL"
    NATS_CREDENTIALS = "NATS_CREDENTIALS"
    NATS_CA = "NATS_CA"
    NATS_CERTIFICATE = "NATS_CERTIFICATE"
    NATS_KEY = "NATS_KEY"
    NATS_REPLICAS = "NATS_REPLICAS"

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        url = self.env.get(self.NATS_URL, "")
        if not url:
            raise InfrastructureFactoryError("NATS_URL is not set: where is the NATS server?")
        self._settings = ConnectionSettings(
            servers=tuple(part.strip() for part in url.split(",")),
            credentials=self._file(self.NATS_CREDENTIALS),
            ca=self._file(self.NATS_CA),
            certificate=self._file(self.NATS_CERTIFICATE),
            key=self._file(self.NATS_KEY),
        )
        replicas = self.env.get(self.NATS_REPLICAS, "1")
        if not replicas.isdigit() or int(replicas) < 1:
            raise InfrastructureFactoryError(f"NATS_REPLICAS is not a number: {replicas!r}")
        self._replicas = int(replicas)
        self._bridge: Bridge | None = None

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Recorder of events, or of what else is kept by aggregate (``snapshots``)."""
        return self._recorder(NatsAggregateRecorder, purpose)

    def application_recorder(self) -> ApplicationRecorder:
        """Recorder of events in the order of the whole log."""
        return self._recorder(self._class(self.APPLICATION_RECORDER_TOPIC, NatsApplicationRecorder), "events")

    def tracking_recorder(
        self, tracking_recorder_class: type[NatsTrackingRecorder] | None = None
    ) -> NatsTrackingRecorder:
        """Recorder of positions in other applications' logs."""
        default = tracking_recorder_class or self._class(self.TRACKING_RECORDER_TOPIC, NatsTrackingRecorder)
        return self._recorder(default, "tracking")

    def process_recorder(self) -> ProcessRecorder:
        """Recorder of events with positions."""
        return self._recorder(self._class(self.PROCESS_RECORDER_TOPIC, NatsProcessRecorder), "events")

    def close(self) -> None:
        """Close the connection. Recorders made before are of no more use."""
        bridge, self._bridge = self._bridge, None
        if bridge is not None:
            bridge.close()

    def _recorder(self, kind: type[R], purpose: str) -> R:
        layout = Layout.for_application(self.env.name or "eventsourcing", purpose)
        try:
            bridge = self._connected()
            journal: JetStreamJournal = bridge.call(
                open_journal, bridge.connection, layout, replicas=self._replicas
            )
        except LogError as error:
            raise InfrastructureFactoryError(str(error)) from error
        return kind(bridge, journal)

    def _connected(self) -> Bridge:
        if self._bridge is None:
            self._bridge = Bridge(self._settings)
        return self._bridge

    def _class(self, variable: str, default: type[R]) -> type[R]:
        topic = self.env.get(variable)
        return cast("type[R]", resolve_topic(topic)) if topic else default

    def _file(self, variable: str) -> Path | None:
        name = self.env.get(variable)
        return Path(name) if name else None
