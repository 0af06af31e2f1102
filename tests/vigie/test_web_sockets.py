"""How the web room is served: web sockets without compression, and bounded frames."""

import asyncio
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from api.signalling_words import LARGEST_FRAME
from vigie.web import serving


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """An application that says back what it hears."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


async def test_a_frame_too_large_is_refused_by_the_server_and_none_is_compressed() -> None:
    async with serving(echo, "127.0.0.1", 0, asyncio.Event()) as address:
        async with connect(address.replace("http", "ws", 1), compression="deflate", proxy=None) as socket:
            assert socket.protocol.extensions == []
            await socket.send("x" * LARGEST_FRAME)
            assert len(await socket.recv()) == LARGEST_FRAME
            await socket.send("x" * (LARGEST_FRAME + 1))
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
