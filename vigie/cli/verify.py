"""`vigie verify`: the whole log against its checkpoints and its witness."""

import asyncio
import sys
from pathlib import Path

import click

from domain.witnessing import WitnessAway
from eventlog.connection import connected
from eventlog.journal import LogUnavailable
from eventlog.layout import Layout
from eventlog.proof.checkpoints import Checkpoints
from eventlog.proof.helpers import helped
from eventlog.proof.notes import vkey
from eventlog.proof.verifying import Report, nodes_of
from eventlog.proof.verifying import verify as verify_log
from vigie.cli.options import data_option, reading_settings
from vigie.cli.printable import printable
from vigie.cli.progress import progress_bar
from vigie.cli.screens import stdout
from vigie.doors import reach_nats
from vigie.settings import Settings
from vigie.witness import open_witness, origin_of, proofs_of, read_key

out = stdout()


@click.command()
@data_option
@click.option("--witness", help="Address of the witness, or a file with the last note it cosigned.")
@click.option("--witness-key", help="Key of the witness, as it gave it to you.")
@click.option("--key", help="Key of the log, as you got it by another way than from this machine.")
def verify(data: Path | None, witness: str | None, witness_key: str | None, key: str | None) -> None:
    """Read the whole log and compare it with what was signed: byte for byte, position by position.

    Exit code 1 where anything is not as it was; each fault is named with its position.
    """
    settings = reading_settings(data)
    report = asyncio.run(_verify(settings, witness, witness_key or settings.witness_key, key))
    for failure in report.failures:
        said = f"position {failure.position}: {failure.text}"
        out.print(printable(said), style="red", soft_wrap=True, markup=False)
    if report.more:
        out.print(f"and {report.more} more", style="red")
    _say(report, key)
    if report.failures:
        sys.exit(1)


async def _verify(
    settings: Settings, witness: str | None, witness_key: str | None, key: str | None
) -> Report:
    layout = Layout.for_centre(settings.centre)
    async with reach_nats(settings) as nats, connected(nats) as connection:
        note = await _seen_by(witness or settings.witness_url, origin_of(settings))
        checkpoints = Checkpoints(connection, settings.centre, replicas=settings.replicas)
        await checkpoints.look()
        with progress_bar() as bar:
            task = bar.add_task("verifying", total=None)
            return await verify_log(
                connection,
                layout.stream,
                checkpoints,
                origin=origin_of(settings),
                pinned=read_key(key, "--key") if key else None,
                nodes=nodes_of(proofs_of(settings)),
                witness=note,
                witness_key=read_key(witness_key, "--witness-key") if witness_key else None,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
                ranges=helped(nats, layout.stream),
            )


async def _seen_by(witness: str | None, origin: str) -> bytes | None:
    """The last note of the witness; None where none is named. Raises where it cannot be had."""
    if witness is None:
        return None
    if "://" not in witness:
        return await asyncio.to_thread(Path(witness).read_bytes)
    async with open_witness(witness) as gateway:
        head = await gateway.head(origin)
    if isinstance(head, WitnessAway):
        raise LogUnavailable(f"the witness {witness}: {head.why}")
    if head is None:
        raise ValueError(f"the witness {witness} has never seen the log {origin}")
    return head


def _say(report: Report, key: str | None) -> None:
    good = "NOT verified" if report.failures else "verified"
    out.print(f"{good}: {report.facts} facts, {report.checkpoints} checkpoints", markup=False)
    head = report.head
    if head is not None:
        out.print(f"last checkpoint: number {head.number} of {head.at}, {head.size} facts", markup=False)
    unsigned = report.facts - report.signed
    if unsigned:
        out.print(f"{unsigned} facts under no good checkpoint yet", markup=False)
    for each in report.keys:
        sure = "" if key else " (compare it with one that you got by another way: --key)"
        out.print(printable(f"key: {vkey(each)}{sure}"), soft_wrap=True, markup=False)
    said = "no witness was asked: an older copy put back would not be seen"
    if report.witnessed is not None:
        said = f"the witness has cosigned {report.witnessed} facts"
    out.print(said, markup=False)
