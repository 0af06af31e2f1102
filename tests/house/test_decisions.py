"""Each decision says why, in the same form, and the index lists it."""

import re
from pathlib import Path

import pytest

from tests.tree import ROOT
from tools.adr_index import decisions, index
from tools.generated import difference

FOLDER = ROOT / "docs" / "adr"
PARTS = ["Context", "Decision", "Consequences"]


def parts(text: str) -> list[str]:
    """The second-level headings of a decision."""
    return re.findall(r"^## (.+)$", text, flags=re.MULTILINE)


@pytest.mark.parametrize("decision", decisions(FOLDER), ids=lambda file: file.stem)
def test_a_decision_has_its_three_parts(decision: Path) -> None:
    text = decision.read_text("utf-8")
    assert text.startswith("# ")
    assert [part for part in parts(text) if part in PARTS] == PARTS


def test_no_number_is_used_twice() -> None:
    numbers = [file.name[:4] for file in decisions(FOLDER)]
    assert numbers
    assert len(numbers) == len(set(numbers))


def test_the_index_lists_each_decision_once(tmp_path: Path) -> None:
    (tmp_path / "0002-second.md").write_text("# 2. A second choice\n")
    (tmp_path / "0001-first.md").write_text("# A first choice\n")
    (tmp_path / "README.md").write_text("# not a decision\n")
    assert index(tmp_path).splitlines()[-2:] == [
        "- [0001](0001-first.md) A first choice",
        "- [0002](0002-second.md) A second choice",
    ]


def test_a_stale_index_is_seen() -> None:
    assert difference("README.md", index(FOLDER), index(FOLDER)) == ""
    assert "-- [0001]" in difference("README.md", index(FOLDER), "")
