"""What may be asked of a mobile team. Engaging and releasing it is decided with the mission."""

from datetime import datetime
from typing import Annotated

import msgspec

from domain.fact import Command
from domain.mobile_team.facts import CrewMember, DeviceCheck
from domain.vocabulary import CareType, Equipment, Identifier, Place, ShortText, Skill


class StartShift(Command, frozen=True, kw_only=True, tag="start-shift"):
    team: Identifier
    crew: tuple[CrewMember, ...]
    vehicle: ShortText
    skills: frozenset[Skill]
    equipment: frozenset[Equipment]
    care_type: CareType
    base: Place
    ends_at: Annotated[datetime, msgspec.Meta(tz=True)]


class ChangeCrew(Command, frozen=True, kw_only=True, tag="change-crew"):
    team: Identifier
    crew: tuple[CrewMember, ...]
    skills: frozenset[Skill]
    care_type: CareType


class CheckEquipment(Command, frozen=True, kw_only=True, tag="check-equipment"):
    """`items`, where given, say how each device was found: those working are `equipment`."""

    team: Identifier
    equipment: frozenset[Equipment]
    items: tuple[DeviceCheck, ...] = ()


class MakeTeamUnavailable(Command, frozen=True, kw_only=True, tag="make-team-unavailable"):
    team: Identifier
    why: ShortText


class MakeTeamAvailable(Command, frozen=True, kw_only=True, tag="make-team-available"):
    team: Identifier


class LoseTablet(Command, frozen=True, kw_only=True, tag="lose-tablet"):
    team: Identifier


class RecoverTablet(Command, frozen=True, kw_only=True, tag="recover-tablet"):
    team: Identifier


class ReadNotice(Command, frozen=True, kw_only=True, tag="read-notice"):
    """The crew has read that its mission was taken back, and why."""

    team: Identifier


class RequestHelp(Command, frozen=True, kw_only=True, tag="request-help"):
    """The crew is in danger, or needs somebody now."""

    team: Identifier


class SettleHelp(Command, frozen=True, kw_only=True, tag="settle-help"):
    """Somebody of the room has made sure that the crew is safe, and says how."""

    team: Identifier
    how: ShortText


class EndShift(Command, frozen=True, kw_only=True, tag="end-shift"):
    team: Identifier


MobileTeamCommand = (
    StartShift
    | ChangeCrew
    | CheckEquipment
    | MakeTeamUnavailable
    | MakeTeamAvailable
    | LoseTablet
    | RecoverTablet
    | ReadNotice
    | RequestHelp
    | SettleHelp
    | EndShift
)
