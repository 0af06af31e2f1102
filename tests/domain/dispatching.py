"""Random nights of dispatch alone: three missions, three teams, one standing order, and whatever is asked."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from domain.envelope import Recorded, StreamId
from domain.fact import Actor, Fact, Refusal
from domain.house import AnyCommand
from domain.mission import commands as c
from domain.mission import facts as f
from domain.mission.states import Requested
from domain.mobile_team import commands as t
from domain.proposal import Move, Proposal
from domain.standing_order.commands import RevokeStandingOrder, SignStandingOrder
from domain.vocabulary import Priority, TeamNeeds
from tests.builders import A_DAY, DOCTOR, MACHINE, NOW, NURSE, PEOPLE, PLACE, a_proposal, a_shift
from tests.domain.walk import Pick
from tests.world import World

TEAMS = ("T1", "T2", "T3")
PRIORITIES = (Priority.P2, Priority.P3, Priority.P1)
_SHIFT = a_shift()
_RULE = SignStandingOrder(
    order="SO0",
    priorities=frozenset({Priority.P2, Priority.P3}),
    max_eta=900,
    estimated_allowed=True,
    valid_from=NOW,
    valid_until=NOW + A_DAY,
    words="P2 et P3",
)


class DispatchNight:
    """One thing happens at each step, or is refused. `pick` chooses one of several."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.world = World()
        self.solves = 0
        self.rules = 0
        self.missions: list[str] = []
        for name in TEAMS:
            self._try(_start(name), NURSE)
        for priority in PRIORITIES:
            self._request(priority)
        self._sign()

    def step(self) -> Sequence[Recorded[Fact]]:
        """What was recorded."""
        if self.pick(range(6)) == 0:
            self.world.wait(timedelta(seconds=self.pick((5, 40, 130, 9_000))))
        if self.world.reactions and self.pick((True, True, False)):
            return self._try(self.world.reactions.pop(0), MACHINE)
        if self.world.due() and self.pick((True, False)):
            due = self.pick(self.world.due())
            self.world.deadlines.remove(due)
            return self._try(due.command, MACHINE)
        mission: str = self.pick(self.missions)
        command = self.pick(self._possible(mission))
        by = self.pick(PEOPLE) if self.pick(range(10)) == 0 else _asks(command)
        return self._try(command, by)

    def _possible(self, name: str) -> list[AnyCommand]:
        on_it = getattr(self._state(name), "team", None)
        team = on_it or self.pick(TEAMS)
        going: list[AnyCommand] = [
            c.AcknowledgeMission(mission=name, team=team),
            c.ReportDeparture(mission=name, team=team),
            c.ReportArrival(mission=name, team=team),
            c.HandOverPatient(mission=name, team=team, outcome=f.Outcome.LEFT_AT_HOME),
            c.CloseMission(mission=name, team=team),
            c.DeclineMission(mission=name, team=team, why="panne"),
            c.CancelMission(mission=name, team=on_it, why="erreur"),
            c.ExpireAlert(mission=name, team=team),
        ]
        return self.pick((going, self._sending(name), self._constraining(name), [self._reassign()] * 2))

    def _sending(self, name: str) -> list[AnyCommand]:
        shown = getattr(self._state(name), "shown", None)
        solve = shown.solve_id if shown else "solve-0"
        proposed = shown.chosen if shown and shown.chosen else self.pick(TEAMS)
        rule = f"SO{self.pick(range(self.rules))}"
        return [
            c.ProposeTeams(mission=name, proposal=self._proposal(name)),
            c.SetProposalAside(mission=name, why="attendre"),
            c.ReviseMission(mission=name, priority=self.pick(PRIORITIES)),
            c.OrderMission(mission=name, team=self.pick(TEAMS), reason="plus proche"),
            *(
                c.OrderUnderStandingOrder(
                    mission=name, call="C1", team=team, standing_order=rule, solve_id=solve
                )
                for team in (proposed, proposed, self.pick(TEAMS))
            ),
            RevokeStandingOrder(order=rule, why="fin"),
        ]

    def _constraining(self, name: str) -> list[AnyCommand]:
        team = self.pick(TEAMS)
        return [
            c.ForceTeam(mission=name, team=team, reason="connue"),
            c.ForbidTeam(mission=name, team=team, reason="conflit"),
            c.HoldTeam(mission=name, reason="promis"),
            c.LiftConstraint(mission=name, team=self.pick((None, *TEAMS)), reason="réglé"),
        ]

    def _reassign(self) -> c.ReassignTeams:
        """Moves that begin where things are, mostly, and end anywhere."""
        moved = {self.pick(self.missions) for _ in range(self.pick((1, 2, 2, 3)))}
        return c.ReassignTeams(moves=tuple(self._move(each) for each in sorted(moved)), reason="urgent")

    def _move(self, mission: str) -> Move:
        on_it = getattr(self._state(mission), "team", None)
        before = self.pick(TEAMS) if self.pick(range(10)) == 0 else on_it
        return Move(mission=mission, before=before, after=self.pick((None, *TEAMS)))

    def _proposal(self, name: str) -> Proposal:
        self.solves += 1
        proposal = a_proposal(self.pick((None, *TEAMS)), f"solve-{self.solves}")
        on_it = getattr(self._state(name), "team", None)
        if on_it is None and self.pick((True, True, False)):
            return proposal
        return replace(proposal, moves=(Move(mission=name, before=on_it, after=proposal.chosen),))

    def _request(self, priority: Priority) -> None:
        name = f"M{len(self.missions)}"
        self.missions.append(name)
        asked = c.RequestMission(mission=name, call="C1", priority=priority, place=PLACE, needs=TeamNeeds())
        self._try(asked, MACHINE)

    def _sign(self) -> None:
        until = self.world.at + self.pick((1, 300)) * A_DAY
        rule = replace(_RULE, order=f"SO{self.rules}", valid_from=self.world.at, valid_until=until)
        self.rules += 1
        self._try(rule, DOCTOR)

    def renew(self) -> None:
        """Other missions for those that are over, another rule for one that was revoked, shifts again."""
        for name in [each for each in self.missions[-3:] if not self._open(each)]:
            self._request(self._state(name).task.priority)
        self.missions = self.missions[-6:] if len(self.missions) > 6 else self.missions
        if self.pick(range(30)) == 0:
            self._sign()

    def _open(self, name: str) -> bool:
        return isinstance(self._state(name), Requested) or hasattr(self._state(name), "team")

    def _state(self, name: str) -> Any:
        return self.world.state(StreamId(f.KIND, name))

    def _try(self, command: AnyCommand, by: Actor) -> Sequence[Recorded[Fact]]:
        try:
            return self.world.execute(command, by)
        except Refusal:
            return []


def _asks(command: AnyCommand) -> Actor:
    if isinstance(command, c.ProposeTeams | c.ReviseMission | c.OrderUnderStandingOrder | c.ExpireAlert):
        return MACHINE
    return NURSE if isinstance(command, c.AcknowledgeMission) else DOCTOR


def _start(name: str) -> t.StartShift:
    return t.StartShift(
        team=name,
        crew=_SHIFT.crew,
        vehicle=_SHIFT.vehicle,
        skills=_SHIFT.skills,
        equipment=_SHIFT.equipment,
        care_type=_SHIFT.care_type,
        base=_SHIFT.base,
        ends_at=NOW + 300 * A_DAY,
    )
