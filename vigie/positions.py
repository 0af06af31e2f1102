"""Where the teams are: the last telemetry of each, heard from the bus or told by this very process."""

from collections.abc import AsyncGenerator, Callable
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


class Positions:
    """The last known position of each team. Telemetry, not facts: lost with the process.

    `on_report` is called with the team, the position and the instant of each newer report.
    """

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry
        self._known: dict[Identifier, Report] = {}
        self.on_report: Callable[[str, Position, datetime], None] = lambda _team, _position, _at: None

    async def publish(self, team: str, payload: bytes) -> None:
        """Tell everybody, this process at once. Raises LogUnavailable: then nobody was told."""
        await self._telemetry.publish(team, payload)
        self._note(team, payload)

    def follow(self) -> AsyncGenerator[tuple[str, bytes]]:
        """(team, payload) for ever: the last known of each, then each report as it comes."""
        return self._telemetry.follow()

    def last(self, team: str) -> tuple[Position, datetime] | None:
        """Position and instant of the last report of a team."""
        report = self._known.get(team)
        return (Position(report.lat, report.lon), report.at) if report else None

    async def listen(self) -> None:
        """Take in what other processes publish, for ever."""
        async for team, payload in self.follow():
            self._note(team, payload)

    def _note(self, team: str, payload: bytes) -> None:
        try:
            report = msgspec.json.decode(payload, type=Report)
        except msgspec.DecodeError:
            log.warning("unreadable telemetry", team=team)
            return
        known = self._known.get(team)
        if known is None or known.at < report.at:
            self._known[team] = report
            self.on_report(team, Position(report.lat, report.lon), report.at)
