"""Each hard filter: a pair that passes, one that does not, and the edge between them."""

import math
from datetime import timedelta
from typing import Any

import pytest

from dispatch.eligibility import RULES, Leg, Pair, exclude
from dispatch.policy import Policy
from dispatch.problem import Availability
from domain.proposal import Exclusion
from domain.vocabulary import CareType, Equipment, Priority, Skill, TeamNeeds
from tests.dispatch.worlds import NOW, ago, demand, team

ECG = frozenset({Equipment.ECG})
BOTH = frozenset({Equipment.ECG, Equipment.OTOSCOPE})
POLICY = Policy()
CAP = POLICY.priorities[Priority.P2].eta_cap


Fields = dict[str, Any]


def pair(
    *, seconds: float | None = 600.0, of_team: Fields | None = None, of_demand: Fields | None = None
) -> Pair:
    leg = None if seconds is None else Leg(seconds, 8000.0, estimated=False)
    return Pair(team(**(of_team or {})), demand(**(of_demand or {})), leg, NOW, POLICY)


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
}

FAILS = {
    "out of service": (
        pair(of_team={"availability": Availability.OUT_OF_SERVICE}),
        Exclusion.OUT_OF_SERVICE,
        "",
    ),
    "engaged": (pair(of_team={"availability": Availability.ENGAGED}), Exclusion.ENGAGED, ""),
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
        pair(seconds=math.inf, of_team=shift_left(60)),
        Exclusion.ETA_ABOVE_CAP,
        "inf s > 7200 s",
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
        if unfit.leg is None or math.isfinite(unfit.leg.seconds):
            assert [name for name, rule in RULES if rule(unfit) is not None] == [reason]


def test_every_reason_has_its_rule_and_its_case() -> None:
    assert [reason for reason, _ in RULES] == list(dict.fromkeys(reason for reason, _ in RULES))
    assert {reason for reason, _ in RULES} == set(Exclusion) == {reason for _, reason, _ in FAILS.values()}


def test_the_cap_is_that_of_the_priority() -> None:
    seconds = POLICY.priorities[Priority.P0].eta_cap + 1
    assert exclude(pair(seconds=seconds)) is None
    assert exclude(pair(seconds=seconds, of_demand={"priority": Priority.P0})) is not None
