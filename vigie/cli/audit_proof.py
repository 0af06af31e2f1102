"""`vigie audit checkpoints`, `verify` and `rotate-key`."""

import asyncio
import sys
from pathlib import Path

import click
import msgspec
from rich.table import Table

from eventlog.connection import connected
from eventlog.proof.checkpoints import Checkpoints, Signed
from eventlog.proof.extract_check import Verification
from eventlog.proof.notes import vkey
from eventlog.proof.primitives import Fault, signature_line
from vigie.cli.audit_options import barred
from vigie.cli.options import data_option, reading_settings
from vigie.cli.printable import printable
from vigie.cli.screens import stdout
from vigie.doors import reach_nats
from vigie.settings import Settings
from vigie.witness import keys_of, read_key

out = stdout()


@click.command()
@data_option
@click.option("-n", "--lines", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def checkpoints(data: Path | None, lines: int, as_json: bool) -> None:
    """The last checkpoints: how many facts each signs, when, and who cosigned it."""
    found = asyncio.run(_last(reading_settings(data), lines))
    if as_json:
        for said in found:
            click.echo(msgspec.json.encode(said))
        return
    table = Table("number", "facts", "time (UTC)", "keys counted", "new key", "cosigned by")
    for said in found:
        table.add_row(*(printable(str(value)) for value in said.values()))
    out.print(table if found else "no checkpoints")


async def _last(settings: Settings, lines: int) -> list[dict[str, object]]:
    async with reach_nats(settings) as nats, connected(nats) as connection:
        kept = Checkpoints(connection, settings.centre, replicas=settings.replicas)
        last = await kept.last() if await kept.look() else None
        if last is None:
            return []
        after = max(0, last.number - lines)
        return [_row(each, await kept.cosignatures(each.number)) async for each in kept.all(after=after)]


def _row(signed: Signed, cosigned: bytes) -> dict[str, object]:
    said = signed.checkpoint
    return {
        "number": signed.number,
        "facts": said.size if said else signed.fault,
        "at": said.at if said else "",
        "keys": said.keys if said else "",
        "introduces": (said.introduces or "") if said else "",
        "cosigned": ", ".join(_names(cosigned)),
    }


def _names(cosigned: bytes) -> list[str]:
    try:
        return [signature_line(line)[0] for line in cosigned.splitlines()]
    except Fault as fault:
        return [str(fault)]


@click.command(name="verify")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", help="Key of the log, as you got it by another way.")
@click.option("--witness", help="Key of a witness who must have cosigned.")
@click.option("--opened", type=click.Path(path_type=Path), help="Write the facts in clear to this new file.")
def verify_extract(path: Path, key: str | None, witness: str | None, opened: Path | None) -> None:
    """Verify the extract in the folder PATH, as its own `verify_extract.py` does."""
    for text, what in ((key, "--key"), (witness, "--witness")):
        if text is not None:
            read_key(text, what)
    with barred("verifying") as progress:
        verification = Verification(path, key, witness, opened=opened, progress=progress)
        faults = verification.run()
    for line in faults or (*verification.accesses.lines(), *verification.said):
        out.print(printable(line), style="red" if faults else None, soft_wrap=True, markup=False)
    out.print(f"INVALID: {len(faults)} faults" if faults else "VALID")
    if faults:
        sys.exit(1)


@click.command(name="rotate-key")
@data_option
def rotate_key(data: Path | None) -> None:
    """Make the next signing key: the next checkpoint introduces it, signed by both."""
    following = keys_of(reading_settings(data)).prepare()
    out.print(printable(f"next key: {vkey(following.key)}"), soft_wrap=True, markup=False)
    out.print("it takes over at the next checkpoint: tell the witness and your auditors", markup=False)
