"""A group of subcommands, each in its own module."""

import importlib
from collections.abc import Mapping
from typing import Any, cast

import click
from rich_click import RichGroup


class Lazy(RichGroup):
    """Imports the module of a subcommand only when that subcommand is used: the others cost nothing.

    `where` maps each name to `module:function`, the most used first.
    """

    def __init__(self, *args: Any, where: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._where = where

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every subcommand, the most used first."""
        return list(self._where)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of this name, None where there is none."""
        where = self._where.get(cmd_name)
        if where is None:
            return None
        module, _, name = where.partition(":")
        return cast("click.Command", getattr(importlib.import_module(module), name))
