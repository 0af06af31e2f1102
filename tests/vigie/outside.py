"""The outside world in memory: gateways that count what they are asked, and can fail or dawdle."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from domain.asks import Ask, OpenRecord, RetrieveDocument, SearchDocuments, SendInvitation, SendNotice
from domain.dmp_access.commands import DmpAnswer, FailNotice, RecordNotice
from domain.shared_record import FoundDocuments, NotRead, NotReadBecause
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from vigie import running
from vigie.settings import Settings
from vigie.worker.reactor import Gateways


@dataclass
class Outside:
    """All three gateways. `down`: every answer is a failure. `seconds`: how long an answer takes."""

    down: bool = False
    seconds: float = 0.0
    asked: list[Ask] = field(default_factory=list[Ask])

    async def invite(self, ask: SendInvitation) -> ConfirmInvitation | FailInvitation:
        await self._take(ask)
        if self.down:
            return FailInvitation(session=ask.session, why="numéro fixe")
        return ConfirmInvitation(session=ask.session, receipt="sms-1")

    async def open_record(self, ask: OpenRecord) -> DmpAnswer:
        await self._take(ask)
        return DmpAnswer(access=ask.access, professional_blocked=self.down)

    async def search(self, ask: SearchDocuments) -> FoundDocuments | NotRead:
        await self._take(ask.opened)
        return NotRead(why=NotReadBecause.UNAVAILABLE) if self.down else FoundDocuments()

    async def retrieve(self, ask: RetrieveDocument) -> NotRead:
        await self._take(ask.opened)
        return NotRead(why=NotReadBecause.NO_DOCUMENT)

    async def notify(self, ask: SendNotice) -> RecordNotice | FailNotice:
        await self._take(ask)
        if self.down:
            return FailNotice(access=ask.access, recipient=ask.recipient, why="injoignable")
        return RecordNotice(access=ask.access, recipient=ask.recipient, proof="mss-1")

    async def _take(self, ask: Ask) -> None:
        await asyncio.sleep(self.seconds)
        self.asked.append(ask)

    @property
    def gateways(self) -> Gateways:
        return Gateways(sms=self, dmp=self, notices=self)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Workers opened from now on ask this outside."""

        @asynccontextmanager
        async def opened(settings: Settings, links: str) -> AsyncGenerator[Gateways]:
            yield self.gateways

        monkeypatch.setattr(running, "open_gateways", opened)
