"""What telephone opens a link, said coarsely: the families of its system and of its browser."""

import re
from typing import Final

_SYSTEMS: Final = (
    ("Android", re.compile(r"Android (\d{1,2})")),
    ("iOS", re.compile(r"(?:iPhone )?OS (\d{1,2})_\d")),
    ("Windows", re.compile(r"Windows NT (\d{1,2})")),
    ("macOS", re.compile(r"Mac OS X (\d{1,2})")),
    ("Linux", re.compile(r"Linux()")),
)
_BROWSERS: Final = (
    ("Facebook", re.compile(r"FBA[NV]()")),
    ("Instagram", re.compile(r"Instagram (\d{1,3})")),
    ("Samsung", re.compile(r"SamsungBrowser/(\d{1,3})")),
    ("Edge", re.compile(r"Edg(?:A|iOS)?/(\d{1,3})")),
    ("Firefox", re.compile(r"(?:Firefox|FxiOS)/(\d{1,3})")),
    ("Chrome", re.compile(r"(?:Chrome|CriOS)/(\d{1,3})")),
    ("Safari", re.compile(r"Version/(\d{1,2})\S* (?:Mobile/\S+ )?Safari")),
)


def coarse(user_agent: str) -> str | None:
    """``Android 9, Chrome 80``; None where neither is known. Thousands share it: it names nobody."""
    said = user_agent[:400]
    found = [_first(table, said) for table in (_SYSTEMS, _BROWSERS)]
    return ", ".join(each for each in found if each) or None


def _first(table: tuple[tuple[str, re.Pattern[str]], ...], said: str) -> str | None:
    for name, pattern in table:
        if match := pattern.search(said):
            return f"{name} {match[1]}".strip()
    return None
