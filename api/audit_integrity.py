"""The integrity panel: what is signed, by whom, up to where, and when the log was last verified."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, post

from api.audit_door import auditors
from api.audit_jobs import Job, Jobs, JobState
from api.auditing import Auditing, Progress, Sealing, Verification
from api.commands import COMMAND_PROBLEMS, PROBLEMS, AtDesk, Desk, Envelope
from api.problems import HttpProblem
from domain.envelope import StreamId
from domain.file_reading import What
from domain.log_verification import KIND, THE_LOG, LogVerified, RecordVerification

JOB = "verification"


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """The last verification: when it ended, who asked, what came out."""

    at: datetime
    by: str
    outcome: LogVerified


class Integrity(msgspec.Struct, frozen=True, kw_only=True):
    """The log has `last` facts. `sealing` is None before the first checkpoint, `verified` before the first
    verification. `running`: a verification goes on, `done` of `total` facts read; `fault`: why it failed."""

    last: int
    at: datetime
    sealing: Sealing | None
    verified: Verified | None
    running: bool
    done: int
    total: int
    fault: str | None


@get(
    "/api/audit/integrity",
    operation_id="auditIntegrity",
    guards=[auditors(What.INTEGRITY)],
    responses=PROBLEMS,
    tags=["audit"],
)
async def audit_integrity(request: Request[Any, Any, Any], desk: AtDesk) -> Integrity:
    """What is signed and what was verified. Asked again while a verification goes on, it is one reading."""
    jobs: Jobs = request.app.state.jobs
    job = jobs.jobs.get(JOB)
    if job is None or job.state is not JobState.RUNNING:
        await desk.open_file(What.INTEGRITY, "integrity")
    return await _shown(request, desk)


@post(
    "/api/audit/verifications",
    operation_id="auditVerify",
    status_code=202,
    guards=[auditors(What.INTEGRITY)],
    responses=COMMAND_PROBLEMS,
    tags=["audit"],
)
async def audit_verify(request: Request[Any, Any, Any], desk: AtDesk) -> Integrity:
    """Have the whole log compared with its checkpoints. What comes out is recorded."""
    jobs: Jobs = request.app.state.jobs
    auditing = auditing_of(desk)
    running = jobs.jobs.get(JOB)
    if running is None or running.state is not JobState.RUNNING:
        await desk.open_file(What.INTEGRITY, "verification")

        async def work(progress: Progress) -> Verification:
            found = await auditing.verify(progress)
            await _record(desk, found)
            return found

        jobs.begin(Job(JOB, desk.person.user), work)
    return await _shown(request, desk)


def auditing_of(desk: Desk) -> Auditing:
    """Proofs and exports. Raises the problem 503 where this process has none."""
    if desk.house.auditing is None:
        raise HttpProblem(503, "no-proofs", "Ce serveur ne tient pas les preuves du journal")
    return desk.house.auditing


async def _record(desk: Desk, found: Verification) -> None:
    said = {name: getattr(found, name) for name in found.__struct_fields__}
    envelope = Envelope(f"{KIND}:{desk.house.ids()}", None)
    await desk.issue(RecordVerification(log=THE_LOG, **said), envelope, as_sent=False)


async def _shown(request: Request[Any, Any, Any], desk: Desk) -> Integrity:
    jobs: Jobs = request.app.state.jobs
    house = desk.house
    job = jobs.jobs.get(JOB)
    # Before the log is read: what ends in between is then asked for once more, not missed.
    running = job is not None and job.state is JobState.RUNNING
    history = await house.log.history(StreamId(KIND, THE_LOG))
    last = history[-1] if history else None
    return Integrity(
        last=await house.log.last_position(),
        at=house.clock.now(),
        sealing=await house.auditing.sealing() if house.auditing else None,
        verified=Verified(at=last.at, by=last.by.id, outcome=last.fact) if last else None,
        running=running,
        done=job.done if job else 0,
        total=job.total if job else 0,
        fault=job.fault if job else None,
    )


ROUTES = [audit_integrity, audit_verify]
