"""A crew's tablet: commands that leave at once, or wait for the network, in order, with the device's time."""

from datetime import datetime

from domain.fact import Command
from domain.vocabulary import Position
from simulators.board import Sheet, SheetNow
from simulators.ground import drive_seconds, on_the_way
from simulators.wire import Outcome, Refused
from simulators.world import Person

GONE = frozenset(
    {
        *("MissionOver", "NotThisTeam", "AnsweredTooLate", "MissionWithdrawn"),
        *("NotYourMission", "NotFound", "TooLateToCancel"),
    }
)
"""Refusals that tell a crew that its mission is no longer theirs."""


class MissionGone(Exception):
    """The room has called the mission off."""


class Tablet:
    """What a crew says and where it is. Without network, commands wait, and positions are not said."""

    def __init__(self, person: Person, team: str, base: Position) -> None:
        self.person = person
        self.team = team
        self._from = self._to = base
        self._left_at = person.now
        self._takes = 0.0
        self._silent_until: datetime | None = None
        self._queue: list[tuple[Command, str, datetime]] = []

    @property
    def connected(self) -> bool:
        return self._silent_until is None or self.person.now >= self._silent_until

    def lose_network(self, seconds: float) -> None:
        self._silent_until = self.person.later(seconds)

    @property
    def here(self) -> Position:
        """Where the vehicle is now."""
        if self._takes <= 0:
            return self._to
        driven = (self.person.now - self._left_at).total_seconds()
        return on_the_way(self._from, self._to, driven / self._takes)

    def set_out(self, to: Position) -> float:
        """Start driving to `to`; the seconds it takes."""
        expected = drive_seconds(self.here, to) * self.person.rng.uniform(0.85, 1.2) + 30
        self._from, self._to, self._left_at, self._takes = self.here, to, self.person.now, expected
        return expected

    async def say(self, command: Command) -> Outcome | None:
        """Issue `command`, or keep it until there is a network. Raises Refused, MissionGone."""
        if not self.connected:
            self.person.world.tally.queued_offline += 1
            self._queue.append((command, self.person.new_id(), self.person.now))
            return None
        await self.flush()
        return await self._send(command, self.person.new_id(), None)

    async def flush(self) -> None:
        """Send what waited, in order. Raises Refused, MissionGone."""
        while self._queue and self.connected:
            command, command_id, device_at = self._queue[0]
            try:
                await self._send(command, command_id, device_at)
            except MissionGone:
                self._queue.clear()
                raise
            self._queue.pop(0)

    async def _send(self, command: Command, command_id: str, device_at: datetime | None) -> Outcome:
        person = self.person
        try:
            outcome = await person.do(command, command_id, device_at)
            if outcome.facts and person.happens(person.world.night.habits.lost_replies):
                # The answer never arrived: the tablet asks again, and gets the same one.
                person.world.tally.retries += 1
                await person.spend(8, 0.1)
                outcome = await person.do(command, command_id, device_at)
        except Refused as refused:
            if refused.reason in GONE:
                raise MissionGone(refused.reason) from refused
            raise
        return outcome

    async def look(self) -> Sheet:
        """What the tablet shows. Only with a network. Off duty, nothing."""
        try:
            answer = await self.person.wire.read(f"/api/teams/{self.team}/sheet", SheetNow)
            return answer.sheet or Sheet()
        except Refused:
            return Sheet()

    async def signal(self) -> None:
        """Say where the vehicle is, where there is a network to say it over."""
        if not self.connected:
            return
        here = self.here
        body = {"lat": here.lat, "lon": here.lon, "at": self.person.now}
        await self.person.wire.post(f"/api/teams/{self.team}/position", body)
        self.person.world.tally.positions_sent += 1
