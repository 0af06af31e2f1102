"""A telephone's network: what it loses, delays and holds back, the same with the same seed."""

import asyncio
import time

from simulators.phone_network import GOOD, Network, Wire
from tests.waiting import until


async def through(network: Network, packets: int, size: int = 100) -> tuple[Wire, list[bytes]]:
    """What arrives of so many packets sent at once."""
    arrived: list[bytes] = []

    async def send(packet: bytes) -> None:
        arrived.append(packet)

    wire = Wire(network, send)
    for number in range(packets):
        await wire.send(number.to_bytes(2, "big") * (size // 2))
    return wire, arrived


async def test_a_good_network_passes_everything_at_once() -> None:
    wire, arrived = await through(GOOD, 50)
    assert (wire.sent, wire.lost, len(arrived)) == (50, 0, 50)


async def test_losses_are_about_what_is_asked_and_the_same_again() -> None:
    lossy = Network(loss=0.05, seed=7)
    wire, arrived = await through(lossy, 2000)
    assert 60 <= wire.lost <= 140
    assert (await through(lossy, 2000))[1] == arrived


async def test_packets_take_their_time_and_keep_their_order() -> None:
    wire, arrived = await through(Network(latency=0.05), 20)
    assert arrived == []
    await until(lambda: len(arrived) == 20)
    assert arrived == sorted(arrived)
    wire.close()


async def test_more_than_the_rate_waits_then_is_lost() -> None:
    wire, arrived = await through(Network(rate=20_000), 200)
    assert 0 < wire.lost < 200
    await until(lambda: len(arrived) == 200 - wire.lost)
    assert arrived == sorted(arrived)


async def test_none_overtakes_another_however_late_the_machine_comes_to_them() -> None:
    wire, arrived = await through(Network(latency=0.002), 1)
    for number in range(1, 400):
        if number % 40 == 0:
            time.sleep(0.003)  # noqa: ASYNC251 -- a busy machine, which comes to nothing meanwhile
        await wire.send(number.to_bytes(2, "big") * 50)
        if number % 7 == 0:
            await asyncio.sleep(0)
    await until(lambda: len(arrived) == 400)
    assert arrived == sorted(arrived)
