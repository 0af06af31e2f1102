"""`vigie audit`: what an auditor asks of the log. One module per family of subcommands."""

import importlib
from typing import cast

import click
from rich_click import RichGroup

_COMMANDS = {
    "list": "vigie.cli.audit_list:list_accesses",
    "show": "vigie.cli.audit_show:show_access",
    "export": "vigie.cli.audit_export:export",
    "checkpoints": "vigie.cli.audit_proof:checkpoints",
    "verify": "vigie.cli.audit_proof:verify_extract",
    "erase": "vigie.cli.audit_erase:erase",
    "rotate-key": "vigie.cli.audit_proof:rotate_key",
}


class _Lazy(RichGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every subcommand."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of this name, None where there is none."""
        where = _COMMANDS.get(cmd_name)
        if where is None:
            return None
        module, _, name = where.partition(":")
        return cast("click.Command", getattr(importlib.import_module(module), name))


@click.group(cls=_Lazy)
def audit() -> None:
    """What an auditor asks: who signed what, and whether an extract holds."""
