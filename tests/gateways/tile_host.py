"""A source of tiles on loopback: answers what a test says, counts what it is asked."""

import threading
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


class TileHost:
    """`status`, `body` and `waits` are the next answers; `released` lets those that wait go."""

    def __init__(self) -> None:
        self.status, self.body, self.waits = 200, PNG, False
        self.location: str | None = None
        self.asked: Counter[str] = Counter()
        self.reached, self.released = threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def template(self) -> str:
        """What a site would set."""
        return f"http://127.0.0.1:{self._server.server_port}/map/{{z}}/{{x}}/{{y}}.png"

    def stop(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked[self.path] += 1
                outer.reached.set()
                if outer.waits:
                    outer.released.wait(10)
                self.send_response(outer.status)
                if outer.location is not None:
                    self.send_header("Location", outer.location)
                # What a source calls a picture is not believed.
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                with suppress(BrokenPipeError, ConnectionResetError):
                    self.wfile.write(outer.body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is the library's
                pass

        return Handler


@contextmanager
def tile_host() -> Generator[TileHost]:
    """A host until the end of the block."""
    host = TileHost()
    try:
        yield host
    finally:
        host.stop()
