"""The states of a mobile team."""

from datetime import datetime

import msgspec

from domain.mobile_team.facts import CrewMember
from domain.vocabulary import CareType, Equipment, Identifier, Place, Skill


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """What a team is during one shift. `notice`: a mission was taken back, and its crew has not said that
    they know. `help`: the crew called for help, and nobody has made sure since that they are safe."""

    crew: tuple[CrewMember, ...]
    vehicle: str
    skills: frozenset[Skill]
    equipment: frozenset[Equipment]
    care_type: CareType
    base: Place
    ends_at: datetime
    tablet_lost: bool = False
    notice: bool = False
    help: bool = False


class OffDuty(msgspec.Struct, frozen=True, tag="off-duty"):
    """No crew."""


class Available(msgspec.Struct, frozen=True, tag="available"):
    shift: Shift


class Unavailable(msgspec.Struct, frozen=True, tag="unavailable"):
    shift: Shift
    why: str


class Engaged(msgspec.Struct, frozen=True, tag="engaged"):
    """On exactly one mission."""

    shift: Shift
    mission: Identifier


OnDuty = Available | Unavailable | Engaged
MobileTeamState = OffDuty | Available | Unavailable | Engaged
