"""The page docs/personal-data.md: every field of every fact, sealed or in clear."""

from collections.abc import Iterator
from typing import get_args

from domain.house import AnyFact
from domain.personal import sealed_fields

_HEAD = """# What is about a patient in each fact

Written by `make docs` from `domain/personal.py`. A *sealed* field is stored under the key of the regulation
file that the fact belongs to, and reads as a placeholder once that file is [erased](erasure.md). A field in
clear stays for ever: say why in a review when a line of this page changes. `caller` keeps the kind of caller,
`proposal` everything but the teams ranked and excluded, which tell where somebody waits.

| fact | sealed | in clear |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    for fact in get_args(AnyFact):
        sealed = sealed_fields(fact)
        clear = [name for name in fact.__struct_fields__ if name not in sealed]
        yield f"| `{fact.__struct_config__.tag}` | {_names(list(sealed))} | {_names(clear)} |"


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
