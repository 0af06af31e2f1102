"""From threads to the loop: one event loop in its own thread, with one connection to the log."""

import asyncio
import concurrent.futures
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from eventsourcing.persistence import OperationalError, ProgrammingError

from eventlog.connection import Connection, ConnectionSettings, connect

try:
    from uvloop import new_event_loop
except ImportError:  # not made for every platform
    from asyncio import new_event_loop

P = ParamSpec("P")
T = TypeVar("T")


class Bridge:
    """Runs coroutines for threads that wait. Raises LogUnavailable where NATS cannot be reached."""

    def __init__(self, settings: ConnectionSettings) -> None:
        self._loop = new_event_loop()
        self._thread = threading.Thread(target=self._run, name="eventlog", daemon=True)
        self._closing = threading.Lock()
        self._closed = False
        self._thread.start()
        try:
            self.connection: Connection = self.call(connect, settings)
        except BaseException:
            self._stop()
            raise

    def call(self, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Await `function(...)` on the loop, from any other thread, and return its answer.

        Raises ProgrammingError on the loop's own thread, which would wait for itself for ever.
        """
        return self.start(function, *args, **kwargs).result()

    def start(
        self, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> "concurrent.futures.Future[T]":
        """Start `function(...)` on the loop; cancelling the future cancels it. Raises as `call`."""
        if threading.current_thread() is self._thread:
            raise ProgrammingError("a recorder cannot be used on the thread of its own event loop")
        if self._closed:
            raise OperationalError("the connection to the log has been closed")
        return asyncio.run_coroutine_threadsafe(_await(function, *args, **kwargs), self._loop)

    def soon(self, function: Callable[[], object]) -> None:
        """Call `function` on the loop, without waiting. Does nothing once closed."""
        if not self._closed:
            self._loop.call_soon_threadsafe(function)

    def close(self) -> None:
        """Cancel what runs, close the connection and end the thread."""
        with self._closing:
            if self._closed:
                return
            self.call(self._finish)
            self._stop()

    async def _finish(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.connection.close()

    def _stop(self) -> None:
        self._closed = True
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            asyncio.set_event_loop(None)
            self._loop.close()


def _await(function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
    async def run() -> T:
        return await function(*args, **kwargs)

    return run()
