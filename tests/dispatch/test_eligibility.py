"""Each hard filter: a pair that passes, one that does not, and the edge between them."""

from datetime import timedelta
from typing import Any

import pytest

from dispatch.eligibility import RULES, Kept, Pair, exclude
from dispatch.eligibility import kept as stays
from dispatch.legs import Leg, start_of
from dispatch.policy import Policy
from dispatch.problem import Availability, TeamState
from domain.proposal import Exclusion
from domain.vocabulary import CareType, Equipment, Priority, Skill, TeamNeeds
from tests.dispatch.worlds import BESANCON, NOW, ago, demand, team

ECG = frozenset({Equipment.ECG})
BOTH = frozenset({Equipment.ECG, Equipment.OTOSCOPE})
POLICY = Policy()
CAP = POLICY.priorities[Priority.P2].eta_cap


Fields = dict[str, Any]


def pair(
    *,
    seconds: float | None = 600.0,
    of_team: Fields | None = None,
    of_demand: Fields | None = None,
    **scene: Any,
) -> Pair:
    leg = None if seconds is None else Leg(seconds, 8000.0, estimated=False)
    return Pair(team(**(of_team or {})), demand(**(of_demand or {})), leg, NOW, POLICY, **scene)


def on_the_road(**fields: Any) -> Fields:
    """A team on its way to the mission m0."""
    return {"availability": Availability.EN_ROUTE, "mission": "m0", **fields}


def busy(seconds: float) -> Fields:
    """A team on scene, expected free here in so many seconds."""
    free_at = NOW + timedelta(seconds=seconds)
    return {"availability": Availability.ENGAGED, "free_at": free_at, "free_position": BESANCON}


def kept(reason: Exclusion) -> Kept:
    return Kept(reason, "m0")


def needs(**fields: Any) -> Fields:
    known: Fields = {"care_type": CareType.NONE, **fields}
    return {"needs": TeamNeeds(**known)}


def shift_left(seconds: float) -> Fields:
    return {"shift_ends_at": NOW + timedelta(seconds=seconds)}


SPENT = 600.0 + POLICY.service - POLICY.shift_tolerance

PASSES = {
    "plain": pair(),
    "declined another's": pair(of_demand={"declined_by": frozenset({"M2"})}),
    "care type equal": pair(of_demand=needs(care_type=CareType.PARAMEDICAL)),
    "care type above": pair(of_demand=needs(care_type=CareType.FIRST_AID)),
    "skill held": pair(
        of_team={"skills": frozenset({Skill.NURSE, Skill.GERIATRIC})},
        of_demand=needs(skills=frozenset({Skill.NURSE})),
    ),
    "equipment held": pair(of_team={"equipment": BOTH}, of_demand=needs(equipment=ECG)),
    "position at the limit": pair(of_team={"position_at": ago(POLICY.position_stale_after)}),
    "device's clock ahead": pair(of_team={"position_at": NOW + timedelta(hours=1)}),
    "eta at the cap": pair(seconds=CAP),
    "shift ends just in time": pair(of_team=shift_left(SPENT)),
    "on its way to less": pair(of_team=on_the_road(), on=demand("m0", priority=Priority.P3)),
    "on its way to as much": pair(of_team=on_the_road(), on=demand("m0")),
    "on its way to more, by a person": pair(
        of_team=on_the_road(), on=demand("m0", priority=Priority.P0), locked_on="m1"
    ),
    "busy until the horizon": pair(seconds=0, of_team=busy(POLICY.look_ahead_horizon)),
    "busy, last seen long ago": pair(of_team={**busy(600), "position_at": ago(9000)}),
    "locked to this": pair(of_demand={"locked_to": "M1"}, locked_on="m1"),
    "another is forbidden": pair(of_demand={"forbidden": frozenset({"M2"})}),
    "on its way here, kept": pair(
        seconds=None,
        of_team={"availability": Availability.EN_ROUTE, "mission": "m1", "position_at": ago(9000)},
        of_demand={"team": "M1", "unanswered": frozenset({"M1"}), "declined_by": frozenset({"M1"})},
        on=demand("m1", team="M1"),
        demand_kept=kept(Exclusion.NEARLY_THERE),
        team_kept=kept(Exclusion.NEARLY_THERE),
    ),
}

