"""The INS number: its key, and when it may leave the house.

Key = 97 - (13 characters mod 97); Corsica: 2A counts as 19 and 2B as 18. Strict for the real
authorities (NIR .8, NIA .9); test and demonstration authorities (.10, .11) carry invented numbers, whose
wrong keys are worth a warning.
"""

from enum import StrEnum

from domain.vocabulary import Ins, InsStatus

REAL_AUTHORITIES = ("1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9")


class KeyCheck(StrEnum):
    """What the two last digits say. INVENTED: not the key, under an authority of tests or demonstrations."""

    RIGHT = "right"
    INVENTED = "invented"
    WRONG = "wrong"


def key_is_right(ins: Ins) -> bool:
    """True where the two last digits are the key of the thirteen first characters."""
    body = ins.number[:13].replace("2A", "19").replace("2B", "18")
    return body.isdigit() and 97 - int(body) % 97 == int(ins.number[13:])


def check_key(ins: Ins) -> KeyCheck:
    """The key of a number, as strict as its authority is real."""
    if key_is_right(ins):
        return KeyCheck.RIGHT
    return KeyCheck.WRONG if ins.oid in REAL_AUTHORITIES else KeyCheck.INVENTED


def is_acceptable(ins: Ins) -> bool:
    """True where the key is right, or the authority is one of tests and demonstrations."""
    return check_key(ins) is not KeyCheck.WRONG


def may_leave_the_house(status: InsStatus) -> bool:
    """An INS number is conveyed for a qualified identity only (FR Core, DSF 15-15 §5.2.5)."""
    return status is InsStatus.QUALIFIED
