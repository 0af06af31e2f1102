"""How far a reader of the log has come, and waiting for it: what makes one's own writes readable."""

import asyncio


class NotThereYet(TimeoutError):
    """The reader did not reach the position in time. What it shows is older than asked for."""


class Progress:
    """The position up to which a view (or a feed) has taken in the log. One event loop only."""

    def __init__(self, position: int = 0) -> None:
        self._position = position
        self._waiting = 0
        self._moved = asyncio.Condition()

    @property
    def position(self) -> int:
        """Position of the last fact taken in; 0 before the first."""
        return self._position

    async def advance(self, position: int) -> None:
        """Say that everything up to `position` is taken in. Going back is ignored."""
        if position <= self._position:
            return
        self._position = position
        if self._waiting:
            async with self._moved:
                self._moved.notify_all()

    async def wait(self, position: int, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Return once `position` is taken in. Raises NotThereYet after `timeout` seconds."""
        if position <= self._position:
            return
        self._waiting += 1
        try:
            async with asyncio.timeout(timeout), self._moved:
                while self._position < position:
                    await self._moved.wait()
        except TimeoutError:
            where = f"at {self._position}, not yet at {position}"
            raise NotThereYet(where) from None
        finally:
            self._waiting -= 1
