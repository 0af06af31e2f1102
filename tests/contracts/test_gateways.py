"""One contract per gateway, kept by the adapter over HTTP with its stand-in and by the one in memory."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import httpx
import pytest
from litestar import Litestar

from domain.asks import OpenRecord, SendInvitation, SendNotice
from domain.dmp_access.commands import DmpAnswer, FailNotice, RecordNotice
from domain.dmp_access.facts import Recipient, RefusedBecause
from domain.fact import Actor
from domain.ports import DmpGateway, NoticeGateway, SmsGateway
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from domain.vocabulary import DmpMode, Ins, Role
from gateways.dmp import HttpDmp
from gateways.notices import HttpNotices
from gateways.sms import HttpSms
from simulators.dmp import dmp_app
from simulators.notices import notices_app
from simulators.records import DmpRecord
from simulators.sms import sms_app
from tests.contracts.fakes import DmpInMemory, Fails, NoticesInMemory, SmsInMemory

G = TypeVar("G")
TEST_OID = "1.2.250.1.213.1.4.10"
KINDS = ["memory", "timeout", "refused", "500", "unreachable"]


def ins(last: int) -> Ins:
    return Ins(number=f"2410325434017{last:02}", oid=TEST_OID)


RECORDS = [
    DmpRecord(ins=ins(1)),
    DmpRecord(ins=ins(2), opposed_to_regulation_centre=True),
    DmpRecord(ins=ins(3), opposed_to_break_glass=True),
    DmpRecord(ins=ins(4), blocked=frozenset({"med-07"})),
]


@dataclass
class Rig(Generic[G]):
    """A gateway, and how to make it fail."""

    gateway: G
    fail: Callable[[], Awaitable[None]]


class Line(httpx.AsyncBaseTransport):
    """The way to a stand-in, which can be cut."""

    def __init__(self, app: Litestar) -> None:
        self._app = httpx.ASGITransport(cast("Any", app))
        self.cut = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.cut:
            raise httpx.ConnectError("nobody there")
        return await self._app.handle_async_request(request)


async def rig(
    kind: str, app: Litestar, make: Callable[[httpx.AsyncClient], G], memory: G
) -> AsyncIterator[Rig[G]]:
    line = Line(app)
    async with httpx.AsyncClient(transport=line, base_url="http://outside") as client:

        async def fail() -> None:
            match kind:
                case "memory":
                    assert isinstance(memory, Fails)
                    memory.failing = True
                case "unreachable":
                    line.cut = True
                case _:
                    answer = await client.post("/faults", json={"rate": 1, "kind": kind})
                    assert answer.status_code == 200

        yield Rig(memory if kind == "memory" else make(client), fail)


def over_sms(client: httpx.AsyncClient) -> SmsGateway:
    return HttpSms(client, "https://visio.example", within=0.2)


def over_notices(client: httpx.AsyncClient) -> NoticeGateway:
    return HttpNotices(client, within=0.2)


def over_dmp(client: httpx.AsyncClient) -> DmpGateway:
    return HttpDmp(client, within=0.2)


@pytest.fixture(params=KINDS)
async def sms(request: pytest.FixtureRequest) -> AsyncIterator[Rig[SmsGateway]]:
    async for made in rig(request.param, sms_app(hold=5), over_sms, SmsInMemory()):
        yield made


@pytest.fixture(params=KINDS)
async def notices(request: pytest.FixtureRequest) -> AsyncIterator[Rig[NoticeGateway]]:
    async for made in rig(request.param, notices_app(hold=5), over_notices, NoticesInMemory()):
        yield made


@pytest.fixture(params=KINDS)
async def dmp(request: pytest.FixtureRequest) -> AsyncIterator[Rig[DmpGateway]]:
    async for made in rig(request.param, dmp_app(RECORDS, hold=5), over_dmp, DmpInMemory(RECORDS)):
        yield made


INVITATION = SendInvitation(session="visio-1", phone="+33600000001")
NOTICE = SendNotice(
    access="acc-1", call="call-1", patient="p-1", mode=DmpMode.BREAK_GLASS, recipient=Recipient.HOLDER
)


def opening(number: Ins, practitioner: str = "med-01") -> OpenRecord:
    actor = Actor(Role.REGULATOR, practitioner)
    return OpenRecord(access="acc-1", ins=number, mode=DmpMode.REGULATION_CENTRE, practitioner=actor)


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


@pytest.mark.parametrize(
    ("number", "practitioner", "expected"),
    [
        (1, "med-01", DmpAnswer(access="acc-1")),
        (2, "med-01", DmpAnswer(access="acc-1", opposed_to_regulation_centre=True)),
        (3, "med-01", DmpAnswer(access="acc-1", opposed_to_break_glass=True)),
        (4, "med-01", DmpAnswer(access="acc-1")),
        (4, "med-07", DmpAnswer(access="acc-1", professional_blocked=True)),
        (9, "med-01", DmpAnswer(access="acc-1", failed=RefusedBecause.NO_RECORD)),
    ],
)
async def test_a_record_says_who_may_open_it(
    dmp: Rig[DmpGateway], number: int, practitioner: str, expected: DmpAnswer
) -> None:
    assert await dmp.gateway.open_record(opening(ins(number), practitioner)) == expected


async def test_a_record_out_of_reach_is_an_answer(dmp: Rig[DmpGateway]) -> None:
    await dmp.fail()
    answer = await dmp.gateway.open_record(opening(ins(1)))
    assert answer == DmpAnswer(access="acc-1", failed=RefusedBecause.DMP_UNAVAILABLE)
