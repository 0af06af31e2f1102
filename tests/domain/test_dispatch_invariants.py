"""What no sequence of orders, reassignments, silences and constraints may break."""

from random import Random
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from domain.envelope import Recorded, StreamId
from domain.fact import Fact
from domain.mission import facts as f
from domain.mission.states import Alerted, Manned, Ordered, Task
from domain.mobile_team.facts import KIND as TEAM
from domain.mobile_team.facts import TeamRedirected
from domain.mobile_team.states import Engaged
from domain.rules.standing_orders import holds
from domain.standing_order import facts as so
from domain.vocabulary import Priority, Role
from tests.domain.dispatching import DispatchNight


class Watch:
    """Looks at every fact as it happens, knowing the state before it."""

    def __init__(self, night: DispatchNight) -> None:
        self.night = night
        self.seen: set[str] = set()
        self.revoked: set[str] = set()

    def step(self) -> None:
        before = dict(self.night.world.states)
        happened = self.night.step()
        for recorded in happened:
            self.seen.add(type(recorded.fact).__name__)
            if recorded.stream.kind == f.KIND:
                self._mission(before.get(recorded.stream), recorded)
            if isinstance(recorded.fact, so.StandingOrderRevoked):
                self.revoked.add(recorded.stream.id)
        if happened:
            self._teams_and_missions_agree()

    def _mission(self, before: Any, recorded: Recorded[Fact]) -> None:
        task: Task | None = getattr(before, "task", None)
        after: Task = self.night.world.state(recorded.stream).task
        if task is None:
            return
        match recorded.fact:
            case f.TeamWithdrawn(team=team):
                assert task.held != team, "a held team is never moved"
                assert isinstance(before, Ordered | Alerted) or before.__class__.__name__ == "EnRoute"
                assert recorded.by.role is Role.REGULATOR
            case f.MissionOrdered():
                self._order(task, recorded, recorded.fact)
            case f.AlertExpired(team=team):
                assert isinstance(before, Ordered | Alerted)
                assert before.team == team
                assert before.acknowledge_by is not None
                assert recorded.at >= before.acknowledge_by
            case _:
                pass
        self._only_persons_lift(task, after, recorded)

    def _order(self, task: Task, recorded: Recorded[Fact], order: f.MissionOrdered) -> None:
        assert order.team not in task.forbidden
        assert task.forced in (None, order.team)
        if recorded.by.role is not Role.SYSTEM:
            assert recorded.by.role is Role.REGULATOR
            assert order.standing_order is None
            return
        self.seen.add("ordered by the machine")
        rule = self.night.world.state(StreamId(so.KIND, order.standing_order or "")).rule
        assert order.signed_by == rule.signed_by
        assert order.standing_order not in self.revoked
        assert task.priority in rule.priorities <= {Priority.P2, Priority.P3}
        assert holds(rule, recorded.at)

    def _only_persons_lift(self, before: Task, after: Task, recorded: Recorded[Fact]) -> None:
        fact = recorded.fact
        if before.forbidden - after.forbidden or (before.held and not after.held):
            assert isinstance(fact, f.ConstraintLifted)
            assert recorded.by.role is Role.REGULATOR
        if before.forced and not after.forced:
            # From the arrival of a team on, nobody moves the mission, and nothing is left to force.
            lifted = isinstance(fact, f.ConstraintLifted) and recorded.by.role is Role.REGULATOR
            assert lifted or isinstance(fact, f.TeamArrived)

    def _teams_and_missions_agree(self) -> None:
        states = self.night.world.states
        manned = {name.id: each.team for name, each in states.items() if isinstance(each, Manned)}
        engaged = {
            each.mission: name.id
            for name, each in states.items()
            if name.kind == TEAM and isinstance(each, Engaged)
        }
        assert manned == engaged
        assert len(set(manned.values())) == len(manned)


@settings(max_examples=60, deadline=None)
@over(st.data())
def test_no_sequence_breaks_an_invariant(data: st.DataObject) -> None:
    watch = Watch(DispatchNight(lambda options: options[data.draw(st.integers(0, len(options) - 1))]))
    for _ in range(data.draw(st.integers(1, 40))):
        watch.step()


MUST_HAPPEN = {
    *("MissionOrdered", "TeamWithdrawn", "AlertExpired", "MissionEscalated", "ReassignmentProposed"),
    *("TeamForced", "TeamForbidden", "TeamHeld", "ConstraintLifted", "MissionClosed", "MissionCancelled"),
    *("ordered by the machine", "StandingOrderUsed", "StandingOrderRevoked", TeamRedirected.__name__),
}
"""Without these an invariant says nothing."""


def test_no_long_night_breaks_an_invariant() -> None:
    unseen = set(MUST_HAPPEN)
    for seed in range(30):
        watch = Watch(DispatchNight(Random(seed).choice))
        for _ in range(400):
            watch.step()
            watch.night.renew()
        unseen -= watch.seen
        if seed >= 2 and not unseen:
            return
    pytest.fail(f"never seen: {unseen}")
