"""Carries out reactions: issues the commands, asks the gateways, and issues their answers."""

from dataclasses import asdict, dataclass
from typing import Any, assert_never

import msgspec
import structlog

from domain.asks import AssessAccess, OpenRecord, SendInvitation, SendNotice
from domain.dmp_access.commands import ACCESS_LASTS, NOTICES_WITHIN
from domain.dmp_access.facts import REVIEW_WITHIN
from domain.envelope import Recorded
from domain.fact import Act, Actor, Command, Refusal
from domain.house import plan
from domain.ports import AccessAssessor, Clock, DmpGateway, NoticeGateway, SmsGateway
from domain.reactions import Reaction, react
from domain.vocabulary import Role
from eventlog.log import EventLog
from vigie.ids import derived_id

log = structlog.get_logger(__name__)

REACTIONS = Actor(Role.SYSTEM, "reactions")


@dataclass(frozen=True)
class AccessSpans:
    """Seconds an access stays open, and its notices and its review may take: settings of the site."""

    lasts: int = ACCESS_LASTS
    notices_within: int = NOTICES_WITHIN
    review_within: int = REVIEW_WITHIN


@dataclass(frozen=True)
class Gateways:
    """The outside systems that reactions ask."""

    sms: SmsGateway
    dmp: DmpGateway
    notices: NoticeGateway


class Reactor:
    """Handles each fact of the log once or more, in order: repeating it changes nothing."""

    def __init__(
        self,
        event_log: EventLog,
        clock: Clock,
        gateways: Gateways,
        assessor: AccessAssessor | None = None,
        spans: AccessSpans | None = None,
    ) -> None:
        """`assessor` asks the rules of unusual accesses; None leaves accesses without an assessment."""
        self._log = event_log
        self._clock = clock
        self._gateways = gateways
        self._assessor = assessor
        self._spans = spans or AccessSpans()

    async def handle(self, recorded: Recorded[Any]) -> None:
        """Carry out what follows from one fact. Raises LogError: the fact is then handled again."""
        for number, reaction in enumerate(react(recorded)):
            command = await self._command(reaction, recorded)
            if command is not None:
                await self._issue(command, recorded, number)

    async def _command(self, reaction: Reaction, cause: Recorded[Any]) -> Any:
        if isinstance(reaction, Command):
            return reaction
        match reaction:
            case SendInvitation():
                return await self._gateways.sms.invite(reaction)
            case OpenRecord():
                answer = await self._gateways.dmp.open_record(reaction)
                return msgspec.structs.replace(answer, **asdict(self._spans))
            case SendNotice():
                return await self._gateways.notices.notify(reaction)
            case AssessAccess():
                return await self._assessor.assess(reaction, cause) if self._assessor else None
            case _:
                assert_never(reaction)

    async def _issue(self, command: Any, cause: Recorded[Any], number: int) -> None:
        act = Act(
            at=self._clock.now(),
            by=REACTIONS,
            command_id=derived_id(cause.event_id, str(number)),
            cause=cause.event_id,
            correlation=cause.correlation or str(cause.stream),
        )
        try:
            await self._log.execute(plan(command), act)
        except Refusal as refusal:
            # The world moved on between the fact and its reaction: a team declined before its alert.
            log.info("reaction refused", cause=cause.event_id, reason=refusal.reason)
