"""The `vigie` command: one group, one module per family of subcommands."""

import sys

import click
from rich.console import Console
from rich_click import RichGroup

from domain.fact import Refusal
from eventlog.journal import LogError
from vigie.cli import bench, demo, importing, logs, pages, rebuild, serve

_stderr = Console(stderr=True, highlight=False)


@click.group(cls=RichGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vigie")
def vigie() -> None:
    """Vigie: tele-regulation and dispatch for a Samu-Centre 15 and its SAS."""


_COMMANDS: tuple[click.Command, ...] = (
    serve.serve,
    serve.init_streams,
    serve.add_account,
    demo.demo,
    logs.log,
    importing.import_call,
    rebuild.rebuild,
    bench.bench,
    pages.openapi,
    pages.facts_page,
)
for _command in _COMMANDS:
    vigie.add_command(_command)


def main() -> None:
    """Run the command line. One line and exit code 2 on bad input, 1 where the log fails."""
    try:
        vigie()
    except Refusal as refusal:
        _fail(f"{refusal.reason}: {refusal.detail}", 2)
    except ValueError as error:
        _fail(str(error), 2)
    except LogError as error:
        _fail(str(error), 1)
    except KeyboardInterrupt:
        _fail("interrupted", 130)


def _fail(message: str, code: int) -> None:
    _stderr.print(f"vigie: {message}", style="red", soft_wrap=True, markup=False)
    sys.exit(code)
