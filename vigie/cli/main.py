"""The `vigie` command: one group, one module per family of subcommands, loaded when it is asked for."""

import sys

import click
from rich.console import Console

from domain.fact import Refusal
from vigie.cli.lazy import Lazy
from vigie.cli.printable import printable

_COMMANDS = {
    "serve": "vigie.cli.serve:serve",
    "demo": "vigie.cli.demo:demo",
    "simulate": "vigie.cli.simulate:simulate",
    "log": "vigie.cli.logs:log",
    "verify": "vigie.cli.verify:verify",
    "audit": "vigie.cli.audit:audit",
    "import-call": "vigie.cli.importing:import_call",
    "dispatch": "vigie.cli.dispatch:dispatch",
    "roads": "vigie.cli.roads:roads",
    "rebuild": "vigie.cli.rebuild:rebuild",
    "bench": "vigie.cli.bench:bench",
    "add-account": "vigie.cli.serve:add_account",
    "init-streams": "vigie.cli.serve:init_streams",
    "openapi": "vigie.cli.pages:openapi",
    "facts-page": "vigie.cli.pages:facts_page",
}


@click.group(cls=Lazy, where=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vigie")
def vigie() -> None:
    """Vigie: tele-regulation and dispatch for a Samu-Centre 15 and its SAS."""


def main() -> None:
    """Run the command line. One line and exit code 2 on bad input, 1 where the log or the tables fail."""
    try:
        vigie()
    except Refusal as refusal:
        _fail(f"{refusal.reason}: {refusal.detail}", 2)
    except ValueError as error:
        _fail(str(error), 2)
    except KeyboardInterrupt:
        _fail("interrupted", 130)
    except OSError as error:
        _fail(_of_the_system(error), 2)
    except Exception as error:
        failure = _of_the_stores(error)
        if failure is None:
            raise
        _fail(failure, 1)


def _of_the_system(error: OSError) -> str:
    why = error.strerror or str(error) or type(error).__name__
    return why if error.filename is None else f"{error.filename}: {why}"


def _of_the_stores(error: Exception) -> str | None:
    """What the log or the tables say, None where `error` comes from neither."""
    from eventlog.journal import LogError

    if isinstance(error, LogError):
        return str(error)
    library = type(error).__module__.partition(".")[0]
    if library == "psycopg" and type(error).__name__ == "ProgrammingError":
        # The library quotes the whole address, with its password.
        return "the tables cannot be opened: VIGIE_DATABASE_URL is not a postgresql:// address"
    if library in ("psycopg", "psycopg_pool", "sqlite3"):
        return f"the tables cannot be opened: {str(error).strip()}"
    return None


def _fail(message: str, code: int) -> None:
    stderr = Console(stderr=True, highlight=False, emoji=False)
    stderr.print(f"vigie: {printable(message)}", style="red", soft_wrap=True, markup=False)
    sys.exit(code)
