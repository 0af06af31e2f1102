"""Text of others on a terminal: shown, never obeyed."""

import json
import unicodedata

_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    """`text` in one line: control characters, line ends and invisible ones escaped as JSON would.

    A JSON document in one line stays the same document.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        json.dumps(each)[1:-1] if unicodedata.category(each) in _ESCAPED else each for each in text
    )
