"""The states of a mission. `task` is what is asked; from Ordered on, `team` is who does it."""

from typing import Literal

import msgspec

from domain.vocabulary import Identifier, Place, Priority, TeamNeeds


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What the mission is for. `declined_by` are the teams that could not go."""

    call: Identifier
    priority: Priority
    place: Place
    needs: TeamNeeds
    declined_by: frozenset[Identifier] = frozenset()


class NotRequested(msgspec.Struct, frozen=True, tag="not-requested"):
    """Nothing has happened yet."""


class Requested(msgspec.Struct, frozen=True, tag="requested"):
    """Waiting for an order. `proposed` and `solve_id` are those of the last proposal."""

    task: Task
    proposed: Identifier | None = None
    solve_id: Identifier | None = None
    alternatives: tuple[Identifier, ...] = ()


class Ordered(msgspec.Struct, frozen=True, tag="ordered"):
    task: Task
    team: Identifier


class Alerted(msgspec.Struct, frozen=True, tag="alerted"):
    task: Task
    team: Identifier
    acknowledged: bool = False


class EnRoute(msgspec.Struct, frozen=True, tag="en-route"):
    task: Task
    team: Identifier


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
WithPatient = OnScene | InCare | Transporting | InTransit | AtDestination
AfterCare = HandedOver | Left | Returning
Manned = BeforeArrival | WithPatient | AfterCare
Begun = Requested | Manned | Closed | Cancelled
MissionState = NotRequested | Begun
