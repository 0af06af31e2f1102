"""Executing what people ask: command → plan → log, with the act around it."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter

from api.access import correlation_of, guarded, objection, story
from api.bodies import check_instant
from api.house import House
from api.metrics import APPENDED, REPEATED
from api.ports import User
from api.problems import MEDIA_TYPE, Problem
from api.said import digest_of
from domain import file_reading
from domain.envelope import Recorded
from domain.fact import Act, Actor
from domain.file_reading import OpenFile, RefuseReading, What
from domain.house import AnyCommand, AnyFact
from domain.mission.commands import OrderMission
from domain.refusals import NotFound
from domain.surroundings import Surroundings
from domain.vocabulary import Identifier
from eventlog.log import Outcome
from projections.mission_row import forcing

READING_LASTS: Final = 15 * 60
"""Seconds. A file kept open is read on; the log says so once a quarter of an hour, not at each new fact."""

CommandId = Annotated[
    UUID,
    HeaderParameter(
        name="Command-Id", description="Made by the client; the same again gets the first answer."
    ),
]
DeviceAt = Annotated[
    datetime | None,
    HeaderParameter(name="Device-At", description="When the device says it happened, where it was queued."),
]


class RecordedFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact as the log keeps it. `event` is its name for ever (``mission:…@3``)."""

    event: str
    position: int
    at: datetime
    by: Actor
    fact: AnyFact
    device_at: datetime | None = None


class CommandOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The facts a command led to, in order; none where it changed nothing.

    `repeated`: this command had been executed before, and these are the facts of that first time.
    `position`: what a view must reach to show them (0 where there are none).
    """

    command_id: str
    repeated: bool
    position: int
    facts: tuple[RecordedFact, ...]


@dataclass(frozen=True)
class Envelope:
    """What comes beside a command."""

    command_id: str
    device_at: datetime | None
    digest: str = ""


async def read_envelope(command_id: CommandId, device_at: DeviceAt = None) -> Envelope:
    """The envelope of this request. Raises Malformed."""
    if device_at is not None:
        check_instant("Device-At", device_at)
    return Envelope(str(command_id), device_at)


@dataclass(frozen=True)
class Desk:
    """One person at work in the house, for one request."""

    house: House
    person: User

    async def issue(self, command: AnyCommand, envelope: Envelope, *, as_sent: bool = True) -> CommandOutcome:
        """Execute `command`. Raises Refusals and LogErrors, which become problems.

        `as_sent`: it is what the client said, and something else under the same command id is refused.
        """
        if as_sent:
            envelope = replace(envelope, digest=digest_of(command))
        outcome = await self._execute(command, envelope)
        if outcome.repeated:
            REPEATED.inc()
        return CommandOutcome(
            command_id=envelope.command_id,
            repeated=outcome.repeated,
            position=outcome.position,
            facts=tuple(shown(each) for each in outcome.facts),
        )

    @staticmethod
    def named(id_: str) -> str:
        """An identifier of an address, if it can be one. Raises NotFound."""
        try:
            return msgspec.convert(id_, Identifier)
        except msgspec.ValidationError:
            raise NotFound("no story has such an identifier") from None

    async def open_file(
        self,
        what: What,
        of: str,
        *,
        asked: str | None = None,
        position: int | None = None,
        opening: str | None = None,
    ) -> None:
        """Record that this person reads `of`. Raises LogErrors: no read without its trace.

        `asked`: the words of a search; `position`: the place in the log that is replayed; `opening`: the
        panel that shows it. What one panel shows anew for READING_LASTS is one reading.
        """
        reading = self.house.ids() if opening is None else self._same_reading(what, of, opening)
        command = OpenFile(reading=reading, what=what, of=of, asked=asked, position=position)
        await self._execute(command, Envelope(f"{file_reading.KIND}:{reading}", None))

    def _same_reading(self, what: What, of: str, opening: str) -> str:
        span = int(self.house.clock.now().timestamp() // READING_LASTS)
        words = f"{self.person.user}\n{what}\n{of}\n{opening}\n{span}"
        return blake2b(words.encode(), digest_size=16).hexdigest()

    async def refuse_reading(self, what: What, of: str) -> None:
        """Record that this person asked to read `of`, and may not. Raises LogErrors."""
        reading = self.house.ids()
        command = RefuseReading(reading=reading, what=what, of=of)
        await self._execute(command, Envelope(f"{file_reading.KIND}:{reading}", None))

    def _around(self, command: AnyCommand) -> Surroundings:
        """What a decision depends on beside its own streams."""
        forced_on: tuple[str, ...] = ()
        if isinstance(command, OrderMission):
            forced_on = forcing(self.house.board.view.missions, command.team)
        return Surroundings(self.house.acknowledge, forced_on)

    async def _execute(self, command: AnyCommand, envelope: Envelope) -> Outcome:
        log = self.house.log
        call = await story(log, command)
        refusal = await objection(log, self.person, command, call)
        act = Act(
            at=self.house.clock.now(),
            by=Actor(self.person.role, self.person.user),
            command_id=envelope.command_id,
            correlation=correlation_of(call),
            device_at=envelope.device_at,
            digest=envelope.digest,
        )
        outcome = await log.execute(guarded(command, refusal, self._around(command)), act)
        if not outcome.repeated:
            for each in outcome.facts:
                APPENDED.labels(each.stream.kind).inc()
        return outcome


def shown(recorded: Recorded[Any]) -> RecordedFact:
    """A recorded fact as it goes out."""
    return RecordedFact(
        event=recorded.event_id,
        position=recorded.position,
        at=recorded.at,
        by=recorded.by,
        fact=recorded.fact,
        device_at=recorded.device_at,
    )


def _spec(description: str) -> ResponseSpec:
    return ResponseSpec(Problem, description=description, media_type=MEDIA_TYPE, generate_examples=False)


PROBLEMS: dict[int, ResponseSpec] = {
    400: _spec("Malformed: `field` says where."),
    401: _spec("Nobody is signed in."),
    403: _spec("Not for this role, team or token."),
    404: _spec("Nothing has this identifier."),
    503: _spec("The log or the view cannot answer now: come again after Retry-After."),
}
COMMAND_PROBLEMS: dict[int, ResponseSpec] = {
    **PROBLEMS,
    409: _spec("The rules say no in the present state: `reason` names the rule."),
    413: _spec("Larger than 64 KiB."),
    415: _spec("Not JSON."),
    422: _spec("A value that no state accepts."),
}


AtDesk = NamedDependency[Desk]
Beside = NamedDependency[Envelope]
