"""`vigie roads`: make a road graph from an extract of OpenStreetMap, and see which there are."""

import re
from pathlib import Path

import click
from rich.markup import escape
from rich.progress import TaskID
from rich.table import Table

from dispatch.roads.store import SUFFIX, BadGraph, Label, Loaded, load, save
from vigie.cli.options import data_option, settings_with
from vigie.cli.printable import printable
from vigie.cli.progress import progress_bar
from vigie.cli.screens import stdout
from vigie.settings import made
from vigie.travel import folder_of, graph_file, graph_files

_MIB = 1024 * 1024


@click.group()
def roads() -> None:
    """Roads for travel times: OpenStreetMap data, © OpenStreetMap contributors, ODbL 1.0."""


@roads.command(name="import")
@data_option
@click.option("--name", help="Name of the graph (default: from the file's name).")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_roads(data: Path | None, name: str | None, file: Path) -> None:
    """Make a road graph from FILE, an OpenStreetMap extract (.osm.pbf), in the data folder.

    The graph appears once it is whole; an import that fails leaves the one before it. A running Vigie takes
    it at its next start, with VIGIE_TRAVEL=roads.
    """
    from dispatch.roads.build import build

    settings = settings_with(data)
    target = graph_file(settings.data, name or _name_of(file))
    with progress_bar() as bar:
        task: TaskID | None = None
        doing = ""

        def tell(what: str, done: int, total: int | None) -> None:
            nonlocal task, doing
            if what != doing and task is not None:
                bar.remove_task(task)
            if what != doing or task is None:
                task, doing = bar.add_task(what, total=total), what
            bar.update(task, completed=done)

        graph, date = build(file, tell)
        made(target.parent)
        tell("writing the graph", 0, None)
        save(graph, Label(name=target.name.removesuffix(SUFFIX), source=file.name, date=date), target)
    loaded = load(target)
    click.echo(printable(f"vigie: {_sentence(loaded)} in {target}"))


@roads.command()
@data_option
def show(data: Path | None) -> None:
    """The road graphs of the data folder: what they were made from, how large they are."""
    settings = settings_with(data)
    files = graph_files(settings.data)
    if not files:
        raise ValueError(f"there is no road graph in {folder_of(settings.data)}")
    table = Table("name", "made from", "data of", "km", "roads", "turns", "MiB", "digest")
    for file in files:
        try:
            table.add_row(*(escape(printable(cell)) for cell in _row(load(file))))
        except BadGraph as error:
            table.add_row(escape(file.name.removesuffix(SUFFIX)), escape(printable(str(error))))
    stdout().print(table)
    stdout().print("© OpenStreetMap contributors, ODbL 1.0")


def _name_of(file: Path) -> str:
    stem = file.name.lower().removesuffix(".pbf").removesuffix(".osm")
    return re.sub(r"[^a-z0-9_-]+", "-", stem).strip("-_")[:64] or "roads"


def _sentence(loaded: Loaded) -> str:
    graph = loaded.graph
    km = f"{graph.kilometres:,.0f} km, {graph.states:,} roads by direction, {len(graph.indices):,} turns"
    return f"{loaded.label.name}: {km}"


def _row(loaded: Loaded) -> tuple[str, ...]:
    graph, label = loaded.graph, loaded.label
    return (
        label.name,
        label.source,
        label.date or "unknown",
        f"{graph.kilometres:,.0f}",
        f"{graph.states:,}",
        f"{len(graph.indices):,}",
        f"{loaded.size / _MIB:.1f}",
        loaded.digest[:12],
    )
