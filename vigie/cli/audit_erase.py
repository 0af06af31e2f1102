"""`vigie audit erase`: asked by an administrator, approved by an auditor, then carried out."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import click
import msgspec
from rich.table import Table

from api.accounts import LocalAccounts
from domain.erasure.commands import ApproveErasure, EraseSubject, RejectErasure
from domain.erasure.facts import Scope
from domain.fact import Act, Actor
from domain.house import AnyCommand, plan
from projections.erasures import ERASURES
from projections.live import Live
from vigie.cli.audit_options import read_ins
from vigie.cli.options import data_option, reading_settings
from vigie.cli.printable import printable
from vigie.cli.progress import counted
from vigie.cli.screens import stdout
from vigie.clock import RealClock
from vigie.doors import Doors, open_log
from vigie.erasing import alone, files_of
from vigie.ids import random_ids
from vigie.settings import Settings
from vigie.site import ACCOUNTS

out = stdout()


@click.command()
@data_option
@click.option("--call", "calls", multiple=True, help="A regulation file to erase; may be said again.")
@click.option(
    "--ins-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='All files of a person: JSON {"number": "…", "oid": "…"}. Delete that file afterwards.',
)
@click.option("--authority", help="Whose decision, and its reference. Kept in clear: no patient's name.")
@click.option("--reason", help="Why. Kept in clear: no patient's name.")
@click.option("--approve", metavar="ERASURE", help="As a second person: approve, and carry it out.")
@click.option("--reject", metavar="ERASURE", help="As a second person: do not agree; --reason says why.")
@click.option(
    "--by", help="Account of who asks (ADMINISTRATEUR) or answers (AUDITEUR): its password is asked."
)
def erase(
    data: Path | None,
    calls: tuple[str, ...],
    ins_file: Path | None,
    authority: str | None,
    reason: str | None,
    approve: str | None,
    reject: str | None,
    by: str | None,
) -> None:
    """Make regulation files unreadable for good, proofs kept. Without options: what waits.

    First an administrator asks (--call or --ins-file, --authority, --reason, --by); then an auditor
    approves (--approve, --by).
    """
    settings = reading_settings(data)
    asked = [name for name, said in _asked(calls, ins_file, approve, reject) if said]
    if len(asked) > 1:
        raise ValueError(f"one thing at a time: {' or '.join(asked)}")
    if not asked:
        _run(settings, _list)
        return
    who = _signed_in(settings, _said("--by", by))
    if approve is not None:
        _run(settings, lambda doors: _approve(doors, approve, who))
    elif reject is not None:
        why = _said("--reason", reason)
        _run(settings, lambda doors: _reject(doors, reject, why, who))
    else:
        words = (_said("--authority", authority), _said("--reason", reason))
        _run(settings, lambda doors: _request(doors, calls, ins_file, words, who))


def _asked(
    calls: tuple[str, ...], ins_file: Path | None, approve: str | None, reject: str | None
) -> list[tuple[str, bool]]:
    said = (bool(calls), ins_file is not None, approve is not None, reject is not None)
    return list(zip(("--call", "--ins-file", "--approve", "--reject"), said, strict=True))


def _said(name: str, value: str | None) -> str:
    if not value:
        raise ValueError(f"{name} is needed")
    return value


def _run(settings: Settings, work: Callable[[Doors], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with open_log(settings) as doors:
            await work(doors)

    asyncio.run(whole())


def _signed_in(settings: Settings, user: str) -> Actor:
    """Who is at the keyboard, by their own account and password."""
    password: str = click.prompt(f"Password of {user}", hide_input=True, err=True)
    person = asyncio.run(LocalAccounts(settings.data / ACCOUNTS).verify(user, password))
    if person is None:
        raise ValueError(f"no account {user} with this password in {settings.data}")
    return Actor(person.role, person.user)


async def _request(
    doors: Doors, calls: tuple[str, ...], ins_file: Path | None, words: tuple[str, str], by: Actor
) -> None:
    files, scope = tuple(dict.fromkeys(calls)), Scope.FILE
    if ins_file is not None:
        files, scope = tuple(await files_of(doors, read_ins(ins_file))), Scope.PERSON
        if not files:
            raise ValueError("no file holds this qualified INS number")
    authority, reason = words
    erasure = random_ids()()
    said = {"erasure": erasure, "files": files, "scope": scope, "authority": authority, "reason": reason}
    await _say(doors, msgspec.convert(said, EraseSubject), by)
    out.print(printable(f"erasure {erasure} of {len(files)} files: {', '.join(files)}"), markup=False)
    out.print("nothing is erased before an auditor approves it: vigie audit erase --approve", markup=False)
    for name in files:
        if not await doors.keys.has(name):
            text = f"file {name} has no key: what an earlier release stored in clear cannot be erased"
            out.print(printable(text), style="yellow", markup=False)


async def _approve(doors: Doors, erasure: str, by: Actor) -> None:
    await alone(doors, RealClock(), erasure, _say(doors, ApproveErasure(erasure=erasure), by))
    out.print(printable(f"erasure {erasure} is done"), markup=False)


async def _reject(doors: Doors, erasure: str, why: str, by: Actor) -> None:
    await _say(doors, msgspec.convert({"erasure": erasure, "why": why}, RejectErasure), by)
    out.print(printable(f"erasure {erasure} is rejected"), markup=False)


async def _list(doors: Doors) -> None:
    live = Live(ERASURES)
    async for item in counted(doors.log, "reading the log"):
        live.take(item)
    table = Table("erasure", "state", "files")
    for state, found in (("waits for approval", live.view.requested), ("being done", live.view.approved)):
        for name, files in found.items():
            table.add_row(printable(name), state, printable(", ".join(files)))
    out.print(table if table.row_count else "no erasure waits")
    out.print(f"{len(live.view.erased)} files erased so far")


async def _say(doors: Doors, command: AnyCommand, by: Actor) -> None:
    act = Act(at=RealClock().now(), by=by, command_id=random_ids()())
    await doors.log.execute(plan(command), act)
