"""From threads to the loop: one event loop in its own thread, with one connection to the log."""

import asyncio
import concurrent.futures
import threading
import weakref
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
    """Runs coroutines for threads that wait. Raises LogUnavailable where NATS cannot be reached.

    Closed by `close`, and at the latest when nobody refers to it any more: factories and recorders
    are often dropped without a word.
    """

    def __init__(self, settings: ConnectionSettings) -> None:
        self._loop = new_event_loop()
        self._thread = threading.Thread(target=_run, args=(self._loop,), name="eventlog", daemon=True)
        self._thread.start()
        opened: list[Connection] = []
        self._finalizer = weakref.finalize(self, _shut_down, self._loop, self._thread, opened)
        try:
            self.connection: Connection = self.call(connect, settings)
        except BaseException:
            self.close()
            raise
        opened.append(self.connection)

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
        if not self._finalizer.alive:
            raise OperationalError("the connection to the log has been closed")
        return asyncio.run_coroutine_threadsafe(_await(function, *args, **kwargs), self._loop)

    def soon(self, function: Callable[[], object]) -> None:
        """Call `function` on the loop, without waiting. Does nothing once closed."""
        if self._finalizer.alive:
            self._loop.call_soon_threadsafe(function)

    def close(self) -> None:
        """Cancel what runs, close the connection and end the thread."""
        self._finalizer()


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def _shut_down(
    loop: asyncio.AbstractEventLoop, thread: threading.Thread, connections: list[Connection]
) -> None:
    async def finish() -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for connection in connections:
            await connection.close()
        loop.stop()

    if threading.current_thread() is thread:  # the last reference went on the loop's own thread
        loop.create_task(finish())
        return
    asyncio.run_coroutine_threadsafe(finish(), loop)
    thread.join()


def _await(function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
    async def run() -> T:
        return await function(*args, **kwargs)

    return run()
