"""VisioDoor: the public door of video sessions. Links that nobody ever made are counted, by the hour.

A forged link belongs to no session, and a flood of them must not fill the log: each process tells at most now
and then how many it saw.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from domain.decider import Decider
from domain.fact import Act, Command, Fact
from domain.vocabulary import Identifier

KIND = "visio-door"

Count = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]


class ForgedLinksCounted(Fact, frozen=True, kw_only=True, tag="visio-door.forged"):
    """So many links were tried since the last count that Vigie never made."""

    count: Count


class CountForgedLinks(Command, frozen=True, kw_only=True, tag="count-forged-links"):
    """Issued by a process that serves patients. `door` names the hour: see `hour`."""

    door: Identifier
    count: Count


class Quiet(msgspec.Struct, frozen=True, tag="quiet"):
    """Nothing forged was tried in the hour."""


class Counted(msgspec.Struct, frozen=True, tag="counted"):
    """Some were."""


VisioDoorState = Quiet | Counted


def hour(at: datetime) -> str:
    """The name of the hour of `at`, UTC."""
    return f"{at:%Y-%m-%dT%H}"


def evolve(state: VisioDoorState, fact: ForgedLinksCounted) -> VisioDoorState:
    """The state after one more fact."""
    return Counted()


def decide(command: CountForgedLinks, state: VisioDoorState, act: Act) -> Sequence[ForgedLinksCounted]:
    """The count, kept as it is told."""
    return [ForgedLinksCounted(count=command.count)]


DECIDER: Decider[VisioDoorState] = Decider(
    kind=KIND, initial=Quiet(), evolve=evolve, facts=ForgedLinksCounted, states=VisioDoorState
)
