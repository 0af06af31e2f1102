"""Long work that the auditor asks for: done beside the requests, watched by its identifier."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import structlog
from litestar import Litestar

from api.auditing import Progress
from api.problems import HttpProblem
from eventlog.journal import LogError

log = structlog.get_logger(__name__)

AT_ONCE: Final = 2
_KEPT: Final = 50


class JobState(StrEnum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass
class Job:
    """One piece of work. `owner` asked for it; `fault` says in one line why it failed."""

    id: str
    owner: str
    asked: Any = None
    state: JobState = JobState.RUNNING
    done: int = 0
    total: int = 0
    result: Any = None
    fault: str | None = None

    def progress(self, done: int, total: int) -> None:
        """How far it has come."""
        self.done, self.total = done, total


Work = Callable[[Progress], Awaitable[Any]]


@dataclass
class Jobs:
    """The jobs of one process. They end with it: what they had not finished is to be asked for again."""

    jobs: dict[str, Job] = field(default_factory=dict[str, Job])
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def begin(self, job: Job, work: Work) -> Job:
        """Start `work`. Raises the problem 503 where AT_ONCE jobs run already."""
        if sum(each.state is JobState.RUNNING for each in self.jobs.values()) >= AT_ONCE:
            raise HttpProblem(503, "too-many-jobs", "Trop de travaux en cours", headers={"Retry-After": "10"})
        for name in list(self.jobs)[: max(0, len(self.jobs) - _KEPT + 1)]:
            if self.jobs[name].state is not JobState.RUNNING:
                del self.jobs[name]
        self.jobs[job.id] = job
        task = asyncio.create_task(_run(job, work), name=f"job-{job.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    def find(self, id_: str, owner: str) -> Job | None:
        """A job of `owner`, None where they have none of this name."""
        job = self.jobs.get(id_)
        return job if job is not None and job.owner == owner else None

    async def stop(self) -> None:
        """Cancel what runs."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _run(job: Job, work: Work) -> None:
    try:
        job.result = await work(job.progress)
    except (LogError, OSError, ValueError) as error:
        job.state, job.fault = JobState.FAILED, str(error)
    except Exception as error:  # whatever it is, whoever waits must be told
        log.exception("a job failed", job=job.id)
        job.state, job.fault = JobState.FAILED, type(error).__name__
    else:
        job.state, job.done = JobState.DONE, job.total


@asynccontextmanager
async def working(app: Litestar) -> AsyncGenerator[None]:
    """Jobs run as long as the application does."""
    app.state.jobs = Jobs()
    try:
        yield
    finally:
        await app.state.jobs.stop()
        await app.state.past.close()
