"""`vigie audit export`: chosen accesses, as a bundle that proves itself, AuditEvents or a table."""

from datetime import datetime
from pathlib import Path

import click
import msgspec

from api.audit_door import said
from api.auditing import Exported, ExportWanted, Format
from domain.file_reading import What
from domain.vocabulary import DmpMode
from vigie.auditing_reading import AuditDesk
from vigie.cli.audit_options import at_desk, barred, check_period, which_accesses
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
def export(
    data: Path | None,
    person: str | None,
    patient: str | None,
    call: str | None,
    since: datetime | None,
    until: datetime | None,
    mode: str | None,
    out: Path,
    form: str,
) -> None:
    """Write the accesses to PATH, which appears once it is whole. Making it is recorded in the log.

    For a person or a patient, a bundle proves that nothing was left out, even where there is nothing.
    """
    check_period(since, until)
    if out.exists():
        raise ValueError(f"{out} exists already")
    wanted = ExportWanted(
        format=Format(form),
        person=person,
        patient=patient,
        call=call,
        since=since,
        until=until,
        mode=DmpMode(mode) if mode else None,
    )
    _say(at_desk(data, lambda desk: _write(desk, wanted, out)), wanted, out)


async def _write(desk: AuditDesk, wanted: ExportWanted, out: Path) -> Exported:
    asked = said(**msgspec.structs.asdict(wanted))
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
        click.echo("completeness is proved for a person or a patient only: --person, --patient-ref")
