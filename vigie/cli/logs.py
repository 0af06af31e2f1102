"""`vigie log`: read the log as it is."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from domain.envelope import Recorded, StreamId
from domain.house import DECIDERS
from eventlog.codec import PoisonEvent
from vigie.cli.backups import backup, restore
from vigie.cli.options import data_option, reading_settings
from vigie.cli.printable import printable
from vigie.cli.progress import PAGE, counted
from vigie.cli.screens import stdout
from vigie.doors import Doors, open_log

out = stdout()


@click.group()
def log() -> None:
    """Read the log: what happened, in order."""


def _run(data: Path | None, work: Callable[[Doors], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with open_log(reading_settings(data)) as doors:
            await work(doors)

    asyncio.run(whole())


@log.command()
@data_option
@click.option(
    "-n",
    "--lines",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="How many of the last facts to show.",
)
@click.option("-f", "--follow", is_flag=True, help="Go on with each new fact, until interrupted.")
@click.option("--kind", type=click.Choice(list(DECIDERS)), help="Only streams of this kind.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def tail(data: Path | None, lines: int, follow: bool, kind: str | None, as_json: bool) -> None:
    """The last facts, and with -f each new one."""

    async def work(doors: Doors) -> None:
        last = await doors.log.last_position()
        after = await _before_the_last(doors, lines, kind, last)
        if not follow and after == last:
            return
        async with aclosing(doors.log.follow(after=after)) as facts:
            async for recorded in facts:
                if kind is None or _kind(recorded) == kind:
                    _print(recorded, as_json)
                if not follow and recorded.position >= last:
                    return

    _run(data, work)


@log.command()
@data_option
@click.argument("stream")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def show(data: Path | None, stream: str, as_json: bool) -> None:
    """All facts of one STREAM, such as mission:7f3a."""

    async def work(doors: Doors) -> None:
        history = await doors.log.history(StreamId.parse(stream))
        if not history:
            raise ValueError(f"no stream {stream} in the log")
        for recorded in history:
            _print(recorded, as_json)

    _run(data, work)


@log.command()
@data_option
@click.argument("call")
def trace(data: Path | None, call: str) -> None:
    """Everything that happened for one CALL: its file, sessions, missions, accesses, and their causes."""
    if not call.strip():
        raise ValueError("no call is named")
    root = call if ":" in call else f"regulation-call:{call}"

    async def work(doors: Doors) -> None:
        mine = {root}
        facts: list[Recorded[Any]] = []
        async for recorded in counted(doors.log, "reading the log"):
            if not isinstance(recorded, PoisonEvent) and _belongs(recorded, mine, root):
                mine.add(str(recorded.stream))
                facts.append(recorded)
        if not facts:
            raise ValueError(f"no call {call} in the log")
        out.print(_tree(root, facts))

    _run(data, work)


@log.command()
@data_option
def stats(data: Path | None) -> None:
    """How many facts of each type, and what cannot be read."""

    async def work(doors: Doors) -> None:
        tags: Counter[str] = Counter()
        streams: set[str] = set()
        async for recorded in counted(doors.log, "reading the log"):
            tags[_tag(recorded)] += 1
            if not isinstance(recorded, PoisonEvent):
                streams.add(str(recorded.stream))
        table = Table("fact", "count")
        for tag, count in sorted(tags.items()):
            table.add_row(tag, str(count))
        out.print(table)
        out.print(f"{tags.total()} facts in {len(streams)} streams")

    _run(data, work)


@log.command(name="dead-letters")
@data_option
@click.option("--retry", is_flag=True, help="Hand each one to its consumer again.")
def dead_letters(data: Path | None, retry: bool) -> None:
    """Facts that a consumer could not handle, with why."""

    async def work(doors: Doors) -> None:
        letters = await doors.dead_letters.list()
        table = Table("id", "event", "why", "tries", "given up at (UTC)")
        for letter in letters:
            event = f"{letter.entry.id}@{letter.entry.version}"
            table.add_row(
                letter.id, escape(event), escape(letter.why), str(letter.tries), f"{letter.died_at:%F %T}"
            )
        out.print(table if letters else "no dead letters")
        if retry and letters:
            await doors.dead_letters.retry([letter.id for letter in letters])
            out.print(f"{len(letters)} handed over again: `vigie serve` will handle them")

    _run(data, work)


async def _before_the_last(doors: Doors, lines: int, kind: str | None, last: int) -> int:
    """The position after which `lines` facts of `kind` remain up to `last`; 0 where there are fewer."""
    if kind is None or lines == 0:
        return max(0, last - lines)
    found, end = 0, last
    while end > 0:
        start = max(0, end - PAGE)
        for recorded in reversed(await doors.log.scan(after=start, limit=end - start)):
            found += recorded.position <= end and _kind(recorded) == kind
            if found == lines:
                return recorded.position - 1
        end = start
    return 0


def _belongs(recorded: Recorded[Any], mine: set[str], root: str) -> bool:
    if str(recorded.stream) in mine or recorded.correlation == root:
        return True
    call = getattr(recorded.fact, "call", None)
    return call is not None and f"regulation-call:{call}" == root


def _tree(root: str, facts: list[Recorded[Any]]) -> Tree:
    tree = Tree(Text(printable(root)))
    nodes: dict[str, Tree] = {}
    for recorded in facts:
        parent = nodes.get(recorded.cause or "", tree)
        nodes[recorded.event_id] = parent.add(Text(_line(recorded)))
    return tree


def _kind(recorded: Recorded[Any] | PoisonEvent) -> str:
    return "" if isinstance(recorded, PoisonEvent) else recorded.stream.kind


def _tag(recorded: Recorded[Any] | PoisonEvent) -> str:
    if isinstance(recorded, PoisonEvent):
        return "(cannot be read)"
    return str(recorded.fact.__struct_config__.tag)


def _line(recorded: Recorded[Any]) -> str:
    said = msgspec.to_builtins(recorded.fact)
    said.pop("type", None)
    words = " ".join(f"{name}={value}" for name, value in said.items())
    at = f"{recorded.at:%F %T}"
    late = f" (device {recorded.device_at:%T})" if recorded.device_at else ""
    by = f"{recorded.by.role}:{recorded.by.id}"
    line = f"{recorded.position:>7} {at}{late} {recorded.event_id} {_tag(recorded)} by {by} {words}"
    return printable(line)


def _print(recorded: Recorded[Any] | PoisonEvent, as_json: bool) -> None:
    if isinstance(recorded, PoisonEvent):
        said = f"{recorded.position:>7} cannot be read: {recorded.stream}: {recorded.why}"
        out.print(said, style="red", soft_wrap=True, markup=False)
    elif as_json:
        line = printable(msgspec.json.encode(recorded).decode())
        out.print(line, soft_wrap=True, markup=False)
    else:
        out.print(_line(recorded), soft_wrap=True, markup=False)


log.add_command(backup)
log.add_command(restore)
