"""Somebody with a telephone who was sent a link: taps it, reads, agrees or not, and is seen. By wire only."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.exceptions import WebSocketException

from simulators.chance import chance, drawn, happens, lasting
from simulators.drawn_picture import Face
from simulators.phone import Phone, phone
from simulators.phone_network import GOOD, POOR, WEAK, Network
from simulators.phone_pictures import Places, Portrait, photo

_AGENTS = {
    "Mozilla/5.0 (Linux; Android 9; SM-A105F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/80.0.3987.119 Mobile Safari/537.36": 3,
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Mobile Safari/537.36": 4,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/15.0 Mobile/15E148 Safari/604.1": 3,
}
_NETWORKS = {GOOD: 6, WEAK: 3, POOR: 1}
_FALLS = ("low", "audio", "low", "video")
"""What a telephone on a poor network goes through, and comes back from."""
_TRIES = 4
_LONGEST = 4.0
"""True seconds that nobody waits longer than, however slowly the night goes: somebody is watching."""
_TOLD_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Habits:
    """`opens` and `agrees` are shares; `pace` is how many simulated seconds one lasts; `here` where the
    telephones are (WGS84)."""

    seed: int
    pace: float
    opens: float
    agrees: float
    here: tuple[float, float]


class LinkHolder:
    """One telephone and the one link that it was sent. `name` draws whose it is and how good its network."""

    def __init__(self, address: str, token: str, name: str, habits: Habits, places: Places) -> None:
        self._address, self._token, self._name = address, token, name
        self._habits, self._places = habits, places
        self._rng = chance(habits.seed, f"telephone {name}")
        self.network: Network = drawn(self._rng, _NETWORKS)
        self._agent = drawn(self._rng, _AGENTS)

    async def live(self) -> None:
        """From the message to the end of the session. Raises what HTTP clients raise."""
        opens, agrees = happens(self._rng, self._habits.opens), happens(self._rng, self._habits.agrees)
        await self._wait(25)
        if not opens:
            return
        headers = {"Origin": self._address, "User-Agent": self._agent}
        async with httpx.AsyncClient(base_url=self._address, headers=headers, timeout=15.0) as client:
            told = await self._opened(client)
            if told is None:
                return
            await self._wait(10)
            if not agrees:
                await client.post("/v/refuse", json={"why": "ne souhaite pas être filmé"})
                return
            if await self._let_in(client, told):
                await self._given(client, told["want"])
                await self._seen(dict(client.cookies))

    async def _wait(self, mean: float) -> None:
        await asyncio.sleep(min(_LONGEST, lasting(self._rng, mean) / self._habits.pace))

    async def _opened(self, client: httpx.AsyncClient) -> dict[str, Any] | None:
        """What the link says, or None. The message may be faster than the fact that it left."""
        for attempt in range(_TRIES):
            said = await client.post("/v/open", json={"token": self._token, "language": "fr"})
            if said.is_success:
                return said.json()
            await asyncio.sleep(0.5 + attempt)
        return None

    async def _let_in(self, client: httpx.AsyncClient, told: dict[str, Any]) -> bool:
        """Whether they may come in: the patient by their own agreement, a guest once the patient agreed."""
        said: dict[str, Any] = {"told_version": _TOLD_VERSION, "language": "fr"}
        if told["role"] == "patient":
            video = told["want"] == "video"
            said |= {"location": not video or self._likes(), "snapshots": video and self._likes()}
        while told["role"] == "guest" and not told["consented"]:
            await asyncio.sleep(_LONGEST)
            again = await self._opened(client)
            if again is None:
                return False
            told = again
        return (await client.post("/v/consent", json=said)).is_success

    def _likes(self) -> bool:
        return happens(self._rng, 0.8)

    async def _given(self, client: httpx.AsyncClient, want: str) -> None:
        """The photo or the place, where that was asked for."""
        if want == "location":
            lat, lon = (at + self._rng.uniform(-0.05, 0.05) for at in self._habits.here)
            said = await client.post("/v/location", json={"lat": lat, "lon": lon, "accuracy_m": 25})
            said.raise_for_status()
        elif want == "photo":
            content = await asyncio.to_thread(photo, Face.of(self._name))
            door = f"/v/photos/ph-{secrets.token_hex(8)}"
            whole = {"parts": 1, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            headers = {"Content-Type": "application/octet-stream"}
            (await client.put(f"{door}/parts/0", content=content, headers=headers)).raise_for_status()
            (await client.post(door, json=whole)).raise_for_status()

    async def _seen(self, cookies: dict[str, str]) -> None:
        face = Face.of(self._name)
        with suppress(WebSocketException):
            async with (
                phone(
                    self._address,
                    "/v/signal",
                    cookies,
                    self.network,
                    films=lambda: Portrait(face),
                    places=self._places,
                ) as made,
                self._weather(made),
            ):
                await made.over.wait()

    @asynccontextmanager
    async def _weather(self, made: Phone) -> AsyncGenerator[None]:
        """On a poor network the picture falls and comes back, until the end of the block."""
        task = asyncio.create_task(self._falls(made))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _falls(self, made: Phone) -> None:
        if self.network is GOOD:
            return
        for step in _FALLS if self.network is POOR else ("low", "video"):
            await asyncio.sleep(lasting(self._rng, 15))
            why = "recovered" if step == "video" else "loss"
            await made.say("ladder", step=step, why=why, automatic=True, took_ms=3_000)
