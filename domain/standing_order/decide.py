"""What a standing order answers to each command."""

from collections.abc import Sequence
from typing import assert_never
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.fact import Act, Refusal
from domain.refusals import AlreadyExists, NotFound
from domain.standing_order import commands as c
from domain.standing_order import facts as f
from domain.standing_order.states import NotSigned, Revoked, Signed, StandingOrderState
from domain.vocabulary import Priority

DELEGABLE = frozenset({Priority.P2, Priority.P3})
"""What a machine may ever order alone: never P0, never P1."""


class PriorityNotDelegable(Refusal):
    """A standing order is about P2 and P3 only, one of them at least."""

    field = "priorities"


class NeverInForce(Refusal):
    """A standing order ends after it begins, in the future, and names days and hours that exist."""

    field = "valid_until"


def decide(
    command: c.StandingOrderCommand, state: StandingOrderState, act: Act
) -> Sequence[f.StandingOrderFact]:
    """The facts that `command` leads to. Raises a Refusal where a rule says no."""
    match command:
        case c.SignStandingOrder():
            return _sign(command, state, act)
        case c.RevokeStandingOrder():
            return _revoke(command, state)
        case _:
            assert_never(command)


def _sign(command: c.SignStandingOrder, state: StandingOrderState, act: Act) -> Sequence[f.StandingOrderFact]:
    if not isinstance(state, NotSigned):
        raise AlreadyExists(f"standing order {command.order} was signed already")
    if not command.priorities or command.priorities - DELEGABLE:
        raise PriorityNotDelegable("P2, P3 or both: the others are ordered by a person")
    if command.valid_until <= max(command.valid_from, act.at):
        raise NeverInForce(f"ends at {command.valid_until:%Y-%m-%d %H:%M} UTC")
    _check_window(command.window)
    return [
        f.StandingOrderSigned(
            signed_by=act.by.id,
            priorities=command.priorities,
            max_eta=command.max_eta,
            estimated_allowed=command.estimated_allowed,
            valid_from=command.valid_from,
            valid_until=command.valid_until,
            words=command.words,
            window=command.window,
        )
    ]


def _check_window(window: f.Window | None) -> None:
    if window is None:
        return
    if not window.days:
        raise NeverInForce("a window has one day at least")
    try:
        ZoneInfo(window.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NeverInForce(f"no time zone {window.zone}") from None


def _revoke(command: c.RevokeStandingOrder, state: StandingOrderState) -> Sequence[f.StandingOrderFact]:
    match state:
        case NotSigned():
            raise NotFound(f"no standing order {command.order}")
        case Signed():
            return [f.StandingOrderRevoked(why=command.why)]
        case Revoked():
            return []
        case _:
            assert_never(state)
