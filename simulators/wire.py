"""The way into Vigie: HTTP as any other client has it. Signing in, commands with their id, retries.

A command is sent again, with the same id, after a broken connection or a 502, 503 or 504: the server then
answers what it answered first, or executes it now. That is why nothing accepted is ever lost or doubled.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any, TypeVar, get_args

import httpx
import msgspec

from domain.alarm.commands import AlarmCommand
from domain.crew_safety.commands import CrewSafetyCommand
from domain.dmp_access.commands import DmpAccessCommand
from domain.fact import Command
from domain.mission.commands import MissionCommand
from domain.mobile_team.commands import MobileTeamCommand
from domain.regulation_call.commands import RegulationCallCommand
from domain.standing_order.commands import StandingOrderCommand
from domain.teleconsultation.commands import TeleconsultationCommand
from domain.visio_session.commands import VisioSessionCommand
from simulators.tally import Tally
from simulators.timeline import Timeline

T = TypeVar("T")

_DOORS: list[tuple[str, Any]] = [
    ("/api/calls", RegulationCallCommand),
    ("/api/visios", VisioSessionCommand),
    ("/api/teams", MobileTeamCommand),
    ("/api/missions", MissionCommand),
    ("/api/crew-safety", CrewSafetyCommand),
    ("/api/dmp-accesses", DmpAccessCommand),
    ("/api/standing-orders", StandingOrderCommand),
    ("/api/teleconsultations", TeleconsultationCommand),
    ("/api/alarms", AlarmCommand),
]


def _commands(union: Any) -> list[type[Command]]:
    return [each for part in get_args(union) for each in (_commands(part) or [part])]


DOORS: dict[type[Command], str] = {command: door for door, union in _DOORS for command in _commands(union)}
"""Where each command goes."""

_AWAY = frozenset({429, 502, 503, 504})
_ATTEMPTS = 40
_FIRST_WAIT = 0.05
_LONGEST_WAIT = 2.0
"""True seconds between attempts: doubled each time, up to the longest."""


class Refused(Exception):
    """The server said no, for good: `reason` is the name of the refusal, `status` its HTTP status."""

    def __init__(self, reason: str, status: int, detail: str) -> None:
        super().__init__(f"{status} {reason}: {detail}")
        self.reason = reason
        self.status = status


class OutOfReach(Exception):
    """The server did not answer, attempt after attempt."""


class Happened(msgspec.Struct, frozen=True):
    """One fact of an answer: its position, and its tag."""

    position: int
    fact: dict[str, Any]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a command."""

    repeated: bool
    position: int
    facts: tuple[Happened, ...]

    @property
    def tags(self) -> set[str]:
        return {str(happened.fact["type"]) for happened in self.facts}

    @property
    def positions(self) -> tuple[int, ...]:
        return tuple(happened.position for happened in self.facts)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    type: str = "about:blank"
    detail: str = ""
    reason: str | None = None

    @property
    def name(self) -> str:
        return self.reason or self.type.rpartition(":")[2]


class Wire:
    """One signed-in person's connection. Signs in at the first request."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        timeline: Timeline,
        tally: Tally,
        user: str,
        password: str,
        longest_wait: float = _LONGEST_WAIT,
    ) -> None:
        self._client = client
        self._longest_wait = longest_wait
        self._timeline = timeline
        self._tally = tally
        self._credentials = {"user": user, "password": password}
        self._token: str | None = None

    async def command(self, command: Command, command_id: str, device_at: datetime | None = None) -> Outcome:
        """Issue `command`. Raises Refused, OutOfReach."""
        headers = {"Command-Id": command_id, "Content-Type": "application/json"}
        if device_at is not None:
            headers["Device-At"] = device_at.astimezone(UTC).isoformat()
        door, body = DOORS[type(command)], msgspec.json.encode(command)
        try:
            response = await self._ask("POST", door, content=body, headers=headers)
        except Refused as refused:
            self._tally.refusals[refused.reason] += 1
            raise
        return msgspec.json.decode(response.content, type=Outcome)

    async def read(self, path: str, shape: type[T]) -> T:
        """GET `path` as `shape`. Raises Refused, OutOfReach."""
        return msgspec.json.decode((await self._ask("GET", path)).content, type=shape)

    async def fetch(self, path: str) -> bytes:
        """GET `path` as it is. Raises Refused, OutOfReach."""
        return (await self._ask("GET", path)).content

    async def post(self, path: str, body: Any) -> None:
        """POST `body` as JSON where no command is meant (telemetry). Raises Refused, OutOfReach."""
        headers = {"Content-Type": "application/json"}
        await self._ask("POST", path, content=msgspec.json.encode(body), headers=headers)

    async def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        if self._client.is_closed:
            # The night is over: whoever still wants something waits for the timeline to dismiss them.
            await self._timeline.event().wait()
        for attempt in range(_ATTEMPTS):
            if attempt:
                self._tally.retries += 1
            response = await self._once(method, path, **request)
            if response is None or response.status_code in _AWAY:
                # True time: what this machine was slow at must not move what happens in the night.
                await asyncio.sleep(min(self._longest_wait, _FIRST_WAIT * 2**attempt))
            elif response.status_code == httpx.codes.UNAUTHORIZED.value and not attempt:
                self._token = None
            elif response.is_success:
                return response
            else:
                raise _refused(response)
        raise OutOfReach(f"{method} {path}: no answer in {_ATTEMPTS} attempts")

    async def _once(self, method: str, path: str, **request: Any) -> httpx.Response | None:
        try:
            if self._token is None:
                signed = await self._client.post("/api/session", json=self._credentials)
                if not signed.is_success:
                    return signed
                self._token = signed.cookies.get("csrftoken") or ""
            headers: dict[str, str] = {**request.pop("headers", {}), "x-csrftoken": self._token}
            return await self._client.request(method, path, headers=headers, **request)
        except httpx.TransportError:
            return None


def _refused(response: httpx.Response) -> Refused:
    try:
        problem = msgspec.json.decode(response.content, type=Problem)
    except msgspec.DecodeError:
        problem = Problem(type=f"http:{response.status_code}")
    return Refused(problem.name, response.status_code, problem.detail)
