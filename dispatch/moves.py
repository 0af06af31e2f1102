"""Which missions change hands together: the chain of changes that one proposal needs."""

from collections.abc import Mapping

from dispatch.plan import Plan
from dispatch.problem import Availability
from dispatch.scene import NOBODY
from domain.proposal import Move


class Hands:
    """Who has each demand before a plan and after it, busy teams counting as nobody: they cannot be ordered.

    A mission that the plan would leave without a team, while nobody else takes its team, keeps it.
    """

    def __init__(self, plan: Plan) -> None:
        self._problem = plan.scene.problem
        self.before: list[int] = plan.scene.demands.team.tolist()
        self.after = [NOBODY if self._busy(team) else team for team in plan.chosen]
        taken = set(self.after)
        for demand, team in enumerate(self.before):
            if self.after[demand] == NOBODY and team not in taken:
                self.after[demand] = team
        self._left_by = {team: d for d, team in enumerate(self.before) if team != NOBODY}
        self._taken_by = {team: d for d, team in enumerate(self.after) if team != NOBODY}

    def changes(self, demand: int) -> bool:
        """Whether the demand has another team after, or none any more."""
        return self.before[demand] != self.after[demand]

    def chain(self, demand: int) -> tuple[Move, ...]:
        """All changes that hang together with this demand's, its own first; empty where it stands alone.

        A mission without a team that gets an idle one stands alone.
        """
        linked = [demand]
        for links, hands in ((self._left_by, self.after), (self._taken_by, self.before)):
            here = links.get(hands[demand], NOBODY)
            while here != NOBODY and here not in linked:
                linked.append(here)
                here = links.get(hands[here], NOBODY)
        if len(linked) == 1 and self.before[demand] == NOBODY:
            return ()
        return tuple(self._move(one) for one in linked)

    def _move(self, demand: int) -> Move:
        return Move(
            mission=self._problem.demands[demand].mission,
            before=self._name(self.before[demand]),
            after=self._name(self.after[demand]),
        )

    def _name(self, team: int) -> str | None:
        return None if team == NOBODY else self._problem.teams[team].id

    def _busy(self, team: int) -> bool:
        return team != NOBODY and self._problem.teams[team].availability is Availability.ENGAGED


def moved(plan: Plan, hands: Mapping[int, int]) -> tuple[Move, ...]:
    """The missions that would change hands against the plan, by mission in order."""
    if not hands:
        return ()
    problem, chosen = plan.scene.problem, plan.chosen

    def name(team: int) -> str | None:
        return None if team == NOBODY else problem.teams[team].id

    return tuple(
        Move(mission=problem.demands[demand].mission, before=name(chosen[demand]), after=name(team))
        for demand, team in sorted(hands.items())
        if chosen[demand] != team
    )
