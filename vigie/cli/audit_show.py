"""`vigie audit show`: one access, fact by fact."""

from pathlib import Path
from typing import Any

import click
import msgspec
from rich.table import Table

from domain.dmp_access.facts import KIND
from domain.envelope import Recorded, StreamId
from domain.file_reading import What
from vigie.auditing_reading import AuditDesk
from vigie.cli.audit_options import Name, at_desk
from vigie.cli.options import data_option
from vigie.cli.printable import printable
from vigie.cli.screens import stdout

out = stdout()


@click.command(name="show")
@data_option
@click.argument("access", type=Name())
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def show_access(data: Path | None, access: str, as_json: bool) -> None:
    """Every fact of ACCESS, in the order of the log. The reading is recorded."""
    facts = at_desk(data, lambda desk: _read(desk, access))
    if as_json:
        for each in facts:
            click.echo(msgspec.json.encode(each))
        return
    table = Table("position", "time (UTC)", "by", "fact", "says")
    for each in facts:
        table.add_row(*(printable(cell) for cell in _row(each)))
    out.print(table)


async def _read(desk: AuditDesk, access: str) -> list[Recorded[Any]]:
    facts = await desk.doors.log.history(StreamId(KIND, access))
    if not facts:
        raise ValueError(f"no access {access}")
    await desk.record(What.AUDITED_ACCESS, access, None)
    return facts


def _row(each: Recorded[Any]) -> tuple[str, ...]:
    fields: dict[str, Any] = msgspec.to_builtins(each.fact)
    tag = str(fields.pop("type"))
    says = msgspec.json.encode(fields).decode() if fields else ""
    return (str(each.position), f"{each.at:%Y-%m-%d %H:%M:%S}", f"{each.by.role} {each.by.id}", tag, says)
