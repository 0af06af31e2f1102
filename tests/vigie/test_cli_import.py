"""`vigie import-call`: national files become calls; what is not one is named in one line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.national import EXAMPLES
from tests.tree import ROOT
from tests.vigie.shell import Shell

FILE = ROOT / "tests" / "gateways" / "data" / "rs-eda.json"
SMALL = b"""{"createCaseHealth": {"caseId": "fr.health.samu250.DRFR15250261", "senderCaseId": "x"}}"""


@pytest.mark.parametrize("file", [FILE, *EXAMPLES], ids=lambda path: path.name)
def test_every_example_imports(vigie: Shell, file: Path) -> None:
    done = vigie("import-call", str(file))
    assert done.code == 0, done.err
    assert "regulation-call:" in done.out
    assert " facts" in done.out
    assert "facts in 1 streams" in vigie("log", "stats").out


def test_the_same_file_twice_changes_nothing(vigie: Shell) -> None:
    vigie("import-call", str(FILE))
    before = vigie("log", "tail", "--json").out
    again = vigie("import-call", str(FILE))
    assert (again.code, again.out.split(": ")[-1]) == (0, "already imported\n")
    assert vigie("log", "tail", "--json").out == before


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "$"),
        (b"not json", "$"),
        (b"{}", "$"),
        (b"[]", "$"),
        (SMALL, "$.createCaseHealth"),
        (b'{"createCaseHealth": 3}', "$.createCaseHealth"),
    ],
)
def test_a_bad_file_is_one_line_with_the_path_and_exit_2(
    vigie: Shell, tmp_path: Path, content: bytes, where: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    done = vigie("import-call", str(file))
    assert (done.code, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"vigie: bad.json: {where}")


def test_a_value_that_is_wrong_is_named_by_its_path(
    vigie: Shell, tmp_path: Path, spoilt: Callable[[Path], bytes]
) -> None:
    file = tmp_path / "spoilt.json"
    file.write_bytes(spoilt(FILE))
    done = vigie("import-call", str(file))
    assert done.code == 2
    assert "initialAlert" in done.err
    assert len(done.err.splitlines()) == 1


@pytest.fixture
def spoilt() -> Callable[[Path], bytes]:
    """A file where one instant is not one."""

    def spoil(file: Path) -> bytes:
        content = file.read_text()
        place = content.index('"initialAlert"')
        start = content.index('"reception"', place)
        end = content.index(",", start)
        return (content[:start] + '"reception": "yesterday"' + content[end:]).encode()

    return spoil


@pytest.mark.parametrize("missing", ["nowhere.json", "."])
def test_no_file_is_exit_2(vigie: Shell, missing: str) -> None:
    done = vigie("import-call", missing)
    assert done.code == 2
    assert missing in done.err
