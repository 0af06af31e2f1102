"""Two missions and four teams on the board, and a proposal that a regulator may contest."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from msgspec.structs import replace
from playwright.async_api import Locator

from domain.fact import Actor
from domain.mission import commands as c
from domain.proposal import Candidate, Counterfactual, ExcludedTeam, Exclusion, Move, Proposal
from domain.vocabulary import Role
from tests.browser.conftest import Post
from tests.browser.telling import DOCTOR, MACHINE, Teller, a_proposal, candidate

CREW = Actor(Role.NURSE, "M22-nurse")


@dataclass
class Scene:
    """Two missions: m-1 (P1) waits; M22 is on its way to m-2 (P3). M21 and M23 are free, M24 is busy."""

    post: Post
    teller: Teller

    @property
    def waiting(self) -> Locator:
        return self.post.page.locator("[data-mission='m-1']")

    @property
    def on_its_way(self) -> Locator:
        return self.post.page.locator("[data-mission='m-2']")

    async def propose(self, mission: str, proposal: Proposal) -> None:
        await self.teller.tell(1, MACHINE, c.ProposeTeams(mission=mission, proposal=proposal))


async def a_scene(post: Post, teller: Teller) -> Scene:
    for number in range(21, 25):
        await teller.start_shift(f"M{number}", "Haguenau", ends_in=20_000)
    for call, mission, priority in (("c-1", "m-1", "P1"), ("c-2", "m-2", "P3")):
        await teller.receive(900, call, f"Motif de {call}", "Rue des Essais, Obernai", priority)
        await teller.regulate(800, call)
        await teller.ask_team(700, call, mission)
    await teller.tell(600, DOCTOR, c.OrderMission(mission="m-2", team="M22"))
    await teller.tell(599, MACHINE, c.AlertTeam(mission="m-2", team="M22"))
    await teller.tell(590, CREW, c.ReportDeparture(mission="m-2", team="M22"))
    return Scene(post, teller)


def figures(team: str, minutes: float, **more: Any) -> Candidate:
    return replace(candidate(team, minutes, minutes * 0.9, 12), **more)


def contested(teller: Teller) -> Proposal:
    """M21 first; M23 costs six minutes; M22 would leave m-2 to M23; M24 is free in a quarter of an hour."""
    diverted = Counterfactual(
        this_mission=-120.0, overall=60.0, others=(Move(mission="m-2", before="M22", after="M23"),)
    )
    free_at = teller.now + timedelta(minutes=15)
    ranked = (
        figures("M21", 10, estimated=False),
        figures("M23", 16, counterfactual=Counterfactual(this_mission=360.0, overall=360.0)),
        figures("M22", 8, engaged_on="m-2", counterfactual=diverted),
        figures("M24", 25, free_at=free_at),
    )  # fmt: skip
    excluded = (
        ExcludedTeam(team="M25", reason=Exclusion.EQUIPMENT_MISSING, detail="ecg"),
        ExcludedTeam(team="M26", reason=Exclusion.NEARLY_THERE, detail="m-9"),
    )
    return replace(a_proposal(*ranked), excluded=excluded)
