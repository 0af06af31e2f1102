"""Options that several commands share."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from vigie.settings import Settings, from_environment

F = TypeVar("F", bound=Callable[..., Any])


def data_option(function: F) -> F:
    """`--data DIR`: where the embedded log and the stores live."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        default=None,
        help="Folder of the embedded log and the stores (default: .vigie, or VIGIE_DATA).",
    )(function)


def settings_with(data: Path | None, **changes: Any) -> Settings:
    """Settings of the environment, with what the command line said instead where it said it."""
    said = {name: value for name, value in changes.items() if value is not None}
    if data is not None:
        said["data"] = data
    return replace(from_environment(), **said)
