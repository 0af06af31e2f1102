"""The INS number: its key, and when it may leave the house.

Key = 97 - (13 characters mod 97); Corsica: 2A counts as 19 and 2B as 18. Strict for the real
authorities (NIR .8, NIA .9); test and demonstration authorities (.10, .11) carry invented numbers.
"""

from domain.vocabulary import Ins, InsStatus

REAL_AUTHORITIES = ("1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9")


def key_is_right(ins: Ins) -> bool:
    """True where the two last digits are the key of the thirteen first characters."""
    body = ins.number[:13].replace("2A", "19").replace("2B", "18")
    return body.isdigit() and 97 - int(body) % 97 == int(ins.number[13:])


def is_acceptable(ins: Ins) -> bool:
    """True where the key is right, or the authority is one of tests and demonstrations."""
    return ins.oid not in REAL_AUTHORITIES or key_is_right(ins)


def may_leave_the_house(status: InsStatus) -> bool:
    """An INS number is conveyed for a qualified identity only (FR Core, DSF 15-15 §5.2.5)."""
    return status is InsStatus.QUALIFIED
