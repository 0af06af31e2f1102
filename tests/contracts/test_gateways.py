"""One contract per gateway, kept by the adapter over HTTP with its stand-in and by the one in memory."""

from collections.abc import AsyncIterator

import httpx
import pytest

from domain.asks import SendInvitation, SendNotice
from domain.dmp_access.commands import FailNotice, RecordNotice
from domain.dmp_access.facts import Recipient
from domain.ports import NoticeGateway, SmsGateway
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from domain.visio_session.links import LinkKey
from domain.vocabulary import DmpMode
from gateways.invitations import Letters
from gateways.notices import HttpNotices
from gateways.sms import HttpSms
from simulators.notices import notices_app
from simulators.sms import sms_app
from tests.contracts.fakes import NoticesInMemory, SmsInMemory
from tests.contracts.rigs import Rig, rig

LETTERS = Letters(LinkKey(b"k" * 32), "https://visio.example/v", "SAMU 77")
KINDS = ["memory", "timeout", "refused", "500", "unreachable"]


def over_sms(client: httpx.AsyncClient) -> SmsGateway:
    return HttpSms(client, LETTERS, within=0.2)


def over_notices(client: httpx.AsyncClient) -> NoticeGateway:
    return HttpNotices(client, within=0.2)


@pytest.fixture(params=KINDS)
async def sms(request: pytest.FixtureRequest) -> AsyncIterator[Rig[SmsGateway]]:
    async for made in rig(request.param, sms_app(hold=5), over_sms, SmsInMemory()):
        yield made


@pytest.fixture(params=KINDS)
async def notices(request: pytest.FixtureRequest) -> AsyncIterator[Rig[NoticeGateway]]:
    async for made in rig(request.param, notices_app(hold=5), over_notices, NoticesInMemory()):
        yield made


INVITATION = SendInvitation(session="visio-1", phone="+33600000001")
NOTICE = SendNotice(
    access="acc-1", call="call-1", patient="p-1", mode=DmpMode.BREAK_GLASS, recipient=Recipient.HOLDER
)


async def test_an_invitation_is_confirmed_with_a_receipt(sms: Rig[SmsGateway]) -> None:
    answer = await sms.gateway.invite(INVITATION)
    assert isinstance(answer, ConfirmInvitation)
    assert answer.session == "visio-1"
    assert answer.receipt


async def test_an_invitation_asked_twice_is_the_same_one(sms: Rig[SmsGateway]) -> None:
    assert await sms.gateway.invite(INVITATION) == await sms.gateway.invite(INVITATION)


async def test_a_message_that_cannot_be_sent_is_an_answer(sms: Rig[SmsGateway]) -> None:
    await sms.fail()
    answer = await sms.gateway.invite(INVITATION)
    assert isinstance(answer, FailInvitation)
    assert answer.session == "visio-1"
    assert "+33" not in answer.why


async def test_a_notice_is_recorded_with_its_proof(notices: Rig[NoticeGateway]) -> None:
    answer = await notices.gateway.notify(NOTICE)
    assert isinstance(answer, RecordNotice)
    assert (answer.access, answer.recipient) == ("acc-1", Recipient.HOLDER)
    assert answer.proof
    assert await notices.gateway.notify(NOTICE) == answer


async def test_a_notice_that_cannot_be_handed_over_is_an_answer(notices: Rig[NoticeGateway]) -> None:
    await notices.fail()
    answer = await notices.gateway.notify(NOTICE)
    assert isinstance(answer, FailNotice)
    assert (answer.access, answer.recipient) == ("acc-1", Recipient.HOLDER)
