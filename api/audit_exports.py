"""Exports for the auditor: made beside the requests, watched, then downloaded, by parts where need be."""

import asyncio
import hashlib
import re
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.params import FromPath, HeaderParameter, JSONBody
from litestar.response import Stream

from api.audit import caught_up
from api.audit_door import auditors, check_names, check_period, said
from api.audit_integrity import auditing_of
from api.audit_jobs import Job, Jobs, JobState
from api.auditing import Exported, ExportWanted, Format, Progress
from api.commands import COMMAND_PROBLEMS, PROBLEMS, AtDesk, Desk
from api.house import House
from api.problems import HttpProblem, Malformed
from domain.dmp_access.words import Verdict
from domain.file_reading import What
from domain.refusals import NotFound
from domain.vocabulary import DmpMode, Ins

_CHUNK: Final = 256 * 1024
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")
SUFFIXES: Final = {
    Format.BUNDLE: ("tar", "application/x-tar"),
    Format.FHIR_TDE: ("ndjson", "application/fhir+ndjson"),
    Format.FHIR_BALP: ("ndjson", "application/fhir+ndjson"),
    Format.CSV: ("csv", "text/csv; charset=utf-8"),
}
Range = Annotated[str | None, HeaderParameter(name="Range", description="One range: the download goes on.")]
IfRange = Annotated[str | None, HeaderParameter(name="If-Range", description="The ETag of what was begun.")]


class ExportAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which accesses, and how they are written. None means any; `since` and `until` bound the request;
    `ins`: of the patient whose number this is or was. `opened`: whether who is given it can read what facts
    say of patients; only a bundle can be made without."""

    format: Format = Format.BUNDLE
    person: str | None = None
    patient: str | None = None
    call: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    mode: DmpMode | None = None
    verdict: Verdict | None = None
    ins: Ins | None = None
    opened: bool = True


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """One export. `done` of `total` in facts; once it is done, `result`, `bytes` and `sha256` of the file."""

    export: str
    state: JobState
    format: Format
    done: int
    total: int
    result: Exported | None
    bytes: int | None
    sha256: str | None
    fault: str | None


class Made(msgspec.Struct, frozen=True):
    """A finished file."""

    file: Path
    result: Exported
    size: int
    sha256: str


@post(
    "/api/audit/exports",
    operation_id="auditExport",
    status_code=202,
    guards=[auditors(What.EXPORT)],
    responses=COMMAND_PROBLEMS,
    tags=["audit"],
)
async def audit_export(data: JSONBody[ExportAsked], request: Request[Any, Any, Any], desk: AtDesk) -> Export:
    """Begin an export. That it was asked, and for what, is recorded first."""
    check_period(data.since, data.until)
    check_names(person=data.person, patient=data.patient, call=data.call)
    if not data.opened and data.format is not Format.BUNDLE:
        raise Malformed("opened", "only a bundle can leave out the keys of what is sealed")
    auditing, jobs = auditing_of(desk), _jobs(request)
    told = msgspec.structs.asdict(data)
    ins = told.pop("ins")
    wanted = ExportWanted(**told)
    if ins is not None:
        known = await auditing.subjects_of(ins)
        told["ins_token"] = known.token
        wanted = msgspec.structs.replace(wanted, subjects=known.subjects)
    export = f"export-{desk.house.ids()}"
    await desk.open_file(What.EXPORT, export, asked=said(**told))
    await caught_up(desk)
    file = _folder(desk.house) / f"{export}.{SUFFIXES[data.format][0]}"

    async def work(progress: Progress) -> Made:
        result = await auditing.export(wanted, file, desk.person.user, progress)
        return await asyncio.to_thread(_made, file, result)

    return _shown(jobs.begin(Job(export, desk.person.user, data), work))


@get(
    "/api/audit/exports/{export:str}",
    operation_id="auditExportState",
    guards=[auditors(What.EXPORT)],
    responses=PROBLEMS,
    tags=["audit"],
)
async def audit_export_state(export: FromPath[str], request: Request[Any, Any, Any], desk: AtDesk) -> Export:
    """How far an export is."""
    return _shown(_job(request, desk, export))


@get(
    "/api/audit/exports/{export:str}/file",
    operation_id="auditExportFile",
    guards=[auditors(What.EXPORT)],
    responses=PROBLEMS,
    media_type="application/octet-stream",
    tags=["audit"],
)
async def audit_export_file(
    export: FromPath[str],
    request: Request[Any, Any, Any],
    desk: AtDesk,
    wanted: Range = None,
    known: IfRange = None,
) -> Response[bytes] | Stream:
    """The file, whole or from where a download stopped (`Range`, `If-Range`)."""
    job = _job(request, desk, export)
    made = job.result
    if job.state is not JobState.DONE or not isinstance(made, Made) or not made.file.exists():
        raise NotFound(f"export {export} has no file yet")
    await desk.open_file(What.EXPORT, export, asked=wanted)
    tag = f'"{made.sha256}"'
    media = SUFFIXES[job.asked.format][1]
    name = f"vigie-{job.asked.format.value}-{made.file.name}"
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    bounds = _bounds(wanted, made.size) if known in (None, tag) else None
    start, end = bounds or (0, made.size - 1)
    if bounds is not None:
        headers["Content-Range"] = f"bytes {start}-{end}/{made.size}"
    headers["Content-Length"] = str(end - start + 1)
    status = 206 if bounds is not None else 200
    return Stream(_read(made.file, start, end), status_code=status, media_type=media, headers=headers)


def _jobs(request: Request[Any, Any, Any]) -> Jobs:
    return request.app.state.jobs


def _job(request: Request[Any, Any, Any], desk: Desk, export: str) -> Job:
    job = _jobs(request).find(export, desk.person.user)
    if job is None or not isinstance(job.asked, ExportAsked):
        raise NotFound(f"no export {desk.named(export)}")
    return job


def _folder(house: House) -> Path:
    """Where exports wait to be downloaded: for their owner only, in the data folder or a temporary one."""
    folder = house.export_folder or Path(tempfile.gettempdir()) / f"vigie-exports-{house.csrf_secret[:12]}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@asynccontextmanager
async def exporting(app: Litestar) -> AsyncGenerator[None]:
    """Files of exports live as long as the process that knows them, and one left by a crash no longer than
    a session: what they hold must not outlive what is erased."""
    house: House = app.state.house
    await asyncio.to_thread(_sweep, house)
    try:
        yield
    finally:
        jobs: Jobs = app.state.jobs
        for job in jobs.jobs.values():
            if isinstance(job.result, Made):
                job.result.file.unlink(missing_ok=True)


def _sweep(house: House) -> None:
    folder = house.export_folder
    if folder is None or not folder.is_dir():
        return
    oldest = house.clock.now().timestamp() - house.session_seconds
    for file in folder.iterdir():
        if file.is_file() and file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def _made(file: Path, result: Exported) -> Made:
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Made(file, result, file.stat().st_size, digest)


def _shown(job: Job) -> Export:
    made = job.result if isinstance(job.result, Made) else None
    return Export(
        export=job.id,
        state=job.state,
        format=job.asked.format,
        done=job.done,
        total=job.total,
        result=made and made.result,
        bytes=made and made.size,
        sha256=made and made.sha256,
        fault=job.fault,
    )


def _bounds(wanted: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte of one range; None for the whole. Raises the problem 416."""
    match = _RANGE.fullmatch(wanted or "")
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first == "":
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    if start > end or start >= size:
        raise HttpProblem(
            416, "no-such-range", "Partie inexistante", headers={"Content-Range": f"bytes */{size}"}
        )
    return start, end


async def _read(file: Path, start: int, end: int) -> AsyncGenerator[bytes]:
    content = await asyncio.to_thread(file.open, "rb")
    try:
        content.seek(start)
        left = end - start + 1
        while left > 0:
            chunk = await asyncio.to_thread(content.read, min(_CHUNK, left))
            if not chunk:
                return
            left -= len(chunk)
            yield chunk
    finally:
        content.close()


ROUTES = [audit_export, audit_export_state, audit_export_file]
