"""The actors of a timeline as tasks: who lives, and who failed first."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Actor = Coroutine[Any, Any, Any]


class Company:
    """The tasks of the actors, and the first failure among them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self.failure: BaseException | None = None
        self.over = asyncio.Event()

    def __contains__(self, task: object) -> bool:
        return task in self._tasks

    def start(self, name: str, actor: Actor, turn: asyncio.Future[None], rest: Callable[[], None]) -> None:
        """Let `actor` begin at its `turn`, and call `rest` when it has ended."""
        task = asyncio.get_running_loop().create_task(self._live(actor, turn, rest), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._gone)

    async def _live(self, actor: Actor, turn: asyncio.Future[None], rest: Callable[[], None]) -> None:
        try:
            await turn
            await actor
        except Exception as error:
            self.failure = self.failure or error
            self.over.set()
        finally:
            actor.close()
            rest()

    def _gone(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not self._tasks:
            self.over.set()

    async def dismiss(self) -> None:
        """Cancel everybody and wait for them. Raises the first failure."""
        await asyncio.sleep(0)  # Who was spawned just now has to begin before they can be cancelled.
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(list(self._tasks))
        if self.failure is not None:
            raise self.failure
