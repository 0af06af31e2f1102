"""The committed files that a program writes: `write` them, or `check` that they are up to date.

`python -m tools.generated write|check [FILE…]`, from the root; every generated file when none is
named. `check` prints the difference and exits 1.
"""

import difflib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from dispatch.document import schema
from tools import access_table
from tools.adr_index import index
from tools.personal_page import page

BIN = Path(sys.executable).parent


def _printed_by(*command: str) -> Callable[[], str]:
    def run() -> str:
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")  # noqa: S603  # our own programs
        return done.stdout

    return run


GENERATED: dict[str, Callable[[], str]] = {
    "docs/adr/README.md": lambda: index(Path("docs/adr")),
    "docs/dispatch-problem.schema.json": lambda: f"{json.dumps(schema(), indent=2)}\n",
    "docs/dmp-access-table.md": access_table.render,
    "docs/personal-data.md": page,
    "docs/facts.md": _printed_by(f"{BIN}/vigie", "facts-page"),
    "web/openapi.json": _printed_by(f"{BIN}/vigie", "openapi"),
    "web/src/generated/api.ts": _printed_by(
        sys.executable, "hatch_build.py", "npm", "exec", "--silent", "--offline", "--",
        "openapi-typescript", "openapi.json", "--alphabetize",
    ),
}  # fmt: skip


def difference(name: str, committed: str, wanted: str) -> str:
    """What would change in file `name`; empty when nothing would."""
    old, new = committed.splitlines(keepends=True), wanted.splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, f"{name} (committed)", f"{name} (generated)"))


def main(verb: str, *names: str) -> int:
    """Write or check the named files; the exit status."""
    stale = 0
    for name in names or GENERATED:
        wanted, file = GENERATED[name](), Path(name)
        if verb == "write":
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(wanted, encoding="utf-8")
        elif changes := difference(name, file.read_text("utf-8") if file.exists() else "", wanted):
            print(changes, f"{name} is stale: run `make docs types`.\n", sep="\n")
            stale += 1
    return int(stale > 0)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in {"write", "check"}:
        sys.exit(__doc__)
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, subprocess.CalledProcessError) as failed:
        sys.exit(f"tools.generated: {failed}")
