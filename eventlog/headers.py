"""Header values for any text, and back."""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, unquote

_RESERVED = ("Nats-", "Vigie-")
_INLINE = ("Status", "Description")  # where the client keeps the server's own status lines
_NAME = re.compile(r"[A-Za-z0-9_-]+")


def header_value(text: str) -> str:
    """A header value for any text: itself where it is plain ASCII, else percent-encoded."""
    plain = text.isascii() and text.isprintable() and "%" not in text and text == text.strip()
    return text if plain else quote(text, safe="")


def header_text(value: str) -> str:
    """The text of which `header_value` made this value."""
    return unquote(value) if "%" in value else value


def custom_values(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers of an entry, ready to send. Raises ValueError for a name that NATS or the log uses,
    or that is not made of ASCII letters, digits, ``-`` and ``_``."""
    for name in headers:
        if name.startswith(_RESERVED) or name in _INLINE:
            raise ValueError(f"a header cannot be named {name}")
        if _NAME.fullmatch(name) is None:
            raise ValueError(f"not a header name: {name!r}")
    return {name: header_value(value) for name, value in headers.items()}


def custom_texts(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers of an entry among those of its stored message."""
    return {
        name: unquote(value) if "%" in (value := headers[name]) else value
        for name in _custom_names(tuple(headers))
    }


@lru_cache(maxsize=1024)
def _custom_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if not name.startswith(_RESERVED))
