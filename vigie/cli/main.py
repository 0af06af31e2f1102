"""The `vigie` command: one group, one module per family of subcommands, loaded when it is asked for."""

import importlib
import sys
from typing import cast

import click
from rich.console import Console
from rich_click import RichGroup

from domain.fact import Refusal

_COMMANDS = {
    "serve": "vigie.cli.serve:serve",
    "demo": "vigie.cli.demo:demo",
    "simulate": "vigie.cli.simulate:simulate",
    "log": "vigie.cli.logs:log",
    "import-call": "vigie.cli.importing:import_call",
    "rebuild": "vigie.cli.rebuild:rebuild",
    "bench": "vigie.cli.bench:bench",
    "add-account": "vigie.cli.serve:add_account",
    "init-streams": "vigie.cli.serve:init_streams",
    "openapi": "vigie.cli.pages:openapi",
    "facts-page": "vigie.cli.pages:facts_page",
}


class Lazy(RichGroup):
    """Imports the module of a subcommand only when that subcommand is used: the others cost nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every subcommand, the most used first."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of this name, None where there is none."""
        where = _COMMANDS.get(cmd_name)
        if where is None:
            return None
        module, _, name = where.partition(":")
        return cast("click.Command", getattr(importlib.import_module(module), name))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vigie")
def vigie() -> None:
    """Vigie: tele-regulation and dispatch for a Samu-Centre 15 and its SAS."""


def main() -> None:
    """Run the command line. One line and exit code 2 on bad input, 1 where the log fails."""
    try:
        vigie()
    except Refusal as refusal:
        _fail(f"{refusal.reason}: {refusal.detail}", 2)
    except ValueError as error:
        _fail(str(error), 2)
    except KeyboardInterrupt:
        _fail("interrupted", 130)
    except Exception as error:
        if not _is_log_error(error):
            raise
        _fail(str(error), 1)


def _is_log_error(error: Exception) -> bool:
    from eventlog.journal import LogError

    return isinstance(error, LogError)


def _fail(message: str, code: int) -> None:
    stderr = Console(stderr=True, highlight=False)
    stderr.print(f"vigie: {message}", style="red", soft_wrap=True, markup=False)
    sys.exit(code)
