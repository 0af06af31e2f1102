"""Exports of accesses, each in its format. Memory does not grow with them, but for eight bytes a fact."""

import csv
import io
import os
import shutil
import tarfile
from array import array
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from api.auditing import Exported, ExportWanted, Format, Progress
from domain.dmp_access.facts import KIND
from domain.envelope import Recorded, StreamId
from domain.file_reading import What
from eventlog.log import EventLog
from eventlog.proof.bundle import NotSealed, Wanted, extract
from eventlog.proof.checkpoints import Checkpoints
from eventlog.proof.concerning import patient, person
from eventlog.proof.ledger import Ledger
from gateways.audit_events import Site, Trace, Traces, balp, tde
from projections.audit_queries import AccessFilter, accesses
from projections.audit_traces import AccessTrace
from projections.table import Tables
from vigie.auditing_query import groups_of, said_of
from vigie.doors import Doors
from vigie.witness import keys_of, proofs_of

COLUMNS: Final = (
    *("access", "requested_at", "practitioner", "role", "mode", "call", "patient", "reason"),
    *("cannot_express_will", "immediate_risk", "patient_agrees", "state", "opened_at", "expires_at"),
    *("ended_at", "ended_how", "ended_by", "ended_why", "refused_at", "refused_why", "documents", "notices"),
    *("flags", "reviews", "verdict", "review_due_at", "position"),
)
_FORMULA: Final = tuple("=+-@\t")
_RENDERINGS: Final[dict[Format, Callable[[Trace, Site], dict[str, Any]]]] = {
    Format.FHIR_TDE: tde,
    Format.FHIR_BALP: balp,
}


async def chosen(tables: Tables, wanted: ExportWanted) -> AsyncGenerator[AccessTrace]:
    """The accesses of an export, the latest first, by pages."""
    before: int | None = None
    while True:
        asked = AccessFilter(
            since=wanted.since,
            until=wanted.until,
            practitioner=wanted.person,
            patient=wanted.patient,
            call=wanted.call,
            mode=wanted.mode,
            verdict=wanted.verdict,
            subjects=wanted.subjects,
            before=before,
        )
        page = await accesses(tables, asked)
        for each in page:
            yield each
        if not page:
            return
        before = page[-1].position


async def write_table(tables: Tables, wanted: ExportWanted, out: Path, progress: Progress) -> tuple[int, int]:
    """One line for each access, in UTF-8 with its header. Returns how many accesses and lines."""
    count = 0
    with _whole(out) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        async for each in chosen(tables, wanted):
            writer.writerow(_row(each))
            count += 1
            progress(count, 0)
        text.detach()
    return count, count


async def write_events(
    log: EventLog, tables: Tables, wanted: ExportWanted, site: Site, out: Path, progress: Progress
) -> tuple[int, int]:
    """One FHIR R4 AuditEvent a line. Returns how many accesses and lines."""
    rendered, count, lines = _RENDERINGS[wanted.format], 0, 0
    with _whole(out) as file:
        async for each in chosen(tables, wanted):
            traces = Traces()
            for recorded in await log.history(StreamId(KIND, each.access)):
                trace = traces.take(recorded)
                if trace is not None:
                    file.write(msgspec.json.encode(rendered(trace, site)) + b"\n")
                    lines += 1
            count += 1
            progress(count, 0)
    return count, lines


