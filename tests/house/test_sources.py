"""What every committed file keeps to."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tree import ROOT

CEILING = 300
CODE = {".py", ".ts", ".svelte"}
# Written by a program, or a text of law.
NOT_OURS = re.compile(r"\.lock$|package-lock\.json$|generated/|^web/openapi\.json$|^LICENSE$")

MACHINE_PATH = re.compile(r"(?<![\w.~}])/(?:home|root|tmp|work|Users)/[\w.]")
REGISTRIES = [
    ".".join(name) for name in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org"))
]


def committed() -> Iterator[tuple[str, str]]:
    """Name and text of each file that git keeps or would keep."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # git is wherever the path says
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    for name in filter(None, done.stdout.split("\0")):
        file = ROOT / name
        if file.is_file() and not NOT_OURS.search(name):
            yield name, file.read_text("utf-8", errors="ignore")


def faults(name: str, text: str) -> list[str]:
    """What is wrong with one file, in words."""
    found = [f"{name}: {where} is a path of one machine" for where in MACHINE_PATH.findall(text)]
    found += [f"{name}: names the registry {host}" for host in REGISTRIES if host in text]
    lines = text.count("\n")
    if Path(name).suffix in CODE and lines > CEILING:
        found.append(f"{name}: {lines} lines; a file has one reason to change")
    return found


def test_no_file_breaks_the_house_rules() -> None:
    files = dict(committed())
    assert {"pyproject.toml", "domain/fact.py"} <= files.keys()
    assert [fault for name, text in files.items() for fault in faults(name, text)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("domain/long.py", "\n" * (CEILING + 1)),
        ("Makefile", "cp x /" + "home/jeanne/vigie\n"),
        ("docs/setup.md", f"https://{REGISTRIES[0]}/simple\n"),
    ],
)
def test_a_file_that_breaks_them_is_seen(name: str, text: str) -> None:
    assert len(faults(name, text)) == 1


def test_the_licence_is_the_one_the_package_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert project["license"] == "EUPL-1.2"
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(f"\n{article}." in text for article in range(1, 16))
    assert "Compatible Licences" in text
