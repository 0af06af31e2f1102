"""Options that several commands share."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from vigie.settings import Settings, from_environment

F = TypeVar("F", bound=Callable[..., Any])


class Folder(click.Path):
    """A folder by its name; an empty one is refused, for it would mean the working directory."""

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """A Path. Fails on nothing at all."""
        if value == "":
            self.fail("a folder has a name", param, ctx)
        return super().convert(value, param, ctx)


class Number(click.FloatRange):
    """A number in a range: `nan` is in none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """A finite float. Fails on anything else."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number", param, ctx)
        return number


class Moment(click.ParamType[datetime]):
    """An instant in ISO 8601; UTC where no offset is given, as in what the log prints."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """An aware datetime. Fails on anything else."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not an instant such as 2026-01-16T20:00+01:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def folder_option(said: str) -> Callable[[F], F]:
    """`--data DIR`, its help as `said`."""
    return click.option("--data", type=Folder(), default=None, help=said)


def data_option(function: F) -> F:
    """`--data DIR`: where the embedded log and the stores live."""
    said = "Folder of the embedded log and the stores (default: .vigie, or VIGIE_DATA)."
    return folder_option(said)(function)


def settings_with(data: Path | None, **changes: Any) -> Settings:
    """Settings of the environment, with what the command line said instead where it said it."""
    said = {name: value for name, value in changes.items() if value is not None}
    if data is not None:
        said["data"] = data
    return replace(from_environment(), **said)


def reading_settings(data: Path | None) -> Settings:
    """`settings_with`, for commands that read: they never make a log.

    Raises ValueError where the folder holds none, OSError where it cannot be looked into.
    """
    settings = settings_with(data)
    if settings.nats_url is None:
        try:
            (settings.data / "nats" / "jetstream").stat()
        except FileNotFoundError:
            raise ValueError(f"no log in the folder {settings.data}") from None
    return settings
