"""The states of a standing order."""

import msgspec

from domain.standing_order.facts import StandingOrderSigned


class NotSigned(msgspec.Struct, frozen=True, tag="not-signed"):
    """Nothing has happened yet."""


class Signed(msgspec.Struct, frozen=True, tag="signed"):
    """In force whenever its dates and its window say so."""

    rule: StandingOrderSigned


class Revoked(msgspec.Struct, frozen=True, tag="revoked"):
    """For good."""


StandingOrderState = NotSigned | Signed | Revoked
