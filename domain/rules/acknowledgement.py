"""How long a crew has to say that it goes, before its mission is proposed to another.

Vigie's own rule, shorter where life is at stake. A centre's dispatch policy may say otherwise
(`dispatch.policy.Policy.acknowledge`, VIGIE_POLICY): nobody else has figures of their own.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from domain.vocabulary import Priority

Within = Mapping[Priority, float]
"""Seconds from the order to the answer, for every priority."""

DEFAULT: Final[Within] = dict.fromkeys(Priority, 120.0) | {Priority.P0: 30.0, Priority.P1: 60.0}


def within(priority: Priority, times: Within = DEFAULT) -> timedelta:
    """The time from the order to the answer."""
    return timedelta(seconds=times[priority])
