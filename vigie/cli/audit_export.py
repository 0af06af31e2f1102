"""`vigie audit export`: chosen accesses, as a bundle that proves itself, AuditEvents or a table."""

from datetime import datetime
from pathlib import Path

import click
import msgspec

from api.audit_door import said
from api.auditing import Exported, ExportWanted, Format
from domain.dmp_access.words import Verdict
from domain.file_reading import What
from domain.vocabulary import DmpMode, Ins
from vigie.auditing_reading import AuditDesk
from vigie.cli.audit_options import at_desk, barred, check_period, read_ins, which_accesses
from vigie.cli.options import data_option
from vigie.cli.printable import printable


@click.command(name="export")
@data_option
@which_accesses
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the bundle, or file.")
@click.option(
    "--format", "form", type=click.Choice([each.value for each in Format]), default=Format.BUNDLE.value,
    show_default=True, help="bundle proves itself; the others are for other programs.",
)  # fmt: skip
@click.option(
    "--sealed", is_flag=True, help="Bundle without keys: nobody reads by it why, nor which documents."
)
def export(
    data: Path | None,
    person: str | None,
    patient: str | None,
    ins_file: Path | None,
    call: str | None,
    since: datetime | None,
    until: datetime | None,
    mode: str | None,
    verdict: str | None,
    out: Path,
    form: str,
    sealed: bool,
) -> None:
    """Write the accesses to PATH, which appears once it is whole. Making it is recorded in the log.

    A bundle proves that nothing was left out of what was asked, even where there is nothing; a period is
    taken to whole hours of UTC. It carries the keys of the files whose facts it shows: keep it as a medical
    record.
    """
    check_period(since, until)
    if out.exists():
        raise ValueError(f"{out} exists already")
    if sealed and form != Format.BUNDLE.value:
        raise ValueError(f"--sealed is for a bundle: {form} is in clear")
    wanted = ExportWanted(
        format=Format(form),
        person=person,
        patient=patient,
        call=call,
        since=since,
        until=until,
        mode=DmpMode(mode) if mode else None,
        verdict=Verdict(verdict) if verdict else None,
        opened=not sealed,
    )
    ins = read_ins(ins_file) if ins_file else None
    _say(at_desk(data, lambda desk: _write(desk, wanted, ins, out)), wanted, out)


async def _write(desk: AuditDesk, wanted: ExportWanted, ins: Ins | None, out: Path) -> Exported:
    words = msgspec.structs.asdict(wanted)
    if ins is not None:
        known = await desk.proofs.subjects_of(ins)
        words["ins_token"] = known.token
        wanted = msgspec.structs.replace(wanted, subjects=known.subjects)
    asked = said(**words)
    await desk.record(What.EXPORT, wanted.person or wanted.patient or "accesses", asked)
    with barred("exporting") as progress:
        if wanted.format is Format.BUNDLE:
            return await desk.proofs.export_folder(wanted, out, desk.by.id, progress)
        return await desk.proofs.export_lines(wanted, out, progress)


def _say(made: Exported, wanted: ExportWanted, out: Path) -> None:
    held = (
        f"{made.accesses} accesses, {made.lines} lines" if made.accesses else "no access: the export is empty"
    )
    click.echo(printable(f"{out}: {held}"))
    if made.withheld:
        click.echo(f"{made.withheld} facts of the same names are withheld: their places and hashes are given")
    for name in made.complete:
        click.echo(printable(f"complete for {name}, under checkpoint {made.checkpoint} ({made.size} facts)"))
    if wanted.format is Format.BUNDLE and not made.complete:
        click.echo("nothing says that this is complete: no file of this centre holds what was asked")
