"""A TCP relay in front of the server, which can lose acknowledgements or everything."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress


class WireCutter:
    """Relays bytes. `lose_answers()` swallows what the server says next, then cuts the line."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._losing = False
        self.port = 0
        self.cuts = 0
        self.swallowed = b""

    def lose_answers(self) -> None:
        self._losing = True

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection(*self._target)
        both = [
            asyncio.create_task(self._upwards(reader, up_writer)),
            asyncio.create_task(self._downwards(up_reader, writer)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
            for each in (up_writer, writer):
                each.close()
                with suppress(OSError):
                    await each.wait_closed()

    async def _upwards(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()

    async def _downwards(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if self._losing and b'"seq":' in data:
                self._losing = False
                self.cuts += 1
                self.swallowed = data
                return
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def wire_cutter(host: str, port: int) -> AsyncGenerator[WireCutter, None]:
    """A relay to host:port, on a loopback port of its own."""
    cutter = WireCutter(host, port)
    server = await asyncio.start_server(cutter.relay, "127.0.0.1", 0)
    cutter.port = server.sockets[0].getsockname()[1]
    async with server:
        yield cutter
