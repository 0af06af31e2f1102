"""The gateways as the settings open them."""

import asyncio
import json
from pathlib import Path

from domain.asks import SendInvitation
from domain.visio_session.commands import ConfirmInvitation
from vigie.gateways import open_gateways
from vigie.settings import Settings


async def answers_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection with an operator that promises to keep it, and closes it when it is used again."""
    await reader.readuntil(b'"}')
    body = json.dumps({"receipt": "R1"}).encode()
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: keep-alive\r\n")
    writer.write(b"content-length: %d\r\n\r\n%s" % (len(body), body))
    await writer.drain()
    await reader.read(1)
    writer.close()
    await writer.wait_closed()


async def test_a_message_is_not_lost_with_a_connection_kept_from_the_one_before(tmp_path: Path) -> None:
    calls: list[asyncio.Task[None]] = []
    operator = await asyncio.start_server(
        lambda reader, writer: calls.append(asyncio.create_task(answers_once(reader, writer))), "127.0.0.1", 0
    )
    url = f"http://127.0.0.1:{operator.sockets[0].getsockname()[1]}"
    async with operator, open_gateways(Settings(data=tmp_path, sms_url=url), "https://v.test/v") as gateways:
        asks = [SendInvitation(session=f"v-{n}", phone="+33600000001") for n in range(3)]
        told = [await gateways.sms.invite(ask) for ask in asks]
    await asyncio.gather(*calls)
    assert [type(each) for each in told] == [ConfirmInvitation] * 3
