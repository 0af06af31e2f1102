"""`vigie dispatch`: the proposals from the command line, each subcommand in its own module."""

import click

from vigie.cli.lazy import Lazy

_COMMANDS = {
    "solve": "vigie.cli.dispatch_solve:solve",
    "replay": "vigie.cli.dispatch_replay:replay",
    "what-if": "vigie.cli.dispatch_what_if:what_if",
}


@click.group(cls=Lazy, where=_COMMANDS)
def dispatch() -> None:
    """Which team for which call: solve a problem, recompute what was proposed, try another policy."""
