"""What can happen to a standing order: signed, used, revoked."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from domain.fact import Fact
from domain.vocabulary import Identifier, LongText, Priority, ShortText

KIND = "standing-order"

Hour = Annotated[str, msgspec.Meta(pattern=r"\A([01][0-9]|2[0-3]):[0-5][0-9]\Z")]


class Weekday(StrEnum):
    """Days of the week. Vigie's own codes."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """The days and hours of a rule, in local time of `zone` (an IANA name): from `starts`, to `ends` left
    out. Hours that end before they start run past midnight and belong to the day they start on; equal
    ones are the whole day."""

    days: frozenset[Weekday]
    starts: Hour = "00:00"
    ends: Hour = "00:00"
    zone: ShortText = "Europe/Paris"


class StandingOrderSigned(Fact, frozen=True, kw_only=True, tag="standing-order.signed"):
    """A named doctor lets the machine order missions of `priorities` alone, where the proposed team arrives
    within `max_eta` seconds, from `valid_from` to `valid_until` (UTC, the end left out).

    `estimated_allowed`: also where no road graph told the journey. `words` is the rule as it was signed.
    """

    signed_by: Identifier
    priorities: frozenset[Priority]
    max_eta: float
    estimated_allowed: bool
    valid_from: datetime
    valid_until: datetime
    words: LongText
    window: Window | None = None


class StandingOrderUsed(Fact, frozen=True, kw_only=True, tag="standing-order.used"):
    """The machine ordered a mission under it. Appended together with MissionOrdered, or not at all: that is
    how no order is ever made under a rule that was just revoked."""

    mission: Identifier
    team: Identifier


class StandingOrderRevoked(Fact, frozen=True, kw_only=True, tag="standing-order.revoked"):
    """The rule no longer holds, whatever its dates say."""

    why: ShortText


StandingOrderFact = StandingOrderSigned | StandingOrderUsed | StandingOrderRevoked
