"""How long a crew has to say that it goes, before its mission is proposed to another."""

from datetime import timedelta

from domain.vocabulary import Priority

WITHIN = {Priority.P0: timedelta(seconds=30), Priority.P1: timedelta(seconds=60)}
OTHERWISE = timedelta(seconds=120)


def within(priority: Priority) -> timedelta:
    """The time from the order to the answer. Vigie's own rule: shorter where life is at stake."""
    return WITHIN.get(priority, OTHERWISE)
