"""Free text, made to fit: control characters, which no screen shows, become spaces."""

import re

LONGEST_LABEL = 200
LONGEST_NOTE = 4000
_LINES = re.compile(r"[\t\n\r]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def short(text: str) -> str | None:
    """`text` in 200 characters at most, cut with an ellipsis; None where it says nothing."""
    text = _CONTROL.sub(" ", _LINES.sub(" ", text)).strip()
    if len(text) > LONGEST_LABEL:
        text = text[: LONGEST_LABEL - 1].rstrip() + "…"
    return text or None


def pieces(text: str) -> list[str]:
    """`text` in pieces of 4,000 characters at most: nothing of a medical note is lost."""
    text = _CONTROL.sub(" ", text).strip()
    cut = (text[start : start + LONGEST_NOTE] for start in range(0, len(text), LONGEST_NOTE))
    return [piece for piece in cut if piece.strip()]
