"""Idle crews that wait where Vigie suggests: the very suggestions of `dispatch.moveup`, in a trial."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from dispatch.moveup import MoveUp, Options, Spot, spots_of, suggest
from dispatch.policy import Policy
from dispatch.preparedness import TENTHS, InReach, Settings, Zone, busy_fraction, fit
from dispatch.problem import Availability, TeamState
from dispatch.trial.ground import Floats, Ground
from dispatch.trial.state import Centre, Doing, Team


class _Known(NamedTuple):
    """What a ground tells once: its zones, a place each, and the ways between them."""

    zones: tuple[Zone, ...]
    between: Floats


class Suggested:
    """Suggestions as on the board. `demand` says how much comes from which places of the ground.

    The busy fraction is that of the trial so far, with the settings' prior: a trial knows its own past only.
    """

    def __init__(self, demand: Mapping[int, float], policy: Policy, settings: Settings | None = None) -> None:
        self._demand = dict(sorted(demand.items()))
        self._policy = policy
        self._settings = settings or Settings()
        self._of: Ground | None = None
        self._known = _Known((), np.zeros((0, 0)))

    def suggest(self, centre: Centre) -> tuple[MoveUp, ...]:
        """What the board shows."""
        idle = {team.crew.id: team for team in centre.teams if self._fit(team, centre)}
        if not idle or not self._demand:
            return ()
        known, settings, busy = self._of_ground(centre.ground), self._settings, self._busy(centre)
        teams = [idle[name] for name in sorted(idle)]
        to = centre.ground.seconds([team.spot for team in teams], list(self._demand)).round(TENTHS)
        states = tuple(_state(team, centre) for team in teams)
        reach = InReach(states, known.zones, to, settings.coverage_target, estimated=False)
        spots = spots_of(reach, known.between, self._bases(centre), settings, centre.shown)
        return suggest(reach, busy, self._options(spots, to), settings, centre.shown)

    def _of_ground(self, ground: Ground) -> _Known:
        if self._of is not ground:
            standing = [ground.spot(place) for place in self._demand]
            zones = tuple(
                Zone(place, spot.position, self._demand[place])
                for place, spot in zip(self._demand, standing, strict=True)
            )
            self._known = _Known(zones, ground.seconds(standing, list(self._demand)).round(TENTHS))
            self._of = ground
        return self._known

    def _options(self, spots: tuple[Spot, ...], to: Floats) -> Options:
        column = {place: index for index, place in enumerate(self._demand)}
        at = [column[spot.zone] for spot in spots if spot.zone is not None]
        seconds = to[:, at]
        nothing = np.zeros_like(seconds)
        return Options(spots, seconds, nothing, nothing.astype(np.bool_), self._known.between[at])

    def _bases(self, centre: Centre) -> list[Spot]:
        bases = sorted({team.crew.base for team in centre.teams if team.crew.base in self._demand})
        return [_spot(place, centre.ground) for place in bases]

    def _busy(self, centre: Centre) -> float:
        engaged = sum(team.engaged(centre.now) for team in centre.teams)
        on_duty = sum(team.on_duty(centre.now) for team in centre.teams)
        return busy_fraction(engaged, on_duty, self._settings)

    def _fit(self, team: Team, centre: Centre) -> bool:
        idle = team.doing is Doing.IDLE
        return idle and fit(_state(team, centre), centre.instant(centre.now), self._settings, self._policy)


def _state(team: Team, centre: Centre) -> TeamState:
    return TeamState(
        id=team.crew.id,
        position=team.spot.position,
        position_at=centre.instant(centre.now),
        care_type=team.crew.care_type,
        availability=Availability.AVAILABLE,
        shift_ends_at=None if team.off_at == float("inf") else centre.instant(team.off_at),
    )


def _spot(place: int, ground: Ground) -> Spot:
    """A place that is a zone, known by its number as those of `spots_of` are."""
    return Spot(key=f"zone:{place}", position=ground.spot(place).position, zone=place)
