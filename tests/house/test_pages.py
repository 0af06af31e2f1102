"""The pages travel inside the wheel, and run where nothing inline is allowed."""

import zipfile
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from hatch_build import fingerprint, sources
from tests.tree import ROOT


class Inline(HTMLParser):
    """Collects what a strict Content-Security-Policy would refuse to run or draw."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"<{tag}>")
        self.found += [f"<{tag} {name}>" for name in names if name == "style" or name.startswith("on")]


def inline(html: str) -> list[str]:
    """What in a page is inline: scripts, styles, handlers."""
    parser = Inline()
    parser.feed(html)
    parser.close()
    return parser.found


def test_the_installed_pages_hold_nothing_inline() -> None:
    pages = [file for file in files("vigie_web").iterdir() if file.name.endswith(".html")]
    assert "board.html" in {page.name for page in pages}
    assert {page.name: inline(page.read_text("utf-8")) for page in pages} == {page.name: [] for page in pages}


@pytest.mark.parametrize(
    "html", ["<script>go()</script>", "<style>a{}</style>", '<p style="x">', '<a onclick="go()">']
)
def test_an_inline_script_or_style_is_seen(html: str) -> None:
    assert len(inline(html)) == 1


def test_the_wheel_carries_rooms_pages_and_licence(tmp_path: Path) -> None:
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    held = set(zipfile.ZipFile(wheel).namelist())
    assert {"vigie_web/board.html", "vigie_web/manifest.json", "domain/fact.py"} <= held
    assert any(name.startswith("vigie_web/assets/") and name.endswith(".js") for name in held)
    assert any(name.endswith("/licenses/LICENSE") for name in held)
    assert not [name for name in held if name.startswith(("tests/", "tools/", "web/"))]


def test_any_change_of_a_source_asks_for_a_build(tmp_path: Path) -> None:
    seen: set[str] = set()
    for name, text in [("a.ts", "1"), ("a.ts", "2"), ("src/b.svelte", ""), ("src/c.svelte", "")]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        seen.add(fingerprint(*sources(tmp_path)))
    assert len(seen) == 4


def test_installed_libraries_are_no_sources(tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "x.js").touch()
    assert list(sources(tmp_path)) == []
