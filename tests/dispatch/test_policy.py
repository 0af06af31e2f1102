"""The settings: defaults, TOML, and what is refused."""

import msgspec
import pytest

from dispatch.policy import Policy, PriorityRule, load_policy
from domain.vocabulary import Priority

RULE = PriorityRule(weight=1, target=60, eta_cap=60)


def tables(**weights: float) -> str:
    known = {"P0": 64.0, "P1": 16.0, "P2": 4.0, "P3": 1.0, "NR": 4.0} | weights
    return "\n".join(
        f"[priorities.{name}]\nweight = {weight}\ntarget = 1200\neta_cap = 3600"
        for name, weight in known.items()
    )


def test_nothing_said_is_the_default() -> None:
    assert load_policy("") == Policy()
    assert [Policy().priorities[p].weight for p in Priority] == [64, 16, 4, 1, 4]


def test_what_is_said_is_taken() -> None:
    policy = load_policy("service = 1800\nalternatives = 3\n" + tables(P2=8))
    assert (policy.service, policy.alternatives) == (1800, 3)
    assert policy.priorities[Priority.P2] == PriorityRule(weight=8, target=1200, eta_cap=3600)
    assert policy.ageing == Policy().ageing


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("service = -1", r"\$\.service"),
        ("service = nan", r"\$\.service"),
        ("ageing = inf", r"\$\.ageing"),
        ("unserved_margin = 0", r"\$\.unserved_margin"),
        ("alternatives = 0", r"\$\.alternatives"),
        ("alternatives = 2.5", r"\$\.alternatives"),
        ('service = "long"', r"\$\.service"),
        ("servise = 60", "servise"),
        ("[priorities.P2]\nweight = 4\ntarget = 60\neta_cap = 60", "without a rule: P0, P1, P3, NR"),
        ("switching = -1", r"\$\.switching"),
        ("[switching]\nP0 = 60", "switching says nothing of: P1, P2, P3, NR"),
        ("[switching]\nP0 = -60", r"\$\.switching\[\.\.\.\]"),
        ("[priorities.P9]\nweight = 4\ntarget = 60\neta_cap = 60", "P9"),
        (tables(P3=0), r"\$\.priorities\[\.\.\.\]\.weight"),
        (tables(P3=5), "weighs more"),
    ],
)
def test_a_bad_value_is_named(toml: str, said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        load_policy(toml)


def test_one_price_of_a_change_stands_for_all_priorities() -> None:
    policy = load_policy("switching = 1800")
    assert {policy.to_change(priority) for priority in Priority} == {1800}


def test_bad_toml_is_a_decode_error() -> None:
    with pytest.raises(msgspec.DecodeError):
        load_policy("service = ")


def test_rules_across_fields_hold_when_built_too() -> None:
    with pytest.raises(ValueError, match="without a rule"):
        Policy(priorities={Priority.P0: RULE})
