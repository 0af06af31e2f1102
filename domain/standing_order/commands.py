"""What may be asked of a standing order. Using one is decided with the mission (`domain.delegation`)."""

from datetime import datetime
from typing import Annotated

import msgspec

from domain.fact import Command
from domain.standing_order.facts import Window
from domain.vocabulary import Identifier, LongText, Priority, ShortText

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class SignStandingOrder(Command, frozen=True, kw_only=True, tag="sign-standing-order"):
    """`max_eta` in seconds, two hours at most. Who signs is who issues the command."""

    order: Identifier
    priorities: frozenset[Priority]
    max_eta: Annotated[float, msgspec.Meta(gt=0, le=7200)]
    estimated_allowed: bool = False
    valid_from: Instant
    valid_until: Instant
    words: LongText
    window: Window | None = None


class RevokeStandingOrder(Command, frozen=True, kw_only=True, tag="revoke-standing-order"):
    """Any doctor may, not only who signed."""

    order: Identifier
    why: ShortText


StandingOrderCommand = SignStandingOrder | RevokeStandingOrder
