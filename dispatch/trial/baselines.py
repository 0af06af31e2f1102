"""What other dispatch systems do: the nearest free crew that fits, call by call."""

from collections.abc import Callable, Sequence

from dispatch.trial.state import Centre, Doing, Mission, Order, Team, fits
from domain.vocabulary import Priority

_RANK = (Priority.P0, Priority.P1, Priority.P2, Priority.NOT_REGULATED, Priority.P3)


class Nearest:
    """Open missions in the order of a queue; each takes the nearest idle crew that fits. Nobody is moved."""

    tick = None

    def __init__(self, name: str, queue: Callable[[Mission], tuple[float, float, str]]) -> None:
        self.name = name
        self._queue = queue

    def window(self, priority: Priority) -> float:
        """Every call is answered at once."""
        del priority
        return 0.0

    def decide(self, centre: Centre) -> Sequence[Order]:
        """Send what can be sent."""
        idle = [team for team in centre.teams if team.doing is Doing.IDLE]
        orders: list[Order] = []
        for mission in sorted(centre.open.values(), key=self._queue):
            if not idle:
                break
            if mission.team is None and (team := _nearest(centre, mission, idle)) is not None:
                idle.remove(team)
                orders.append(Order(mission, team))
        return orders


def nearest_first_come() -> Nearest:
    """The nearest unit, first come first served."""
    return Nearest("nearest, first come", lambda mission: (0.0, mission.call.at, mission.call.id))


def priority_then_nearest() -> Nearest:
    """The queue by priority then time, the nearest unit for each: what most open systems do."""
    return Nearest(
        "priority then nearest",
        lambda mission: (_RANK.index(mission.call.priority), mission.call.at, mission.call.id),
    )


def _nearest(centre: Centre, mission: Mission, idle: list[Team]) -> Team | None:
    fit = [team for team in idle if fits(team.crew, mission.call)]
    if not fit:
        return None
    seconds = centre.ground.seconds([team.spot for team in fit], [mission.call.place])[:, 0]
    best = int(seconds.argmin())
    return fit[best] if seconds[best] < float("inf") else None
