"""`vigie import-call`: a national regulation file becomes or updates a call."""

import asyncio
from pathlib import Path

import click

from domain.fact import Act, Actor
from domain.house import plan
from domain.vocabulary import Role
from gateways.hub_sante import BadMessage, read
from vigie.cli.options import data_option, settings_with
from vigie.cli.printable import printable
from vigie.clock import RealClock
from vigie.doors import open_log
from vigie.ids import derived_id

IMPORTER = Actor(Role.SYSTEM, "import-call")


@click.command(name="import-call")
@data_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_call(data: Path | None, file: Path) -> None:
    """Import FILE: an RS-EDA or RS-EDA-MAJ payload, bare or in its EDXL-DE envelope.

    The same file twice changes nothing. A file that is not valid: one line naming the JSON path, exit 2.
    """
    content = file.read_bytes()
    try:
        commands = read(content)
    except BadMessage as error:
        raise ValueError(f"{file.name}: {error.path}: {error.detail}") from error

    async def work() -> None:
        async with open_log(settings_with(data)) as doors:
            for number, command in enumerate(commands):
                act = Act(
                    at=RealClock().now(),
                    by=IMPORTER,
                    command_id=derived_id("import-call", content.hex(), str(number)),
                    correlation=f"regulation-call:{command.call}",
                )
                outcome = await doors.log.execute(plan(command), act)
                news = "already imported" if outcome.repeated else f"{len(outcome.facts)} facts"
                click.echo(printable(f"regulation-call:{command.call}: {news}"))

    asyncio.run(work())
