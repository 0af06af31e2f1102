"""Vigie's own rule: the very solve of `dispatch.propose`, with the parts that a trial may switch off."""

from collections.abc import Sequence

import numpy as np

from dispatch.legs import TENTHS, Journeys, LegTable, table
from dispatch.policy import Policy
from dispatch.problem import Availability, Demand, Problem, TeamState
from dispatch.propose import solve
from dispatch.trial.state import Centre, Doing, Mission, Order, Team
from domain.vocabulary import Priority

TICK = 300.0
"""Seconds between two looks at open missions. The worker looks each minute; that takes three times as long
to play and changes no figure by more than its spread."""


class Solved:
    """Every proposal of the model is ordered at once. `look_ahead`: busy teams may be waited for;
    `swaps`: teams on their way may be sent elsewhere."""

    def __init__(
        self,
        name: str,
        policy: Policy,
        *,
        look_ahead: bool = True,
        swaps: bool = True,
        tick: float | None = TICK,
    ) -> None:
        self.name = name
        self.tick = tick
        self._policy = policy
        self._look_ahead = look_ahead
        self._swaps = swaps

    def window(self, priority: Priority) -> float:
        """As the policy says."""
        return self._policy.windows[priority]

    def decide(self, centre: Centre) -> Sequence[Order]:
        """Solve, and order what differs from what is under way."""
        missions = [each for each in centre.open.values() if self._swaps or each.team is None]
        if not missions:
            return ()
        problem = Problem(
            now=centre.instant(centre.now),
            teams=tuple(self._team(team, centre) for team in centre.teams),
            demands=tuple(_demand(mission, centre) for mission in missions),
        ).in_order()
        teams = {team.crew.id: team for team in centre.teams}
        plan = solve(problem, self._policy, _legs(problem, teams, centre))
        orders: list[Order] = []
        for mission in missions:
            team = _sent(plan.teams[mission.call.id], teams)
            if team is not mission.team:
                orders.append(Order(mission, team))
        return orders

    def _team(self, team: Team, centre: Centre) -> TeamState:
        availability, mission = self._availability(team), team.mission
        waited_for = availability is Availability.ENGAGED and self._look_ahead
        arrived = None if mission is None else mission.arrived
        free_at = None if arrived is None else centre.instant(arrived + self._policy.service)
        return TeamState(
            id=team.crew.id,
            position=team.spot.position,
            position_at=centre.instant(centre.now),
            skills=team.crew.skills,
            equipment=team.crew.equipment,
            care_type=team.crew.care_type,
            availability=availability,
            shift_ends_at=None if team.off_at == float("inf") else centre.instant(team.off_at),
            mission=None if mission is None else mission.call.id,
            free_at=free_at if waited_for else None,
            free_position=team.spot.position if waited_for and arrived is not None else None,
        )

    def _availability(self, team: Team) -> Availability:
        match team.doing:
            case Doing.OFF:
                return Availability.OUT_OF_SERVICE
            case Doing.IDLE:
                return Availability.AVAILABLE
            case Doing.ON_THE_WAY:
                return Availability.EN_ROUTE if self._swaps else Availability.ENGAGED
            case Doing.ON_SITE:
                return Availability.ENGAGED


def _demand(mission: Mission, centre: Centre) -> Demand:
    call = mission.call
    return Demand(
        mission=call.id,
        call=call.id,
        position=centre.ground.spot(call.place).position,
        priority=call.priority,
        waiting_since=centre.instant(call.at),
        needs=call.needs,
        declined_by=call.forbidden,
        team=None if mission.team is None else mission.team.crew.id,
        moved=mission.moved,
    )


def _sent(name: str | None, teams: dict[str, Team]) -> Team | None:
    """The team to send now: one that is busy on site is only waited for."""
    team = None if name is None else teams[name]
    return team if team is not None and team.doing in (Doing.IDLE, Doing.ON_THE_WAY) else None


def _legs(problem: Problem, teams: dict[str, Team], centre: Centre) -> LegTable:
    """Journeys of the teams that are in the game. A team on its way has what is left of its own journey."""
    in_play = [
        (index, teams[state.id])
        for index, state in enumerate(problem.teams)
        if state.availability in (Availability.AVAILABLE, Availability.EN_ROUTE) or state.free_at is not None
    ]
    missions = [centre.open[demand.mission] for demand in problem.demands]
    seconds = centre.ground.seconds(
        [team.spot for _, team in in_play], [mission.call.place for mission in missions]
    )
    column = {mission.call.id: index for index, mission in enumerate(missions)}
    for row, (_, team) in enumerate(in_play):
        if team.doing is Doing.ON_THE_WAY and team.mission is not None and team.mission.call.id in column:
            seconds[row, column[team.mission.call.id]] = team.arrives - centre.now
    destination, row = np.nonzero(np.isfinite(seconds.T))
    tenths = np.rint(seconds[row, destination] * TENTHS).astype(np.int64)
    origin = np.array([index for index, _ in in_play], dtype=np.int64)[row]
    nothing = np.zeros_like(tenths)
    return table(problem, Journeys(origin, destination, tenths, nothing, nothing.astype(np.bool_)))
