"""Where the teams are: the last telemetry of each, heard from the bus or told by this very process."""

from collections.abc import Callable
from datetime import datetime

import msgspec
import structlog

from domain.vocabulary import Identifier, Position
from eventlog.telemetry import Telemetry

log = structlog.get_logger(__name__)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One report of a tablet: WGS84 degrees, measured at `at` (UTC)."""

    lat: float
    lon: float
    at: datetime


Listener = Callable[[Identifier, Report], None]


class Positions:
    """The last known position of each team. Telemetry, not facts: lost with the process."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry
        self._known: dict[Identifier, Report] = {}
        self._listeners: list[Listener] = []

    async def publish(self, team: Identifier, report: Report) -> None:
        """Tell everybody, this process first. Raises LogUnavailable: then nobody was told."""
        await self._telemetry.publish(team, msgspec.json.encode(report))
        self._note(team, report)

    def last(self, team: Identifier) -> tuple[Position, datetime] | None:
        """Position and instant of the last report of a team."""
        report = self._known.get(team)
        return (Position(report.lat, report.lon), report.at) if report else None

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hear each new report from now on; call the answer to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def follow(self) -> None:
        """Hear what other processes publish, for ever."""
        async for team, payload in self._telemetry.follow():
            try:
                self._note(team, msgspec.json.decode(payload, type=Report))
            except msgspec.DecodeError:
                log.warning("unreadable telemetry", team=team)

    def _note(self, team: Identifier, report: Report) -> None:
        known = self._known.get(team)
        if known is not None and known.at >= report.at:
            return
        self._known[team] = report
        for listener in tuple(self._listeners):
            listener(team, report)
