"""Every dependency is pinned by hash, and no lock names where it comes from: hospitals use mirrors."""

import json
import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tree import ROOT
from tools.locks import UV, build_requirements, without_addresses

PYPROJECT = (ROOT / "pyproject.toml").read_text()
PROJECT: dict[str, Any] = tomllib.loads(PYPROJECT)
PIN = re.compile(r"([a-z0-9][a-z0-9-]*)==([^\s;]+)(?: ; [^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")
RUNTIME: list[str] = PROJECT["project"]["dependencies"]
WANTED: dict[str, list[str]] = {
    "requirements.lock": RUNTIME,
    "requirements-dev.lock": RUNTIME + PROJECT["dependency-groups"]["dev"],
    "requirements-bench.lock": PROJECT["dependency-groups"]["bench"],
    "requirements-build.lock": build_requirements(PYPROJECT),
    "requirements-uv.lock": [UV],
}


def unpinned(lock: str) -> str:
    """What a lock holds beside exact releases with their hashes: an address, an option, a bare name."""
    return PIN.sub("", lock)


def releases(lock: str) -> dict[str, set[str]]:
    """The releases a lock pins, by package."""
    found: dict[str, set[str]] = {}
    for name, release, _ in PIN.findall(lock):
        found.setdefault(name, set()).add(release)
    return found


def npm_faults(lock: str) -> set[str]:
    """What is wrong with npm's lock: an address anywhere, a package without its digest."""
    packages: dict[str, dict[str, Any]] = json.loads(lock)["packages"]
    missing = {f"no digest: {name}" for name, entry in packages.items() if name and "integrity" not in entry}
    return missing | {f"address: {found}" for found in re.findall(r"\w+://[^/\"]*", lock)}


@pytest.mark.parametrize("name", WANTED)
def test_a_lock_holds_pins_and_hashes_only(name: str) -> None:
    lock = (ROOT / name).read_text()
    assert releases(lock)
    assert unpinned(lock) == ""


@pytest.mark.parametrize(("name", "wanted"), WANTED.items())
def test_a_lock_answers_what_the_project_asks(name: str, wanted: list[str]) -> None:
    pinned = releases((ROOT / name).read_text())
    for requirement in map(Requirement, wanted):
        found = pinned.get(canonicalize_name(requirement.name), set())
        assert found, f"{name} lacks {requirement}: run `make lock`"
        assert all(requirement.specifier.contains(release) for release in found), requirement


def test_the_locks_agree_with_one_another() -> None:
    everything = releases((ROOT / "requirements-dev.lock").read_text())
    for name in ("requirements.lock", "requirements-build.lock"):
        assert releases((ROOT / name).read_text()).items() <= everything.items(), name


def test_npm_lock_holds_digests_and_no_address() -> None:
    assert npm_faults((ROOT / "web/package-lock.json").read_text()) == set()


HASH = f"    --hash=sha256:{'0' * 64}"


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://mirror.example/simple\n",
        "uvicorn==0.54.0\n",
        f"uvicorn>=0.54 \\\n{HASH}\n",
        f"uvicorn @ https://mirror.example/uvicorn.whl \\\n{HASH}\n",
        "    # via https://mirror.example\n",
    ],
)
def test_a_spoilt_lock_is_seen(line: str) -> None:
    good = f"h11==0.16.0 ; python_full_version >= '3.11' \\\n{HASH}\n"
    assert unpinned(good) == ""
    assert unpinned(good + line) != ""


def test_a_spoilt_npm_lock_is_seen() -> None:
    entry = {"resolved": "https://mirror.example/svelte.tgz", "funding": "https://money.example"}
    lock = json.dumps({"packages": {"": {}, "node_modules/svelte": entry}})
    assert npm_faults(without_addresses(lock)) == {
        "no digest: node_modules/svelte",
        "address: https://mirror.example",
    }