FAILS = {
    "out of service": (
        pair(of_team={"availability": Availability.OUT_OF_SERVICE}),
        Exclusion.OUT_OF_SERVICE,
        "",
    ),
    "engaged": (pair(of_team={"availability": Availability.ENGAGED}), Exclusion.ENGAGED, ""),
    "on its way to we know not what": (pair(of_team=on_the_road()), Exclusion.ENGAGED, ""),
    "busy and then too far": (
        pair(seconds=CAP - 1200, of_team=busy(1201)),
        Exclusion.ETA_ABOVE_CAP,
        "7201 s > 7200 s",
    ),
    "mission locked to another": (pair(of_demand={"locked_to": "M2"}), Exclusion.LOCKED, "M2"),
    "team locked to another": (pair(locked_on="m2"), Exclusion.LOCKED, "m2"),
    "held": (pair(demand_kept=kept(Exclusion.LOCKED)), Exclusion.LOCKED, "m0"),
    "forbidden": (pair(of_demand={"forbidden": frozenset({"M1"})}), Exclusion.FORBIDDEN, ""),
    "no answer": (pair(of_demand={"unanswered": frozenset({"M1"})}), Exclusion.NO_ANSWER, ""),
    "mission moved too often": (
        pair(demand_kept=kept(Exclusion.MOVED_TOO_OFTEN)),
        Exclusion.MOVED_TOO_OFTEN,
        "m0",
    ),
    "team nearly there": (
        pair(of_team=on_the_road(), on=demand("m0"), team_kept=kept(Exclusion.NEARLY_THERE)),
        Exclusion.NEARLY_THERE,
        "m0",
    ),
    "on its way to more": (
        pair(of_team=on_the_road(), on=demand("m0", priority=Priority.P1)),
        Exclusion.PRIORITY_NOT_LOWER,
        "P1 > P2",
    ),
    "team with the mission nowhere": (
        pair(demand_kept=kept(Exclusion.POSITION_UNKNOWN)),
        Exclusion.POSITION_UNKNOWN,
        "m0",
    ),
    "declined": (pair(of_demand={"declined_by": frozenset({"M1"})}), Exclusion.DECLINED_BEFORE, ""),
    "care type": (
        pair(of_demand=needs(care_type=CareType.MEDICAL)),
        Exclusion.CARE_TYPE_TOO_LOW,
        "PARAMED < MED",
    ),
    "skill": (
        pair(
            of_team={"skills": frozenset({Skill.NURSE})},
            of_demand=needs(skills=frozenset({Skill.NURSE, Skill.PAEDIATRIC})),
        ),
        Exclusion.SKILL_MISSING,
        "paediatric",
    ),
    "equipment": (
        pair(of_demand=needs(equipment=BOTH)),
        Exclusion.EQUIPMENT_MISSING,
        "ecg, otoscope",
    ),
    "team nowhere": (
        pair(seconds=None, of_team={"position": None, "position_at": None}),
        Exclusion.POSITION_UNKNOWN,
        "team",
    ),
    "call nowhere": (
        pair(seconds=None, of_demand={"position": None}),
        Exclusion.POSITION_UNKNOWN,
        "call",
    ),
    "stale": (
        pair(of_team={"position_at": ago(POLICY.position_stale_after + 1)}),
        Exclusion.POSITION_STALE,
        "901 s > 900 s",
    ),
    "too far": (pair(seconds=CAP + 1), Exclusion.ETA_ABOVE_CAP, "7201 s > 7200 s"),
    "no way": (
        pair(seconds=None, of_team=shift_left(60)),
        Exclusion.ETA_ABOVE_CAP,
        "> 7200 s",
    ),
    "shift": (
        pair(of_team=shift_left(SPENT - 1)),
        Exclusion.SHIFT_ENDS_FIRST,
        "2026-11-21T03:50:00+00:00 > 2026-11-21T03:34:59+00:00",
    ),
}


@pytest.mark.parametrize("case", PASSES)
def test_fit(case: str) -> None:
    assert exclude(PASSES[case]) is None


@pytest.mark.parametrize("case", FAILS)
def test_set_aside_by_name(case: str) -> None:
    unfit, reason, detail = FAILS[case]
    excluded = exclude(unfit)
    assert excluded is not None
    assert (excluded.team, excluded.reason, excluded.detail) == ("M1", reason, detail)


def test_only_the_named_rule_fails() -> None:
    for unfit, reason, _ in FAILS.values():
        if unfit.leg is not None:
            names = {name for name, rule in RULES if rule(unfit) is not None}
            # Who does not go has no place to start from either.
            implied = {Exclusion.POSITION_UNKNOWN} if start_of(unfit.team) is None else set[Exclusion]()
            assert names - implied == {reason} - implied


def test_every_reason_has_its_rule_and_its_case() -> None:
    assert [reason for reason, _ in RULES] == list(dict.fromkeys(reason for reason, _ in RULES))
    assert {reason for reason, _ in RULES} == set(Exclusion) == {reason for _, reason, _ in FAILS.values()}


def test_the_cap_is_that_of_the_priority() -> None:
    seconds = POLICY.priorities[Priority.P0].eta_cap + 1
    assert exclude(pair(seconds=seconds)) is None
    assert exclude(pair(seconds=seconds, of_demand={"priority": Priority.P0})) is not None


def test_a_busy_team_is_not_waited_for_beyond_the_horizon() -> None:
    def reason(seconds: float) -> Exclusion | None:
        policy = Policy(look_ahead_floor=600, look_ahead_horizon=900)
        near = Pair(team(**busy(seconds)), demand(), Leg(60.0, 1000.0, estimated=False), NOW, policy)
        told = exclude(near)
        return None if told is None else told.reason

    assert reason(900) is None
    assert reason(901) is Exclusion.ENGAGED


def test_who_stays_with_its_team_and_why() -> None:
    crew, leg = team("M1", **on_the_road()), Leg(900.0, 9000.0, estimated=False)

    def why(leg: Leg | None = leg, crew: TeamState = crew, **fields: Any) -> Exclusion | None:
        found = stays(demand("m0", team="M1", **fields), crew, leg, POLICY)
        return None if found is None else found.reason

    assert why() is None
    assert why(held=True) is Exclusion.LOCKED
    assert why(moved=POLICY.max_moves) is Exclusion.MOVED_TOO_OFTEN
    near = Leg(POLICY.freeze - 1, 1000.0, estimated=False)
    assert why(near) is Exclusion.NEARLY_THERE
    assert why(near, forbidden=frozenset({"M1"})) is why(near, locked_to="M2") is None
    nowhere = team("M1", **on_the_road(position=None, position_at=None))
    assert why(None, nowhere) is why(None, position=None) is Exclusion.POSITION_UNKNOWN
