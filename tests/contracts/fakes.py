"""The gateways in memory: the simplest things that keep the contract."""

from collections.abc import Iterable

from domain.asks import OpenRecord, SendInvitation, SendNotice
from domain.dmp_access.commands import DmpAnswer, FailNotice, RecordNotice
from domain.dmp_access.facts import RefusedBecause
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from simulators.records import DmpRecord


class Fails:
    """Something that can be told to fail."""

    failing = False


class SmsInMemory(Fails):
    async def invite(self, ask: SendInvitation) -> ConfirmInvitation | FailInvitation:
        if self.failing:
            return FailInvitation(session=ask.session, why="told to fail")
        return ConfirmInvitation(session=ask.session, receipt=f"receipt of {ask.session}")


class NoticesInMemory(Fails):
    async def notify(self, ask: SendNotice) -> RecordNotice | FailNotice:
        if self.failing:
            return FailNotice(access=ask.access, recipient=ask.recipient, why="told to fail")
        return RecordNotice(access=ask.access, recipient=ask.recipient, proof=f"{ask.access} {ask.recipient}")


class DmpInMemory(Fails):
    def __init__(self, records: Iterable[DmpRecord]) -> None:
        self._records = {record.ins: record for record in records}

    async def open_record(self, ask: OpenRecord) -> DmpAnswer:
        if self.failing:
            return DmpAnswer(access=ask.access, failed=RefusedBecause.DMP_UNAVAILABLE)
        record = self._records.get(ask.ins)
        if record is None:
            return DmpAnswer(access=ask.access, failed=RefusedBecause.NO_RECORD)
        return DmpAnswer(
            access=ask.access,
            opposed_to_regulation_centre=record.opposed_to_regulation_centre,
            opposed_to_break_glass=record.opposed_to_break_glass,
            professional_blocked=ask.practitioner.id in record.blocked,
        )
