"""`vigie audit list`: accesses to shared medical records, the latest first."""

from datetime import datetime
from pathlib import Path

import click
import msgspec
from rich.table import Table

from api.audit_door import said
from domain.dmp_access.words import Verdict
from domain.file_reading import What
from domain.vocabulary import DmpMode, Ins
from projections.audit_queries import AccessFilter, accesses
from projections.audit_traces import AccessTrace
from vigie.auditing_reading import AuditDesk
from vigie.cli.audit_options import at_desk, check_period, read_ins, which_accesses
from vigie.cli.options import data_option
from vigie.cli.printable import printable
from vigie.cli.screens import stdout

out = stdout()
_PAGE = 200


@click.command(name="list")
@data_option
@which_accesses
@click.option("--flagged", is_flag=True, default=None, help="Only those that a rule of unusual accesses met.")
@click.option("--to-review", is_flag=True, default=None, help="Only those that await a verdict.")
@click.option(
    "-n", "--lines", type=click.IntRange(1), default=50, show_default=True, help="How many at most."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_accesses(
    data: Path | None,
    person: str | None,
    patient: str | None,
    ins_file: Path | None,
    call: str | None,
    since: datetime | None,
    until: datetime | None,
    mode: str | None,
    verdict: str | None,
    flagged: bool | None,
    to_review: bool | None,
    lines: int,
    as_json: bool,
) -> None:
    """Accesses and attempts, refused ones included. Each reading is recorded in the log."""
    check_period(since, until)
    wanted = AccessFilter(
        since=since,
        until=until,
        practitioner=person,
        patient=patient,
        call=call,
        mode=DmpMode(mode) if mode else None,
        verdict=Verdict(verdict) if verdict else None,
        flagged=flagged,
        to_review=to_review,
    )
    ins = read_ins(ins_file) if ins_file else None
    found = at_desk(data, lambda desk: _read(desk, wanted, ins, lines))
    if as_json:
        for each in found:
            click.echo(msgspec.json.encode(each))
        return
    table = Table(
        "requested (UTC)", "access", "mode", "person", "call", "patient", "state", "verdict", "reason"
    )
    for each in found:
        table.add_row(*(printable(cell) for cell in _row(each)))
    out.print(table if found else "no access: nothing in the log answers this")


async def _read(desk: AuditDesk, wanted: AccessFilter, ins: Ins | None, lines: int) -> list[AccessTrace]:
    asked = {name: getattr(wanted, name) for name in wanted.__struct_fields__ if name != "limit"}
    if ins is not None:
        known = await desk.proofs.subjects_of(ins)
        asked["ins_token"] = known.token
        wanted = msgspec.structs.replace(wanted, subjects=known.subjects)
    await desk.record(What.AUDIT_TRAIL, wanted.practitioner or wanted.patient or "accesses", said(**asked))
    found: list[AccessTrace] = []
    while len(found) < lines:
        before = found[-1].position if found else None
        size = min(_PAGE, lines - len(found))
        page = await accesses(desk.store, msgspec.structs.replace(wanted, before=before, limit=size))
        found += page
        if len(page) < size:
            break
    return found


def _row(each: AccessTrace) -> tuple[str, ...]:
    verdict = each.verdict.value if each.verdict else ("to review" if each.to_review else "")
    return (
        f"{each.requested_at:%Y-%m-%d %H:%M:%S}",
        each.access,
        each.mode.value,
        each.practitioner,
        each.call,
        each.patient,
        each.state,
        verdict,
        each.reason or "",
    )
