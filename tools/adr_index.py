"""The index of the decisions in docs/adr, from the decisions themselves."""

import re
from pathlib import Path

NAME = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
HEADING = "# Decisions\n\nWritten by `make docs` from the files beside it.\n\n"


def decisions(folder: Path) -> list[Path]:
    """The decision records of a folder, by number."""
    return sorted(file for file in folder.iterdir() if NAME.fullmatch(file.name))


def title(decision: Path) -> str:
    """The first heading of a decision, without its mark or number."""
    first = decision.read_text(encoding="utf-8").partition("\n")[0]
    return re.sub(r"^#\s*(\d+[.:]?\s*)?", "", first).strip()


def index(folder: Path) -> str:
    """The page that lists every decision of `folder`."""
    rows = (f"- [{file.name[:4]}]({file.name}) {title(file)}\n" for file in decisions(folder))
    return HEADING + "".join(rows)
