"""A rule that a doctor signs and may revoke, and when it holds."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

from domain.envelope import StreamId
from domain.fact import Actor
from domain.house import AnyCommand
from domain.refusals import AlreadyExists, NotFound, RoleNotAllowed
from domain.rules.standing_orders import holds
from domain.standing_order import facts as f
from domain.standing_order.commands import RevokeStandingOrder, SignStandingOrder
from domain.standing_order.decide import NeverInForce, PriorityNotDelegable
from domain.standing_order.facts import Weekday, Window
from domain.vocabulary import Priority
from tests.builders import A_DAY, ADMIN, ARM, COLLEAGUE, DOCTOR, MACHINE, NOW, NURSE, Past
from tests.spec import given

PARIS = ZoneInfo("Europe/Paris")
SIGN = SignStandingOrder(
    order="SO1",
    priorities=frozenset({Priority.P2, Priority.P3}),
    max_eta=1200,
    valid_from=NOW,
    valid_until=NOW + 7 * A_DAY,
    words="P2 et P3 à moins de vingt minutes.",
)
SIGNED = f.StandingOrderSigned(
    signed_by=DOCTOR.id,
    priorities=SIGN.priorities,
    max_eta=1200,
    estimated_allowed=False,
    valid_from=NOW,
    valid_until=NOW + 7 * A_DAY,
    words=SIGN.words,
)
REVOKE = RevokeStandingOrder(order="SO1", why="fin du renfort")
REVOKED = f.StandingOrderRevoked(why="fin du renfort")
IN_FORCE = Past(StreamId(f.KIND, "SO1"), (SIGNED,))
NIGHTS = Window(days=frozenset({Weekday.FRIDAY}), starts="20:00", ends="08:00")


def test_a_rule_names_who_signed_it() -> None:
    given().when(SIGN).then(SIGNED)


def test_a_rule_may_be_about_certain_hours_only() -> None:
    given().when(replace(SIGN, window=NIGHTS)).then(replace(SIGNED, window=NIGHTS))


@pytest.mark.parametrize("past", [IN_FORCE, IN_FORCE.then(REVOKED)], ids=["in force", "revoked"])
def test_a_rule_is_signed_once(past: Past) -> None:
    given(past).when(SIGN).then_refused(AlreadyExists)


@pytest.mark.parametrize(
    "priorities",
    [frozenset[Priority](), frozenset({Priority.P1, Priority.P2}), frozenset({Priority.P0}), {"NR"}],
    ids=["none", "P1", "P0", "NR"],
)
def test_a_machine_is_never_let_order_what_is_urgent(priorities: frozenset[Priority]) -> None:
    command = replace(SIGN, priorities=frozenset(map(Priority, priorities)))
    given().when(command).then_refused(PriorityNotDelegable)


@pytest.mark.parametrize(
    "command",
    [
        replace(SIGN, valid_until=NOW),
        replace(SIGN, valid_from=NOW + 8 * A_DAY),
        replace(SIGN, valid_from=NOW - 2 * A_DAY, valid_until=NOW - A_DAY),
        replace(SIGN, window=replace(NIGHTS, days=frozenset())),
        replace(SIGN, window=replace(NIGHTS, zone="Europe/Nowhere")),
        replace(SIGN, window=replace(NIGHTS, zone="../etc/passwd")),
    ],
    ids=["empty", "backwards", "over", "no day", "no such zone", "no zone at all"],
)
def test_a_rule_that_never_holds_is_not_signed(command: SignStandingOrder) -> None:
    given().when(command).then_refused(NeverInForce)


@pytest.mark.parametrize("max_eta", [0, -1, 7201])
def test_a_rule_has_a_reach_that_makes_sense(max_eta: float) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**msgspec.to_builtins(SIGN), "max_eta": max_eta}, SignStandingOrder)


@pytest.mark.parametrize("by", [DOCTOR, COLLEAGUE], ids=["who signed", "a colleague"])
def test_any_doctor_revokes_a_rule(by: Actor) -> None:
    given(IN_FORCE).when(REVOKE, by=by).then(REVOKED)


def test_a_rule_revoked_twice_is_revoked_once() -> None:
    given(IN_FORCE.then(REVOKED)).when(REVOKE).then_nothing()


def test_a_rule_used_is_still_revoked() -> None:
    given(IN_FORCE.then(f.StandingOrderUsed(mission="M1", team="T1"))).when(REVOKE).then(REVOKED)


def test_an_unknown_rule_is_not_revoked() -> None:
    given().when(REVOKE).then_refused(NotFound)


@pytest.mark.parametrize("command", [SIGN, REVOKE], ids=["sign", "revoke"])
@pytest.mark.parametrize("by", [ARM, NURSE, MACHINE, ADMIN], ids=lambda by: by.role.name)
def test_only_a_doctor_signs_and_revokes(command: AnyCommand, by: Actor) -> None:
    given(IN_FORCE).when(command, by=by).then_refused(RoleNotAllowed)


@pytest.mark.parametrize(
    ("at", "held"),
    [
        (NOW - timedelta(microseconds=1), False),
        (NOW, True),
        (NOW + 7 * A_DAY - timedelta(microseconds=1), True),
        (NOW + 7 * A_DAY, False),
    ],
    ids=["before", "first", "last", "after"],
)
def test_a_rule_holds_between_its_dates(at: datetime, held: bool) -> None:
    assert holds(SIGNED, at) is held


@pytest.mark.parametrize(
    ("window", "local", "held"),
    [
        (NIGHTS, "2026-01-16T20:00", True),  # a Friday
        (NIGHTS, "2026-01-16T19:59", False),
        (NIGHTS, "2026-01-17T07:59", True),
        (NIGHTS, "2026-01-17T08:00", False),
        (NIGHTS, "2026-01-16T07:00", False),  # that night is Thursday's
        (NIGHTS, "2026-01-17T21:00", False),
        (replace(NIGHTS, starts="08:00", ends="20:00"), "2026-01-16T08:00", True),
        (replace(NIGHTS, starts="08:00", ends="20:00"), "2026-01-16T20:00", False),
        (Window(days=frozenset({Weekday.FRIDAY})), "2026-01-16T00:00", True),
        (Window(days=frozenset({Weekday.FRIDAY})), "2026-01-16T23:59", True),
        (Window(days=frozenset({Weekday.FRIDAY})), "2026-01-17T00:00", False),
    ],
)
def test_a_rule_holds_at_its_days_and_hours(window: Window, local: str, held: bool) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=PARIS)
    assert holds(replace(SIGNED, valid_from=NOW - A_DAY, window=window), at) is held


def test_hours_are_those_of_the_place() -> None:
    day = frozenset({Weekday.FRIDAY})
    island = Window(days=day, starts="08:00", ends="09:00", zone="Indian/Reunion")
    at = datetime.fromisoformat("2026-01-16T08:30").replace(tzinfo=ZoneInfo("Indian/Reunion"))
    assert holds(replace(SIGNED, window=island), at)
    assert not holds(replace(SIGNED, window=replace(island, zone="Europe/Paris")), at)
