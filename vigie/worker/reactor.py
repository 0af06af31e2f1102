"""Carries out reactions: issues the commands, asks the gateways, and issues their answers."""

from dataclasses import dataclass
from typing import Any, assert_never

import structlog

from domain.asks import OpenRecord, SendInvitation, SendNotice
from domain.envelope import Recorded
from domain.fact import Act, Actor, Command, Refusal
from domain.house import plan
from domain.ports import Clock, DmpGateway, NoticeGateway, SmsGateway
from domain.reactions import Reaction, react
from domain.vocabulary import Role
from eventlog.log import EventLog
from vigie.ids import derived_id

log = structlog.get_logger(__name__)

REACTIONS = Actor(Role.SYSTEM, "reactions")


@dataclass(frozen=True)
class Gateways:
    """The outside systems that reactions ask."""

    sms: SmsGateway
    dmp: DmpGateway
    notices: NoticeGateway


class Reactor:
    """Handles each fact of the log once or more, in order: repeating it changes nothing."""

    def __init__(self, event_log: EventLog, clock: Clock, gateways: Gateways) -> None:
        self._log = event_log
        self._clock = clock
        self._gateways = gateways

    async def handle(self, recorded: Recorded[Any]) -> None:
        """Carry out what follows from one fact. Raises LogError: the fact is then handled again."""
        for number, reaction in enumerate(react(recorded)):
            command = await self._command(reaction)
            await self._issue(command, recorded, number)

    async def _command(self, reaction: Reaction) -> Any:
        if isinstance(reaction, Command):
            return reaction
        match reaction:
            case SendInvitation():
                return await self._gateways.sms.invite(reaction)
            case OpenRecord():
                return await self._gateways.dmp.open_record(reaction)
            case SendNotice():
                return await self._gateways.notices.notify(reaction)
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
