"""What the locks are made from and kept clean of. Standard library only: it runs before .venv is there.

`build-requirements` prints what building the wheel needs, as pyproject.toml says; `uv-requirement`
the uv that the Makefile fetches; `strip-addresses FILE` drops the funding links from npm's lock.
"""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

UV = "uv==0.13.9"


def build_requirements(pyproject: str) -> list[str]:
    """The build requirements named in the text of a pyproject.toml."""
    return tomllib.loads(pyproject)["build-system"]["requires"]


def without_addresses(lock: str) -> str:
    """npm's lock without the addresses it repeats from each package's own page."""
    content: dict[str, Any] = json.loads(lock)
    for package in content["packages"].values():
        package.pop("funding", None)
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> None:
    """Do what the first argument names. Exits 2 on an unknown one."""
    match arguments:
        case ["build-requirements"]:
            print("\n".join(build_requirements(Path("pyproject.toml").read_text())))
        case ["uv-requirement"]:
            print(UV)
        case ["strip-addresses", name]:
            Path(name).write_text(without_addresses(Path(name).read_text()))
        case _:
            print(__doc__, file=sys.stderr)
            sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
