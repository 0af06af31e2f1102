"""What the reading commands of `vigie audit` have in common: which accesses, and a bar while they work."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from api.auditing import Progress
from domain.dmp_access.words import Verdict
from domain.vocabulary import DmpMode, Identifier, Ins
from vigie.auditing_reading import AuditDesk, audit_desk
from vigie.cli.options import Moment, reading_settings
from vigie.cli.progress import progress_bar

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


class Name(click.ParamType[str]):
    """An identifier, as the log writes them."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The identifier. Fails on what can be none."""
        try:
            return msgspec.convert(value, Identifier)
        except msgspec.ValidationError:
            self.fail(f"{value!r} is not an identifier", param, ctx)


def which_accesses(function: F) -> F:
    """`--person`, `--patient-ref`, `--ins-file`, `--call`, `--from`, `--to`, `--mode`, `--verdict`."""
    modes = click.Choice([mode.value for mode in DmpMode])
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    said = 'Patient, by INS number: a file with {"number": "…", "oid": "…"}. Delete it afterwards.'
    verdicts = click.Choice([each.value for each in Verdict])
    for option in (
        click.option("--verdict", type=verdicts, help="Final verdict."),
        click.option("--mode", type=modes, help="National code of the mode of access."),
        click.option("--to", "until", type=Moment(), help="Requested before this instant."),
        click.option("--from", "since", type=Moment(), help="Requested at this instant or later."),
        click.option("--call", type=Name(), help="Regulation file that the accesses are for."),
        click.option("--ins-file", type=file, help=said),
        click.option("--patient-ref", "patient", type=Name(), help="Patient, by the reference in the file."),
        click.option("--person", type=Name(), help="Professional, by account."),
    ):
        function = option(function)
    return function


def read_ins(file: Path) -> Ins:
    """The INS number of a file. Raises ValueError."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Ins)
    except msgspec.DecodeError as error:
        raise ValueError(f"{file}: not an INS number with its OID: {error}") from error


def check_period(since: datetime | None, until: datetime | None) -> None:
    """Raise ValueError where the period ends before it begins."""
    if since is not None and until is not None and until <= since:
        raise ValueError(f"--to {until.isoformat()} is not after --from {since.isoformat()}")


@contextmanager
def barred(what: str) -> Generator[Progress]:
    """A bar on the error stream, as long as the context lasts."""
    with progress_bar() as bar:
        task = bar.add_task(what, total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        yield progress


def at_desk(data: Path | None, work: Callable[[AuditDesk], Awaitable[T]]) -> T:
    """What `work` does with the log of `data`, its audit trail up to date. Raises ValueError where there is
    no log, and LogErrors."""
    settings = reading_settings(data)

    async def whole() -> T:
        async with AsyncExitStack() as stack:
            with barred("reading the log") as progress:
                desk = await stack.enter_async_context(audit_desk(settings, progress))
            return await work(desk)

    return asyncio.run(whole())
