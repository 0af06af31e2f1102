"""The states of a mission. `task` is what is asked; from Ordered on, `team` is who does it."""

from datetime import datetime
from typing import Literal

import msgspec

from domain.mission.teleconsultation import Agreement
from domain.proposal import Move, Proposal
from domain.vocabulary import Identifier, Place, Priority, TeamNeeds

SILENCES = 2
"""From so many teams that did not answer on, a person must look."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What the mission is for, and what has become of it so far.

    `declined_by` are the teams that could not go, `unanswered` those that never answered (`silences`
    counts these times, SILENCES at most), `withdrawn` those taken off on their way (`moved` counts these
    times). `forced`, `forbidden` and `held` are what persons want; `forced` binds until that team has
    arrived, `held` while that very team is on the mission. `set_aside`: a person wanted none of the last
    proposal. `agreed`: who last agreed to a teleconsultation, None while nobody has or once somebody refused;
    `told`: after which version of the text on benefits and risks.
    """

    call: Identifier
    priority: Priority
    place: Place
    needs: TeamNeeds
    declined_by: frozenset[Identifier] = frozenset()
    unanswered: frozenset[Identifier] = frozenset()
    silences: int = 0
    withdrawn: frozenset[Identifier] = frozenset()
    moved: int = 0
    forced: Identifier | None = None
    forbidden: frozenset[Identifier] = frozenset()
    held: Identifier | None = None
    set_aside: bool = False
    agreed: Agreement | None = None
    told: int | None = None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the last proposal said. `eta` (seconds) and `estimated` are those of the team `chosen`."""

    solve_id: Identifier
    chosen: Identifier | None = None
    ranked: tuple[Identifier, ...] = ()
    reserved: Identifier | None = None
    moves: tuple[Move, ...] = ()
    eta: float | None = None
    estimated: bool = False

    @classmethod
    def of(cls, proposal: Proposal) -> "Shown":
        """The short of a proposal."""
        chosen = next((each for each in proposal.ranked if each.team == proposal.chosen), None)
        return cls(
            solve_id=proposal.solve_id,
            chosen=proposal.chosen,
            ranked=tuple(each.team for each in proposal.ranked),
            reserved=proposal.reserved,
            moves=proposal.moves,
            eta=chosen.eta if chosen else None,
            estimated=chosen.estimated if chosen else False,
        )

    def repeats(self, before: "Shown | None") -> bool:
        """Whether a person would see the same teams and the same moves as before."""
        return before is not None and _said(self) == _said(before)


def _said(shown: Shown) -> tuple[object, ...]:
    return (shown.chosen, shown.ranked, shown.reserved, shown.moves)


class NotRequested(msgspec.Struct, frozen=True, tag="not-requested"):
    """Nothing has happened yet."""


class Requested(msgspec.Struct, frozen=True, tag="requested"):
    """Waiting for an order. `shown` is the last proposal, None where there is none on the screen."""

    task: Task
    shown: Shown | None = None


class Ordered(msgspec.Struct, frozen=True, tag="ordered"):
    """`shown` is a reassignment proposed, here and until the team arrives."""

    task: Task
    team: Identifier
    acknowledge_by: datetime | None = None
    shown: Shown | None = None
    acknowledge_within: float | None = None


class Alerted(msgspec.Struct, frozen=True, tag="alerted"):
    task: Task
    team: Identifier
    acknowledged: bool = False
    acknowledge_by: datetime | None = None
    shown: Shown | None = None
    acknowledge_within: float | None = None


class EnRoute(msgspec.Struct, frozen=True, tag="en-route"):
    task: Task
    team: Identifier
    shown: Shown | None = None


class OnScene(msgspec.Struct, frozen=True, tag="on-scene"):
    task: Task
    team: Identifier


class InCare(msgspec.Struct, frozen=True, tag="in-care"):
    task: Task
    team: Identifier


class Transporting(msgspec.Struct, frozen=True, tag="transporting"):
    task: Task
    team: Identifier
    leg: Literal[1, 2, 3] = 1


class InTransit(msgspec.Struct, frozen=True, tag="in-transit"):
    """Halted at a transit stop with the patient aboard."""

    task: Task
    team: Identifier
    stop: Literal[1, 2]


class AtDestination(msgspec.Struct, frozen=True, tag="at-destination"):
    task: Task
    team: Identifier


class HandedOver(msgspec.Struct, frozen=True, tag="handed-over"):
    task: Task
    team: Identifier


class Left(msgspec.Struct, frozen=True, tag="left"):
    task: Task
    team: Identifier


class Returning(msgspec.Struct, frozen=True, tag="returning"):
    task: Task
    team: Identifier


class Closed(msgspec.Struct, frozen=True, tag="closed"):
    task: Task
    team: Identifier


class Cancelled(msgspec.Struct, frozen=True, tag="cancelled"):
    task: Task


BeforeArrival = Ordered | Alerted | EnRoute
Waiting = Requested | BeforeArrival
WithPatient = OnScene | InCare | Transporting | InTransit | AtDestination
BySide = WithPatient | HandedOver
AfterCare = HandedOver | Left | Returning
Manned = BeforeArrival | WithPatient | AfterCare
Begun = Requested | Manned | Closed | Cancelled
MissionState = NotRequested | Begun
