"""Extracts that are no good are refused in a line; a graph is whole, or it is the one before."""

import os
from pathlib import Path

import numpy as np
import pytest

from dispatch.roads import store
from dispatch.roads.build import build
from dispatch.roads.extract import BadExtract
from dispatch.roads.graph import Graph
from dispatch.roads.store import BadGraph, Label, load, save
from tests.dispatch.streets import Town, grid, silent

LABEL = Label(name="town", source="town.osm.pbf", date="2026-11-01T00:00:00Z")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "town.roads"
    save(grid(3, 100).graph(tmp_path), LABEL, file)
    return file


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.osm.pbf", b"", "the file is empty"),
        ("text.osm.pbf", b"This is not a map.\n" * 20, "not an OpenStreetMap PBF file"),
        ("short.osm.pbf", b"\0\0", "short.osm.pbf: "),
    ],
)
def test_what_is_no_extract_is_refused_by_name(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BadExtract) as refused:
        build(file, silent)
    assert name in str(refused.value)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_extract_is_refused(tmp_path: Path, part: float) -> None:
    whole = grid(8, 100).write(tmp_path / "whole.osm.pbf").read_bytes()
    file = tmp_path / "cut.osm.pbf"
    file.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BadExtract, match=r"^cut\.osm\.pbf: the file is truncated"):
        build(file, silent)


def test_an_extract_without_roads_is_refused(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 100), highway="footway")
    with pytest.raises(BadExtract, match="there is no road in it"):
        build(town.write(tmp_path / "paths.osm.pbf"), silent)


def test_roads_whose_nodes_are_missing_are_refused(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 100))
    with pytest.raises(BadExtract, match="the nodes of its roads are not in it"):
        build(town.write(tmp_path / "ways.osm.pbf", without=[(0, 0), (0, 100)]), silent)


def test_roads_that_nowhere_meet_are_refused(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 100), oneway="yes")
    with pytest.raises(BadExtract, match="no two of its roads are connected"):
        build(town.write(tmp_path / "lost.osm.pbf"), silent)


def test_a_node_that_is_missing_cuts_its_road(tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 100), (0, 200), (0, 300), (0, 400), (0, 500))
    graph, _ = build(town.write(tmp_path / "cut.osm.pbf", without=[(0, 100)]), silent)
    assert graph.kilometres == pytest.approx(0.3, rel=1e-2)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []

    def tell(what: str, done: int, total: int | None) -> None:
        told.append((what, done, total))

    build(grid(3, 100).write(tmp_path / "town.osm.pbf"), tell)
    assert {"reading ways", "reading nodes", "finding turns"} <= {what for what, _, _ in told}
    assert all(total is None or done <= total for _, done, total in told)


def test_a_graph_comes_back_as_it_was_and_cannot_be_written_to(tmp_path: Path) -> None:
    graph = grid(3, 100).graph(tmp_path)
    file = tmp_path / "town.roads"
    save(graph, LABEL, file)
    loaded = load(file)
    assert loaded.label == LABEL
    assert loaded.size == file.stat().st_size
    for name in Graph.__struct_fields__:
        ours, theirs = getattr(graph, name), getattr(loaded.graph, name)
        assert ours.dtype == theirs.dtype
        assert np.array_equal(ours, theirs), name
        assert not theirs.flags.writeable
    assert file.stat().st_mode & 0o077 == 0


def test_a_changed_byte_anywhere_is_seen(saved: Path) -> None:
    whole = saved.read_bytes()
    for place in (0, 15, 40, len(whole) // 2, len(whole) - 1):
        saved.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(BadGraph, match=r"town\.roads: "):
            load(saved)


def test_a_changed_bit_of_the_header_is_seen_wherever_it_is(saved: Path) -> None:
    whole = saved.read_bytes()
    for place in range(whole.index(b'"digest":') + 80):
        saved.unlink()
        saved.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BadGraph, match=r"town\.roads: "):
            load(saved)


@pytest.mark.parametrize("size", [0, 5, 19, 300, -1])
def test_a_shorter_file_is_seen(saved: Path, size: int) -> None:
    saved.write_bytes(saved.read_bytes()[:size])
    with pytest.raises(BadGraph, match=r"town\.roads: "):
        load(saved)


def test_a_graph_of_another_release_is_to_be_imported_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "town.roads"
    save(grid(2, 100).graph(tmp_path), store.Label(name="town", source="x", format=99), file)
    with pytest.raises(BadGraph, match="format 99"):
        load(file)


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_import_that_is_stopped_leaves_the_graph_before_it(
    saved: Path, monkeypatch: pytest.MonkeyPatch, stopped: BaseException
) -> None:
    before = saved.read_bytes()
    graph = grid(4, 100).graph(saved.parent)

    def stop(_: int) -> None:
        raise stopped

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", stop)
        with pytest.raises((KeyboardInterrupt, OSError)):
            save(graph, LABEL, saved)
    assert saved.read_bytes() == before
    assert not list(saved.parent.glob("*.part"))


def test_whoever_uses_a_graph_keeps_it_while_another_takes_its_place(saved: Path) -> None:
    used = load(saved)
    total = float(used.graph.cost.sum())
    save(grid(5, 70).graph(saved.parent), LABEL, saved)
    assert float(used.graph.cost.sum()) == total
    assert load(saved).digest != used.digest
