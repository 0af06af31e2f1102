"""Turns at the log: so many at once, in order, and nobody for ever."""

import asyncio

import pytest

from eventlog import turns
from eventlog.journal import LogUnavailable
from eventlog.turns import Turns


async def test_so_many_at_once_in_the_order_they_came() -> None:
    places, inside, most, order = Turns(2), 0, 0, list[int]()

    async def go(number: int) -> None:
        nonlocal inside, most
        async with places:
            inside, most = inside + 1, max(most, inside + 1)
            order.append(number)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(go(number) for number in range(7)))
    assert (most, order) == (2, list(range(7)))


async def test_who_waited_too_long_is_told_and_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_SECONDS", 0.01)
    places = Turns(1)
    async with places:
        with pytest.raises(LogUnavailable, match="did not answer in time"):
            async with places:
                pytest.fail("two at once")
    async with places:
        pass
    with pytest.raises(RuntimeError, match="within"):
        async with places:
            raise RuntimeError("within")
    async with places:
        pass
