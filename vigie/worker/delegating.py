"""Orders what a standing order lets a machine order. The domain decides; here is only what is asked."""

import structlog

from domain.fact import Act, Refusal
from domain.house import plan
from domain.mission.commands import OrderUnderStandingOrder
from domain.mission.states import Shown
from domain.ports import Clock
from domain.rules.acknowledgement import Within
from domain.rules.standing_orders import holds
from domain.standing_order.facts import StandingOrderSigned
from domain.surroundings import Surroundings
from domain.vocabulary import Priority
from eventlog.log import EventLog
from projections.live import Live
from projections.open_missions import OpenMission, OpenMissions, forcing, waiting
from projections.standing_orders import StandingOrders
from vigie.ids import derived_id
from vigie.worker.dispatcher import DISPATCH

log = structlog.get_logger(__name__)


class Delegating:
    """Looks at what the screens show, whoever proposed it: also before a rule was signed."""

    def __init__(
        self,
        event_log: EventLog,
        clock: Clock,
        missions: Live[OpenMissions],
        rules: Live[StandingOrders],
        times: Within,
    ) -> None:
        """`times`: how long crews have to answer."""
        self._log = event_log
        self._clock = clock
        self._missions = missions
        self._rules = rules
        self._times = times

    async def order(self) -> int:
        """Order every mission that a rule in force covers; how many facts that led to. Raises LogError."""
        if not self._rules.view.rules:
            return 0
        return sum([await self._ordered(row) for row in waiting(self._missions.view)])

    async def _ordered(self, row: OpenMission) -> int:
        shown, now = row.shown, self._clock.now()
        if shown is None or shown.chosen is None or shown.moves:
            return 0
        for name, rule in sorted(self._rules.view.rules.items()):
            if not _may_cover(rule, row.task.priority, shown) or not holds(rule, now):
                continue
            command = OrderUnderStandingOrder(
                mission=row.id,
                call=row.task.call,
                team=shown.chosen,
                standing_order=name,
                solve_id=shown.solve_id,
            )
            act = Act(
                at=now, by=DISPATCH, command_id=derived_id("standing-order", name, row.id, shown.solve_id)
            )
            try:
                around = Surroundings(self._times, forcing(self._missions.view, shown.chosen))
                outcome = await self._log.execute(plan(command, around), act)
            except Refusal as refusal:
                log.info("standing order not used", order=name, mission=row.id, reason=refusal.reason)
            else:
                return 0 if outcome.repeated else len(outcome.facts)
        return 0


def _may_cover(rule: StandingOrderSigned, priority: Priority, shown: Shown) -> bool:
    """Whether it is worth asking the domain, which alone says yes."""
    near = shown.eta is not None and shown.eta <= rule.max_eta
    return priority in rule.priorities and near and (rule.estimated_allowed or not shown.estimated)
