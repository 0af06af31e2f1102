"""National identifiers: checked in linear time, and made to fit ours."""

import hashlib
import re

from gateways.hub_sante.bad_message import BadMessage

LONGEST = 200
"""Nothing national bounds an identifier; no real one comes near this."""

_SEGMENT = re.compile(r"\A[A-Za-z0-9_-]+\Z")
_OURS = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,79}\Z")


def check_case_id(text: str, path: str) -> None:
    """Raise BadMessage unless `text` is a `caseId`: what ``([a-zA-Z0-9_-]+\\.?){4,10}`` accepts.

    At most ten segments parted by dots, none empty, one dot allowed at the end, at least four
    characters besides dots.
    """
    segments = text.removesuffix(".").split(".")
    good = (
        len(text) <= LONGEST
        and len(segments) <= 10
        and all(_SEGMENT.match(segment) for segment in segments)
        and len(text) - text.count(".") >= 4
    )
    if not good:
        raise BadMessage(path, f"not a national case identifier: {text[:40]!r}")


def check_part_id(text: str, kind: str, path: str) -> None:
    """Raise BadMessage unless `text` is ``<organisation, 3 to 8 segments>.<kind>.<1 or 2 segments>``."""
    segments = text.split(".")
    good = len(text) <= LONGEST and all(_SEGMENT.match(segment) for segment in segments)
    tails = [len(segments) - index - 1 for index, word in enumerate(segments) if word == kind]
    if not good or not any(3 <= len(segments) - tail - 1 <= 8 for tail in tails if tail in (1, 2)):
        raise BadMessage(path, f"not a national {kind} identifier: {text[:40]!r}")


def ours(national: str) -> str:
    """`national` itself where it fits our identifiers, else a name made of it, always the same."""
    if _OURS.match(national):
        return national
    return "hub-" + hashlib.blake2b(national.encode(), digest_size=16).hexdigest()
