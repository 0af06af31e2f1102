"""`vigie dispatch`: the proposals from the command line, each subcommand in its own module."""

from importlib.util import find_spec

import click

from vigie.cli.lazy import Lazy

_COMMANDS = {
    "solve": "vigie.cli.dispatch_solve:solve",
    "replay": "vigie.cli.dispatch_replay:replay",
    "what-if": "vigie.cli.dispatch_what_if:what_if",
}


@click.group(
    cls=Lazy,
    where={name: at for name, at in _COMMANDS.items() if find_spec(at.partition(":")[0]) is not None},
)
def dispatch() -> None:
    """Which team for which call: solve a problem, recompute what was proposed, try another policy."""
