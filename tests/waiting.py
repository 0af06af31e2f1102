"""Waiting for what does not say when it happens."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Return once `condition` holds. Raises TimeoutError after `seconds`."""

    async def asked() -> bool:
        return condition()

    await until_told(asked, seconds)


async def until_told(question: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    """Return once `question` is answered yes. Raises TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not await question():  # noqa: ASYNC110  # nothing announces the change
            await asyncio.sleep(0.01)
