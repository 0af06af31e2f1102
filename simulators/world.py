"""What simulated people share besides the wire: the telephone, the radio, and the clock on the wall."""

import random
from collections import Counter
from datetime import datetime, timedelta

from domain.fact import Command
from simulators.arrivals import PlannedCall
from simulators.board import Board
from simulators.chance import chance, happens, lasting, new_id
from simulators.inbox import Inbox
from simulators.settings import Night
from simulators.tally import Tally
from simulators.timeline import Timeline, TimelineEvent, sleep
from simulators.wire import Outcome, Refused, Wire


class World:
    """One night in progress. `telephones`: those of patients answer by themselves the links sent to them."""

    def __init__(
        self, night: Night, timeline: Timeline, calls: list[PlannedCall], *, telephones: bool = False
    ) -> None:
        self.night = night
        self.telephones = telephones
        self.timeline = timeline
        self.tally = Tally()
        self.calls = {call.id: call for call in calls}
        self.ringing: Inbox[PlannedCall] = Inbox(timeline)
        self.waiting: Inbox[PlannedCall] = Inbox(timeline)
        self.glass: list[tuple[str, Person]] = []
        self.busy = 0
        self.sent: list[tuple[Wire, Command, str]] = []
        self._pagers: dict[str, TimelineEvent] = {}
        self._numbers: Counter[str] = Counter()

    def pager(self, team: str) -> TimelineEvent:
        """What rings in the vehicle of `team` when the room wants it."""
        if team not in self._pagers:
            self._pagers[team] = self.timeline.event()
        return self._pagers[team]

    def news(self, mission: str) -> TimelineEvent:
        """What rings in the room when the crew of `mission` has something to say."""
        return self.pager(f"news of {mission}")

    def numbered(self, stem: str) -> str:
        """A new identifier: `stem` and the next number."""
        self._numbers[stem] += 1
        return f"{stem}{self._numbers[stem]}"


class Person:
    """Somebody who acts over the wire, with their own chance. `name` is the actor's."""

    def __init__(self, world: World, wire: Wire, name: str) -> None:
        self.world = world
        self.wire = wire
        self.rng: random.Random = chance(world.night.seed, name)
        self.name = name
        self.position = 0

    @property
    def now(self) -> datetime:
        return self.world.timeline.now()

    def later(self, seconds: float) -> datetime:
        return self.now + timedelta(seconds=seconds)

    def happens(self, share: float) -> bool:
        return happens(self.rng, share)

    async def spend(self, mean: float, spread: float = 0.35) -> None:
        """Be busy for about `mean` seconds."""
        await sleep(self.world.timeline, lasting(self.rng, mean, spread))

    def new_id(self) -> str:
        return new_id(self.rng)

    async def do(
        self, command: Command, command_id: str | None = None, device_at: datetime | None = None
    ) -> Outcome:
        """Issue `command`, and count what came of it. Raises Refused."""
        known = command_id or self.new_id()
        outcome = await self.wire.command(command, known, device_at)
        tally = self.world.tally
        tally.commands += 1
        tally.repeated += outcome.repeated
        if known not in tally.accepted:
            tally.facts.update(str(happened.fact["type"]) for happened in outcome.facts)
            tally.accepted[known] = outcome.positions
            if outcome.facts:
                self.world.sent.append((self.wire, command, known))
        elif tally.accepted[known] != outcome.positions:
            tally.lost_commands += 1
        self.position = max(self.position, outcome.position)
        if outcome.facts:
            # What follows from it comes first: a second act at this instant would race with it.
            await self.world.timeline.sleep_until(self.now)
        return outcome

    async def attempt(self, command: Command) -> Outcome | None:
        """Issue `command`; None where it is refused, which people take as it comes."""
        try:
            return await self.do(command)
        except Refused:
            return None

    async def board(self) -> Board:
        """The room's board, with all this person did."""
        return await self.wire.read(f"/api/board?after={self.position}", Board)
