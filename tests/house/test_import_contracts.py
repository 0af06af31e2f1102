"""The import rules hold, and each of them is able to fail."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.tree import ROOT

LINTER: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS: dict[str, str] = {entry["name"]: entry["id"] for entry in LINTER["contracts"]}

# The contract that must break, the room, and the line planted there.
OFFENCES = [
    ("layers", "eventlog", "import dispatch"),
    ("layers", "projections", "import eventlog"),
    ("layers", "domain", "import gateways"),
    ("layers", "api", "import simulators"),
    ("layers", "simulators", "import vigie"),
    ("simulators-by-wire", "simulators", "import dispatch"),
    ("domain-pure", "domain", "import random"),
    ("domain-envelope", "domain", "from domain.envelope import Recorded"),
    ("door-log", "projections", "import nats"),
    ("door-log", "vigie", "import faststream"),
    ("door-log", "api", "from eventsourcing import persistence"),
    ("door-stores", "projections", "import sqlite3"),
    ("door-solver", "api", "from ortools.graph.python import min_cost_flow"),
    ("door-solver", "vigie", "import scipy"),
    ("door-solver", "api", "import osmium"),
    ("door-web", "gateways", "import litestar"),
    ("door-signatures", "vigie", "import cryptography"),
    ("door-pictures", "gateways", "import PIL"),
]

DOORS = {
    "door-log": {"eventlog"},
    "door-stores": {"eventlog"},
    "door-solver": {"dispatch"},
    "door-web": {"api", "simulators"},
    "door-signatures": {"eventlog", "simulators"},
    "door-pictures": {"api"},
}


def broken_contracts(tree: Path) -> set[str]:
    """The ids of the contracts that the rooms under `tree` break. Fails when the linter cannot tell."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"],
        cwd=tree,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)$", done.stdout, flags=re.MULTILINE))
    assert verdicts.keys() == CONTRACTS.keys(), done.stdout + done.stderr
    return {CONTRACTS[name] for name, verdict in verdicts.items() if verdict == "BROKEN"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rooms and the rules, somewhere they may be spoilt."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in LINTER["root_packages"]:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    return tmp_path


def test_the_rules_hold() -> None:
    assert broken_contracts(ROOT) == set()


@pytest.mark.parametrize(("contract", "room", "line"), OFFENCES)
def test_an_offence_breaks_its_own_rule_only(copy: Path, contract: str, room: str, line: str) -> None:
    (copy / room / "planted.py").write_text(f"{line}\n")
    assert broken_contracts(copy) == {contract}


def test_every_rule_has_an_offence() -> None:
    assert {contract for contract, _, _ in OFFENCES} == set(CONTRACTS.values())


def test_a_door_is_shut_to_every_other_room() -> None:
    rooms = set(LINTER["root_packages"])
    doors = [entry for entry in LINTER["contracts"] if entry["id"].startswith("door-")]
    assert {door["id"]: rooms - set(door["source_modules"]) for door in doors} == DOORS


def test_every_room_is_under_the_rules() -> None:
    rooms = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - {"tests", "tools"}
    assert rooms == set(LINTER["root_packages"])


def foreign_to_the_domain(source: str) -> set[str]:
    """The top-level packages that `source` imports and the domain may not."""
    allowed = {*sys.stdlib_module_names, "domain", "msgspec"}
    imported: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imported.add(node.module.partition(".")[0])
    return imported - allowed


def test_the_domain_knows_one_library() -> None:
    modules = sorted((ROOT / "domain").rglob("*.py"))
    found = {file.name: foreign_to_the_domain(file.read_text()) for file in modules}
    assert found
    assert {name: packages for name, packages in found.items() if packages} == {}


def test_a_second_library_in_the_domain_is_seen() -> None:
    planted = "import msgspec\nimport json\nimport attrs\n\n\ndef f():\n    from httpx import get\n"
    assert foreign_to_the_domain(planted) == {"attrs", "httpx"}
