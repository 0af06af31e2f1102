"""What answers where a site has not set a gateway: a failure in words, never a silence."""

from domain.asks import OpenRecord, RetrieveDocument, SearchDocuments, SendInvitation, SendNotice
from domain.dmp_access.commands import DmpAnswer, FailNotice, RecordNotice
from domain.dmp_access.facts import RefusedBecause
from domain.shared_record import NotRead, NotReadBecause
from domain.visio_session.commands import ConfirmInvitation, FailInvitation

_NO_DMP = NotRead(why=NotReadBecause.UNAVAILABLE, detail="no DMP is set on this site")


class AbsentSms:
    """A SmsGateway that sends nothing and says so."""

    async def invite(self, ask: SendInvitation) -> ConfirmInvitation | FailInvitation:
        """As in SmsGateway."""
        return FailInvitation(
            session=ask.session,
            why="no SMS gateway is set on this site",
            generation=ask.generation,
            guest=ask.guest,
        )


class AbsentDmp:
    """A DmpGateway that opens nothing and says so."""

    async def open_record(self, ask: OpenRecord) -> DmpAnswer:
        """As in DmpGateway."""
        return DmpAnswer(access=ask.access, failed=RefusedBecause.DMP_UNAVAILABLE)

    async def search(self, ask: SearchDocuments) -> NotRead:
        """As in DmpGateway."""
        return _NO_DMP

    async def retrieve(self, ask: RetrieveDocument) -> NotRead:
        """As in DmpGateway."""
        return _NO_DMP


class AbsentNotices:
    """A NoticeGateway that tells nobody and says so: the notice stays due."""

    async def notify(self, ask: SendNotice) -> RecordNotice | FailNotice:
        """As in NoticeGateway."""
        return FailNotice(
            access=ask.access, recipient=ask.recipient, why="no notice gateway is set on this site"
        )
