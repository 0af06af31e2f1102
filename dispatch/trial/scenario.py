"""What a trial plays: calls with their service times, and crews with their shifts.

Instants are seconds since the start of the scenario; places are indices of the ground's places.
"""

import math
import random
from collections.abc import Iterator
from datetime import datetime

import msgspec

from domain.vocabulary import CareType, Equipment, Identifier, Priority, Skill, TeamNeeds

DAY = 24 * 3600.0


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One mission asked for at `at`, which will take `service` seconds on site, whoever comes.

    `forbidden` are the crews that said no or never answered.
    """

    id: Identifier
    at: float
    place: int
    priority: Priority
    service: float
    needs: TeamNeeds = TeamNeeds()
    forbidden: frozenset[Identifier] = frozenset()


class Duty(msgspec.Struct, frozen=True):
    """A span of time, in seconds, in which a crew can be sent. `until` is infinite where no end is known."""

    since: float
    until: float


class Crew(msgspec.Struct, frozen=True, kw_only=True):
    """One team: where each of its duties begins, what it can do, when it works."""

    id: Identifier
    base: int
    skills: frozenset[Skill] = frozenset()
    equipment: frozenset[Equipment] = frozenset()
    care_type: CareType = CareType.PARAMEDICAL
    duties: tuple[Duty, ...] = (Duty(0.0, math.inf),)


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """Calls in order of time, and crews. `starts_at` only gives the model instants to speak of."""

    starts_at: datetime
    calls: tuple[Call, ...]
    crews: tuple[Crew, ...]


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """The telemedicine scenario: how many calls, of what kind, for how many crews.

    - `per_day`: calls a day; `days`: for how long.
    - `swing`: how far the rate rises and falls around its mean over a day, from 0 to 1.
    - `shares`: of each priority, P0 to P3.
    - `service` (s): mean of the lognormal time on site; `variation`: its standard deviation over its mean.
    """

    per_day: float
    days: int = 14
    crews: int = 10
    swing: float = 0.15
    shares: tuple[float, float, float, float] = (0.03, 0.17, 0.50, 0.30)
    service: float = 40 * 60.0
    variation: float = 0.5


PRIORITIES = (Priority.P0, Priority.P1, Priority.P2, Priority.P3)

_BUSIEST_HOUR = 18

# One call in three wants an ECG, one in five each of the others; crews carry them so that four pairs
# of call and crew in five fit, and three crews in ten take anything.
_WANTED = ((Equipment.ECG, 0.3), (Equipment.ULTRASOUND, 0.2), (Equipment.OTOSCOPE, 0.2))
_CARRIED = (
    (Equipment.ECG, (0, 1, 2, 4, 5, 6, 8, 9)),
    (Equipment.ULTRASOUND, (0, 2, 4, 6, 8)),
    (Equipment.OTOSCOPE, (0, 1, 4, 5, 8, 9)),
)


def telemedicine(load: Load, places: int, starts_at: datetime, seed: int) -> Scenario:
    """Calls and crews on `places` places: always the same for one seed."""
    chance = random.Random(seed)  # noqa: S311  # always the same scenario for one seed
    crews = tuple(_crew(number, chance.randrange(places)) for number in range(load.crews))
    calls = tuple(
        _call(number, at, load, chance.randrange(places), chance)
        for number, at in enumerate(_arrivals(load, chance))
    )
    return Scenario(starts_at=starts_at, calls=calls, crews=crews)


def rate(load: Load, at: float) -> float:
    """Calls a second at `at`: a day's wave, highest at 18 h."""
    phase = 2 * math.pi * (at / DAY - _BUSIEST_HOUR / 24)
    return load.per_day / DAY * (1 + load.swing * math.cos(phase))


def _arrivals(load: Load, chance: random.Random) -> Iterator[float]:
    """A Poisson process whose rate moves with the hour, by thinning."""
    most = load.per_day / DAY * (1 + load.swing)
    at = chance.expovariate(most)
    while at < load.days * DAY:
        if chance.random() * most < rate(load, at):
            yield at
        at += chance.expovariate(most)


def _call(number: int, at: float, load: Load, place: int, chance: random.Random) -> Call:
    spread = math.log(1 + load.variation**2)
    equipment = frozenset(device for device, share in _WANTED if chance.random() < share)
    return Call(
        id=f"M{number:06}",
        at=at,
        place=place,
        priority=chance.choices(PRIORITIES, load.shares)[0],
        service=chance.lognormvariate(math.log(load.service) - spread / 2, math.sqrt(spread)),
        needs=TeamNeeds(equipment=equipment),
    )


def _crew(number: int, base: int) -> Crew:
    equipment = frozenset(device for device, carriers in _CARRIED if number % 10 in carriers)
    return Crew(id=f"T{number:03}", base=base, equipment=equipment)
