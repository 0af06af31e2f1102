"""The one file that an auditor runs on another machine, put together from modules of this package."""

import re
from importlib import resources
from typing import Final

_IMPORT: Final = re.compile(r"^from eventlog\.proof\.(\w+) import (?:\([^)]*\)|[^(\n]*)\n", re.MULTILINE)


def verifier() -> bytes:
    """The text of `verify_extract.py`: modules of this package, in one file that needs none of them."""
    here, joined = resources.files("eventlog.proof"), set[str]()

    def text(name: str) -> str:
        joined.add(name)
        return _IMPORT.sub(put, (here / f"{name}.py").read_text("utf-8"))

    def put(found: re.Match[str]) -> str:
        return "" if found[1] in joined else f"\n{text(found[1])}\n"

    return text("verify_main").encode()
