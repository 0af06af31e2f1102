"""When a standing order holds."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from domain.standing_order.facts import StandingOrderSigned, Weekday, Window

_DAYS = tuple(Weekday)


def holds(rule: StandingOrderSigned, at: datetime) -> bool:
    """Whether `at` (aware) is within the dates of the rule and within its window."""
    if not rule.valid_from <= at < rule.valid_until:
        return False
    return rule.window is None or _within(rule.window, at)


def _within(window: Window, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(window.zone))
    starts, ends, hour = time.fromisoformat(window.starts), time.fromisoformat(window.ends), local.time()
    today, yesterday = _DAYS[local.weekday()], _DAYS[local.weekday() - 1]
    if starts < ends:
        return today in window.days and starts <= hour < ends
    return (today in window.days and hour >= starts) or (yesterday in window.days and hour < ends)