async def write_bundle(
    doors: Doors,
    tables: Tables,
    wanted: ExportWanted,
    out: Path,
    by: tuple[str, datetime],
    progress: Progress,
) -> Exported:
    """The folder `out`, which proves itself. `by`: who made it, and when. Raises NotSealed and what
    `eventlog.proof.bundle.extract` raises."""
    settings = doors.settings
    checkpoints = Checkpoints(doors.connection, settings.centre, replicas=settings.replicas)
    if not await checkpoints.look():
        raise NotSealed("no checkpoint signs this log yet: wait for the first one")
    ledger = _ledger(proofs_of(settings))
    try:
        size = ledger.sealed().size
        groups = groups_of(wanted, await _began(doors.log, by[1]), by[1])
        count, positions = await _positions(doors.log, tables, wanted, size, progress)
        complete = tuple(
            count_of(name)
            for count_of, name in ((person, wanted.person), (patient, wanted.patient))
            if name is not None
        )
        extracted = await extract(
            doors.connection,
            doors.layout.stream,
            checkpoints,
            ledger,
            keys_of(settings).current(may_make=False),
            Wanted(
                positions=positions,
                complete=complete,
                query=groups,
                asked=asked_of(wanted),
                by=by[0],
                at=by[1],
                reveal=doors.keys.disclosed if wanted.opened else None,
            ),
            out,
            progress=lambda position: progress(min(position, size), size),
        )
    finally:
        ledger.close()
    return Exported(
        accesses=count,
        lines=extracted.facts,
        withheld=extracted.withheld,
        complete=said_of(complete, groups),
        checkpoint=extracted.checkpoint,
        size=extracted.size,
    )


def asked_of(wanted: ExportWanted) -> dict[str, str]:
    """What was asked, as a manifest says it."""
    said: dict[str, Any] = msgspec.to_builtins(wanted)
    del said["opened"]  # the manifest says so by itself
    given = {name: str(value) for name, value in said.items() if value is not None}
    return {"what": What.EXPORT.value} | given


def packed(folder: Path, out: Path) -> None:
    """Make one tar file of a folder, and remove the folder."""
    with _whole(out) as file, tarfile.open(fileobj=file, mode="w") as tar:
        for each in sorted(folder.iterdir()):
            info = tar.gettarinfo(each, f"{folder.name}/{each.name}")
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            with each.open("rb") as content:
                tar.addfile(info, content)
    shutil.rmtree(folder)


class _whole:  # noqa: N801  # reads as a function
    """A file for writing that has its name once it is whole, and stays not otherwise."""

    def __init__(self, out: Path) -> None:
        self._out, self._partial = out, out.with_name(f"{out.name}.partial")

    def __enter__(self) -> io.BufferedWriter:
        if self._out.exists():
            raise ValueError(f"{self._out} exists already")
        descriptor = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        return self._file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._partial.rename(self._out)
        else:
            with suppress(FileNotFoundError):
                self._partial.unlink()


def _ledger(folder: Path) -> Ledger:
    if not (folder / "index.sqlite").exists():
        raise NotSealed(f"no proofs in the folder {folder}: nothing is signed yet")
    return Ledger(folder)


async def _began(log: EventLog, now: datetime) -> datetime:
    """When the first fact of the log was recorded; `now` where there is none that can be read."""
    first = await log.scan(after=0, limit=1)
    return first[0].at if first and isinstance(first[0], Recorded) else now


async def _positions(
    log: EventLog, tables: Tables, wanted: ExportWanted, size: int, progress: Progress
) -> tuple[int, "array[int]"]:
    """The positions of every fact of the accesses that is under the checkpoint, in order."""
    found, count = array("Q"), 0
    async for each in chosen(tables, wanted):
        history = await log.history(StreamId(KIND, each.access))
        found.extend(recorded.position for recorded in history if recorded.position <= size)
        count += 1
        progress(0, size)
    return count, array("Q", sorted(found))


def _row(each: AccessTrace) -> list[str]:
    told: dict[str, Any] = {
        **{name: getattr(each, name) for name in each.__struct_fields__},
        "documents": len(each.documents),
        "notices": " ".join(f"{notice.recipient.value}:{notice.state}" for notice in each.notices),
        "flags": " ".join(flag.rule.value for flag in each.flags or ()),
        "reviews": " ".join(f"{review.by_id}:{review.verdict.value}" for review in each.reviews),
    }
    return [_cell(told[name]) for name in COLUMNS]


def _cell(value: Any) -> str:
    """Text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    text = value.isoformat() if isinstance(value, datetime) else str(getattr(value, "value", value))
    return f"'{text}" if text.startswith(_FORMULA) else text
