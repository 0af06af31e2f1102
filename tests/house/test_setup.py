"""Where set-up cannot fetch its tool, it says what is missing; where it can, it takes what is there."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tree import ROOT

SCRIPT = ROOT / "tools" / "uv.sh"
TOOLS = ["sh", "cut", "head", "id", "ln", "mkdir", "rm", "sort", "touch"]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder of programs with the system's own few, and no Python, pip, uv or apt-get."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (programs / tool).symlink_to(found)
    return programs


def program(folder: Path, name: str, body: str) -> None:
    """Put a small shell program on the path."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


def run(programs: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [programs / "sh", SCRIPT, "python3"],
        cwd=programs.parent,
        env={**os.environ, "PATH": str(programs)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_without_python_it_names_what_to_install(bare: Path) -> None:
    done = run(bare)
    assert done.returncode == 1
    assert "apt-get install python3 python3-venv" in done.stderr


def test_without_pip_or_venv_it_names_what_to_install(bare: Path) -> None:
    program(bare, "python3", "exit 1")
    done = run(bare)
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr


def test_a_recent_uv_on_the_path_is_used(bare: Path) -> None:
    program(bare, "uv", "echo uv 0.13.9")
    assert run(bare).returncode == 0
    assert (bare.parent / ".tools" / "uv").resolve() == bare / "uv"


def test_an_old_uv_on_the_path_is_not(bare: Path) -> None:
    program(bare, "uv", "echo uv 0.4.30")
    assert run(bare).returncode == 1
    assert not (bare.parent / ".tools" / "uv").exists()
