"""Free text, made to fit."""

LONGEST_LABEL = 200
LONGEST_NOTE = 4000


def short(text: str) -> str | None:
    """`text` in 200 characters at most, cut with an ellipsis; None where it says nothing."""
    text = text.strip()
    if len(text) > LONGEST_LABEL:
        text = text[: LONGEST_LABEL - 1].rstrip() + "…"
    return text or None


def pieces(text: str) -> list[str]:
    """`text` in pieces of 4,000 characters at most: nothing of a medical note is lost."""
    text = text.strip()
    return [text[start : start + LONGEST_NOTE] for start in range(0, len(text), LONGEST_NOTE)]
