"""The telephones of the demonstration: they read what the operator was given to send, and answer.

For a night that people watch, in true time; never for one that is to repeat itself. At most MOST_AT_ONCE send
a picture, and only to who is at a screen: simulated doctors look by commands and cost nothing.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Final

import httpx
import msgspec

from simulators.link_holder import Habits, LinkHolder
from simulators.phone_pictures import Places
from simulators.sms import Message

MOST_AT_ONCE: Final = 3
LOOK_EVERY: Final = 0.5
"""True seconds."""
_log = logging.getLogger(__name__)


@asynccontextmanager
async def answering(spool: str, address: str, habits: Habits) -> AsyncGenerator[None]:
    """Telephones at the site at `address` for what the operator at `spool` sends, until the block ends."""
    task = asyncio.create_task(_answer(spool, address, habits), name="telephones")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _answer(spool: str, address: str, habits: Habits) -> None:
    places, known = Places(MOST_AT_ONCE), 0
    async with httpx.AsyncClient(base_url=spool) as client, asyncio.TaskGroup() as telephones:
        while True:
            messages = await _messages(client)
            for message in messages[known:]:
                if (token := message.text.rpartition("#")[2].strip()) and "#" in message.text:
                    holder = LinkHolder(address, token, message.reference, habits, places)
                    telephones.create_task(_life(holder), name=f"telephone {message.reference}")
            known = max(known, len(messages))
            await asyncio.sleep(LOOK_EVERY)


async def _messages(client: httpx.AsyncClient) -> list[Message]:
    with suppress(httpx.HTTPError):
        return msgspec.json.decode((await client.get("/messages")).content, type=list[Message])
    return []


async def _life(holder: LinkHolder) -> None:
    """A telephone that breaks down is told, and is no matter of the night."""
    try:
        await holder.live()
    except Exception as error:
        _log.warning("a simulated telephone broke down: %r", error)
