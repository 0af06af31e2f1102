"""A simulated telephone (or screen) on the true signalling, with a true picture, on a network good or bad.

By wire only: the web socket of the pages, WebRTC by aiortc. That library is for development: nothing that
runs at a site imports this file, and a demonstration only where it finds the library.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.rtcconfiguration import RTCIceTransportPolicy
from aiortc.sdp import candidate_from_sdp
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from simulators.phone_network import GOOD, Network, Wire
from simulators.phone_pictures import ROOMY, Bars, Films, Places

_PICTURES = {"video", "low"}
"""The rungs on which a picture is sent."""


@dataclass
class Seen:
    """What came of a peer's picture."""

    frames: int = 0
    first: float | None = None
    """Seconds from opening the socket."""


class Phone:
    """One end of a video session: who comes later offers to each one present. Made by `phone`."""

    def __init__(self, socket: ClientConnection, network: Network, films: Films, places: Places) -> None:
        self._socket = socket
        self._network = network
        self._films = films
        self._places = places
        self._step = "video"
        self._began = asyncio.get_running_loop().time()
        self._peers: dict[str, RTCPeerConnection] = {}
        self._attempts: dict[str, int] = {}
        """Of each peer, how many connections were given up before the one there is, where any was."""
        self._shown: dict[str, tuple[RTCRtpSender, VideoStreamTrack]] = {}
        self._watching: set[asyncio.Task[None]] = set()
        self._configuration = RTCConfiguration()
        self._news = asyncio.Event()
        self.you = ""
        self.seen: dict[str, Seen] = {}
        self.wires: list[Wire] = []
        self.heard: list[str] = []
        self.over = asyncio.Event()

    async def first_frame(self, seconds: float = 15.0) -> float:
        """Seconds from opening the socket until a picture of somebody was there. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while True:
                self._news.clear()
                for each in self.seen.values():
                    if each.first is not None:
                        return each.first
                await self._news.wait()

    async def live(self) -> None:
        """Take part until the server closes the socket."""
        try:
            await self._live()
        finally:
            self.over.set()

    async def _live(self) -> None:
        with suppress(ConnectionClosed):
            async for frame in self._socket:
                message: dict[str, Any] = json.loads(frame)
                self.heard.append(message["type"])
                match message["type"]:
                    case "welcome":
                        await self._welcomed(message)
                    case "joined" if message.get("offer"):
                        await self._offer(message["peer"]["id"])
                    case "signal":
                        await self._signalled(message["from"], message["data"])
                    case "left":
                        await self._gone(message["peer"])
                    case "ladder":
                        self._stand(message["step"])
                    case _:
                        pass

    async def say(self, type_: str, **words: Any) -> None:
        """One message to the server."""
        await self._socket.send(json.dumps({"type": type_, **words}))

    async def close(self) -> None:
        """End every picture."""
        for wire in self.wires:
            wire.close()
        for task in self._watching:
            task.cancel()
        for peer in tuple(self._peers):
            await self._gone(peer)

    async def _welcomed(self, welcome: dict[str, Any]) -> None:
        self.you = welcome["you"]
        self._step = welcome["ladder"]
        servers = [
            RTCIceServer(urls=each["urls"], username=each.get("username"), credential=each.get("credential"))
            for each in welcome["ice"]["servers"]
        ]
        policy = RTCIceTransportPolicy(welcome["ice"]["policy"])
        self._configuration = RTCConfiguration(iceServers=servers, iceTransportPolicy=policy)
        for peer in welcome["peers"]:
            await self._offer(peer["id"])

    def _stand(self, step: str) -> None:
        """The picture stops without any new agreement, and comes back the same way."""
        self._step = step
        for sender, track in self._shown.values():
            sender.replaceTrack(track if step in _PICTURES else None)

    async def _offer(self, peer: str) -> None:
        if (connection := self._connection(peer)) is None:
            return
        await connection.setLocalDescription(await connection.createOffer())
        await self._described(peer, connection)

    async def _signalled(self, peer: str, data: dict[str, Any]) -> None:
        attempt, known = data.get("attempt", 0), self._attempts.get(peer, 0)
        if attempt > known and data.get("description", {}).get("type") == "offer":
            await self._gone(peer)
            self._attempts[peer] = attempt
        elif attempt != known or data.get("restart"):
            return  # it asks for what only pages make, or was on the way when another connection was made
        if description := data.get("description"):
            await self._take(peer, description)
        elif (candidate := data.get("candidate")) and candidate.get("candidate"):
            found = candidate_from_sdp(candidate["candidate"].partition(":")[2])
            found.sdpMid, found.sdpMLineIndex = candidate.get("sdpMid"), candidate.get("sdpMLineIndex")
            if (connection := self._connection(peer)) is not None:
                await connection.addIceCandidate(found)

    async def _take(self, peer: str, description: dict[str, str]) -> None:
        connection = self._connection(peer)
        if connection and description["type"] == "offer" and connection.signalingState == "have-local-offer":
            if self.you > peer:
                return  # both offered: the lower name gives way
            await self._gone(peer)
            connection = self._connection(peer)
        if connection is None:
            return
        await connection.setRemoteDescription(
            RTCSessionDescription(sdp=description["sdp"], type=description["type"])
        )
        if description["type"] == "offer":
            await connection.setLocalDescription(await connection.createAnswer())
            await self._described(peer, connection)

    async def _described(self, peer: str, connection: RTCPeerConnection) -> None:
        local = connection.localDescription
        data: dict[str, Any] = {"description": {"type": local.type, "sdp": local.sdp}}
        if attempt := self._attempts.get(peer):
            data["attempt"] = attempt
        await self.say("signal", to=peer, data=data)

    def _connection(self, peer: str) -> RTCPeerConnection | None:
        """The connection with `peer`, made where there is none; None where there is no place for it."""
        if (known := self._peers.get(peer)) is not None:
            return known
        if not self._places.take():
            return None
        made = self._peers[peer] = RTCPeerConnection(self._configuration)
        track = self._films()
        sender = made.addTrack(track)
        self._shown[peer] = (sender, track)
        self._wire(sender.transport.transport)
        if self._step not in _PICTURES:
            sender.replaceTrack(None)

        def tracked(track: MediaStreamTrack) -> None:
            if track.kind == "video":
                task = asyncio.create_task(self._watch(peer, track))
                self._watching.add(task)

        made.on("track", tracked)
        return made

    def _wire(self, transport: Any) -> None:
        """Everything that leaves by this transport goes through the network."""
        wire = Wire(self._network, transport._send)  # noqa: SLF001 -- nothing public is between it and the packets
        transport._send = wire.send  # noqa: SLF001
        self.wires.append(wire)

    async def _watch(self, peer: str, track: Any) -> None:
        seen = self.seen[peer] = Seen()
        with suppress(Exception):  # the library ends a track by an error of its own
            while True:
                await track.recv()
                seen.frames += 1
                if seen.first is None:
                    seen.first = asyncio.get_running_loop().time() - self._began
                self._news.set()

    async def _gone(self, peer: str) -> None:
        if (connection := self._peers.pop(peer, None)) is not None:
            self._places.free()
            self._shown.pop(peer)[1].stop()
            await connection.close()


@asynccontextmanager
async def phone(
    address: str,
    path: str,
    cookies: Mapping[str, str],
    network: Network = GOOD,
    *,
    films: Films = Bars,
    places: Places | None = None,
) -> AsyncGenerator[Phone]:
    """A telephone on the signalling at `path` of a server (``http://…``), until the end of the block."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Origin": address}
    url = address.replace("http", "ws", 1) + path
    async with connect(url, additional_headers=headers, compression=None, proxy=None) as socket:
        made = Phone(socket, network, films, places or Places(ROOMY))
        living = asyncio.create_task(made.live())
        try:
            yield made
        finally:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)
            await made.close()
