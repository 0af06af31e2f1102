"""The proofs and the exports of a running Vigie, behind the port of the web room."""

import asyncio
import base64
from contextlib import suppress
from pathlib import Path

from api.auditing import Exported, ExportWanted, Format, Progress, Sealing, Subjects, Verification
from domain.ports import Clock
from domain.vocabulary import Ins
from domain.witnessing import WitnessAway
from eventlog.journal import LogUnavailable
from eventlog.proof.checkpoints import Checkpoints
from eventlog.proof.primitives import Fault, signature_line, split_note
from gateways.audit_events import Site
from projections.table import Tables
from vigie.auditing_exports import packed, write_bundle, write_events, write_table
from vigie.auditing_patient import subjects_of
from vigie.doors import Doors
from vigie.verifying import Task, verified_elsewhere
from vigie.witness import open_witness, origin_of, proofs_of


class Proofs:
    """What `api.auditing.Auditing` asks for."""

    def __init__(self, doors: Doors, tables: Tables, clock: Clock) -> None:
        self._doors = doors
        self._tables = tables
        self._clock = clock

    async def sealing(self) -> Sealing | None:
        """The last checkpoint, None before the first. Raises LogUnavailable, NotACheckpoint."""
        checkpoints = self._checkpoints()
        last = await checkpoints.last() if await checkpoints.look() else None
        if last is None or last.checkpoint is None:
            return None
        said = last.checkpoint
        return Sealing(
            number=said.number,
            at=said.at,
            size=said.size,
            root=base64.b64encode(said.root).decode(),
            keys=said.keys,
            signed_by=tuple(name for name, _, _ in split_note(last.note)[1]),
            cosigned_by=_names(await checkpoints.cosignatures(last.number)),
            public_key=await asyncio.to_thread(_public, proofs_of(self._doors.settings) / "signing.pub"),
        )

    async def verify(self, progress: Progress) -> Verification:
        """Have the whole log read by a process beside this one, and ask the witness where there is one.

        Raises LogUnavailable.
        """
        settings = self._doors.settings
        task = Task(
            nats=self._doors.nats,
            stream=self._doors.layout.stream,
            centre=settings.centre,
            replicas=settings.replicas,
            origin=origin_of(settings),
            folder=str(proofs_of(settings)),
            witness=await self._seen(),
            witness_key=settings.witness_key,
        )
        report = await verified_elsewhere(task, progress)
        first = report.failures[0] if report.failures else None
        return Verification(
            facts=report.facts,
            signed=report.signed,
            checkpoints=report.checkpoints,
            faults=len(report.failures) + report.more,
            root=base64.b64encode(report.head.root).decode() if report.head else None,
            witnessed=report.witnessed,
            first=f"position {first.position}: {first.text}" if first else None,
        )

    async def subjects_of(self, ins: Ins) -> Subjects:
        """Where the person of this INS number is known. Raises LogError."""
        return await subjects_of(self._doors, ins)

    async def export(self, wanted: ExportWanted, out: Path, by: str, progress: Progress) -> Exported:
        """Write `out`: a tar of the extract for a bundle, one file of lines otherwise.

        Raises NotSealed, FactAltered, NoSigningKey, LogUnavailable, ValueError where `out` exists, OSError.
        """
        if wanted.format is Format.BUNDLE:
            folder = out.with_name(out.name.removesuffix(".tar"))
            made = await self.export_folder(wanted, folder, by, progress)
            await asyncio.to_thread(packed, folder, out)
            return made
        return await self.export_lines(wanted, out, progress)

    async def export_folder(self, wanted: ExportWanted, out: Path, by: str, progress: Progress) -> Exported:
        """A bundle as the folder `out`. Raises as `export`."""
        made_by = (by, self._clock.now())
        return await write_bundle(self._doors, self._tables, wanted, out, made_by, progress)

    async def export_lines(self, wanted: ExportWanted, out: Path, progress: Progress) -> Exported:
        """A table or AuditEvents. Raises as `export`."""
        log, size = self._doors.log, await self._doors.log.last_position()
        if wanted.format is Format.CSV:
            count, lines = await write_table(self._tables, wanted, out, progress)
        else:
            count, lines = await write_events(log, self._tables, wanted, self._site(), out, progress)
        return Exported(accesses=count, lines=lines, size=size)

    def _site(self) -> Site:
        centre = self._doors.settings.centre
        return Site(centre=centre, name=f"SAMU {centre}")

    def _checkpoints(self) -> Checkpoints:
        settings = self._doors.settings
        return Checkpoints(self._doors.connection, settings.centre, replicas=settings.replicas)

    async def _seen(self) -> bytes | None:
        settings = self._doors.settings
        if settings.witness_url is None:
            return None
        async with open_witness(settings.witness_url) as witness:
            head = await witness.head(origin_of(settings))
        if isinstance(head, WitnessAway):
            raise LogUnavailable(f"the witness does not answer: {head.why}")
        return head


def _names(cosigned: bytes) -> tuple[str, ...]:
    """Who cosigned, by their lines."""
    found: list[str] = []
    for line in cosigned.splitlines():
        with suppress(Fault):
            found.append(signature_line(line)[0])
    return tuple(found)


def _public(file: Path) -> str | None:
    with suppress(OSError):
        return file.read_text().strip()
    return None
