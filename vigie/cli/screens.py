"""Where the command line prints: as wide as the terminal, or as wide as it takes where a program reads."""

import sys

from rich.console import Console

_WIDE = 2000


def stdout() -> Console:
    """The output. Nothing is coloured or replaced by guesswork; a pipe gets each line whole."""
    return Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else _WIDE)
