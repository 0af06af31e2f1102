"""`vigie dispatch replay`: every recorded solve made again, and compared with what was proposed."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import click
import msgspec

from domain import dispatch_solve
from domain.dispatch_solve import SolveRecorded
from domain.envelope import Recorded, StreamId
from eventlog.log import EventLog
from vigie.cli.options import Moment, data_option, reading_settings
from vigie.cli.printable import printable
from vigie.cli.progress import counted
from vigie.cli.screens import stdout
from vigie.doors import open_log
from vigie.replaying import Find, Replay, Replayed
from vigie.settings import Settings

out = stdout()


@click.command()
@data_option
@click.option(
    "--from", "since", type=Moment(), help="First instant compared (default: all). UTC without offset."
)
@click.option("--to", "until", type=Moment(), help="First instant no longer compared (default: all).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def replay(data: Path | None, since: datetime | None, until: datetime | None, as_json: bool) -> None:
    """Recompute every recorded proposal from its recorded inputs.

    Exit code 1 where one differs in a single bit, and the first difference is named.
    """
    if since is not None and until is not None and since >= until:
        raise ValueError(f"--from {since.isoformat()} is not before --to {until.isoformat()}")
    outcome = asyncio.run(_replayed(reading_settings(data), since, until))
    if as_json:
        line = printable(msgspec.json.encode(outcome).decode())
        out.print(line, soft_wrap=True, markup=False)
    else:
        out.print(_in_words(outcome), soft_wrap=True, markup=False)
    if outcome.differences:
        sys.exit(1)


async def _replayed(settings: Settings, since: datetime | None, until: datetime | None) -> Replayed:
    async with open_log(settings) as doors:
        facts = counted(doors.log, "replaying the solves")
        return await Replay(finder(doors.log), since, until).through(facts)


def finder(log: EventLog) -> Find:
    """How to find the record of a solve in `log`."""

    async def find(solve_id: str) -> Recorded[SolveRecorded] | None:
        history = await log.history(StreamId(dispatch_solve.KIND, solve_id))
        return history[0] if history else None

    return find


def _in_words(outcome: Replayed) -> str:
    lines = [
        f"{outcome.solves} solves and {outcome.proposals} proposals recomputed: "
        f"{outcome.differences} differences"
    ]
    if outcome.not_replayable:
        lines.append(f"{outcome.not_replayable} proposals not replayable: their inputs were not kept")
    if outcome.erased:
        lines.append(f"{outcome.erased} proposals erased: the place of a patient was in their inputs")
    if outcome.unreadable:
        lines.append(f"{outcome.unreadable} entries of the log cannot be read")
    if outcome.first is not None:
        lines.append(printable(f"first difference: {outcome.first.in_words()}"))
    return "\n".join(lines)
