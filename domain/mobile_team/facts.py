"""What can happen to a mobile team. Positions are telemetry, not facts."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from domain.fact import Fact
from domain.vocabulary import CareType, Equipment, Identifier, Place, Role, ShortText, Skill

KIND = "mobile-team"


class TakenBack(StrEnum):
    """Why a mission was taken back from a crew. Vigie's own list."""

    NO_ANSWER = "no-answer"
    WITHDRAWN = "withdrawn"


class CrewMember(msgspec.Struct, frozen=True):
    """One person of a crew: the account's identifier and the national role."""

    id: Identifier
    role: Role


class DeviceState(StrEnum):
    """How a device was found. Vigie's own list."""

    WORKING = "working"
    FAULTY = "faulty"
    ABSENT = "absent"


class DeviceCheck(msgspec.Struct, frozen=True, kw_only=True):
    """One device of the bag, as it was found. `battery` in percent, where the device says it."""

    device: Equipment
    state: DeviceState
    battery: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None
    remark: ShortText | None = None


class ShiftStarted(Fact, frozen=True, kw_only=True, tag="mobile-team.shift-started"):
    """A crew takes a vehicle and its devices. `base` is where the vehicle waits; `ends_at` is UTC."""

    crew: tuple[CrewMember, ...]
    vehicle: ShortText
    skills: frozenset[Skill]
    equipment: frozenset[Equipment]
    care_type: CareType
    base: Place
    ends_at: datetime


class CrewChanged(Fact, frozen=True, kw_only=True, tag="mobile-team.crew-changed"):
    crew: tuple[CrewMember, ...]
    skills: frozenset[Skill]
    care_type: CareType


class EquipmentChecked(Fact, frozen=True, kw_only=True, tag="mobile-team.equipment-checked"):
    """The devices found working. `items`: how each was found; what is in none was not looked at."""

    equipment: frozenset[Equipment]
    items: tuple[DeviceCheck, ...] = ()


class TeamBecameUnavailable(Fact, frozen=True, kw_only=True, tag="mobile-team.became-unavailable"):
    why: ShortText


class TeamBecameAvailable(Fact, frozen=True, kw_only=True, tag="mobile-team.became-available"):
    """The team can be sent again."""


class TeamEngaged(Fact, frozen=True, kw_only=True, tag="mobile-team.engaged"):
    """Appended together with MissionOrdered, or not at all."""

    mission: Identifier


class TeamReleased(Fact, frozen=True, kw_only=True, tag="mobile-team.released"):
    """Appended together with the end of the mission for this team: closed, declined, cancelled, or taken
    back. `taken_back` says why where the crew did not expect it; `words` are those of who decided it."""

    mission: Identifier
    taken_back: TakenBack | None = None
    words: ShortText | None = None


class TeamRedirected(Fact, frozen=True, kw_only=True, tag="mobile-team.redirected"):
    """Sent elsewhere before it arrived: off `from_mission`, on `mission`, in one decision."""

    mission: Identifier
    from_mission: Identifier
    words: ShortText | None = None


class NoticeRead(Fact, frozen=True, kw_only=True, tag="mobile-team.notice-read"):
    """The crew has read that its mission was taken back."""


class TabletLost(Fact, frozen=True, kw_only=True, tag="mobile-team.tablet-lost"):
    """No word from the tablet for too long. A team without tablet is still a team."""


class TabletRecovered(Fact, frozen=True, kw_only=True, tag="mobile-team.tablet-recovered"):
    """The tablet is heard again."""


class HelpRequested(Fact, frozen=True, kw_only=True, tag="mobile-team.help-requested"):
    """The crew calls for help; `mission` is the one that they are on, if any."""

    mission: Identifier | None = None


class HelpSettled(Fact, frozen=True, kw_only=True, tag="mobile-team.help-settled"):
    """The crew is safe, or was never in danger: said by the room, which has made sure."""

    how: ShortText


class ShiftEnded(Fact, frozen=True, kw_only=True, tag="mobile-team.shift-ended"):
    """The crew went home."""


MobileTeamFact = (
    ShiftStarted
    | CrewChanged
    | EquipmentChecked
    | TeamBecameUnavailable
    | TeamBecameAvailable
    | TeamEngaged
    | TeamReleased
    | TabletLost
    | TabletRecovered
    | ShiftEnded
    | TeamRedirected
    | NoticeRead
    | HelpRequested
    | HelpSettled
)
