"""Which files are offered as the same event told twice."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.duplicates import CLOSE_IN_TIME, Heard, Reason, Sign, possible_duplicates
from domain.vocabulary import Position
from tests.builders import NOW

CENTRE = Position(47.24878, 6.01815)
BESIDE = Position(47.2499, 6.0195)
OTHER_END = Position(47.2200, 5.9700)


def heard(call: str = "c2", minutes: float = 0, **said: Any) -> Heard:
    return Heard(call=call, at=NOW + timedelta(minutes=minutes), **said)


def signs(one: Heard, other: Heard) -> list[Sign]:
    """Why the two are offered for each other; both ways round."""
    there, back = possible_duplicates(one, [other]), possible_duplicates(other, [one])
    assert [each.reasons for each in there] == [each.reasons for each in back]
    return [reason.sign for each in there for reason in each.reasons]


def test_the_same_number_is_enough() -> None:
    assert signs(heard("c1", phone="+33612345678"), heard(phone="+33612345678")) == [Sign.SAME_NUMBER]
    assert signs(heard("c1", phone="+33612345678"), heard(phone="+33612345679")) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 rue Pasteur, Vesoul", "12, rue Pasteur, VESOUL"),
        ("rue Louis-Pasteur, Vesoul", "14 r. Louis Pasteur, Vesoul"),
        ("A36 km 42 sens Mulhouse, Baume-les-Dames", "A36 vers Mulhouse km 42, Baume les Dames"),
        ("EHPAD Les Acacias, St-Vit", "Ehpad des Acacias, Saint-Vit"),
    ],
)
def test_the_same_address_however_it_was_typed(one: str, other: str) -> None:
    assert signs(heard("c1", label=one), heard(label=other)) == [Sign.SAME_ADDRESS]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 rue Pasteur, Vesoul", "12 rue Pasteur, Dole"),
        ("12 rue Pasteur, Vesoul", "140 rue Pasteur, Vesoul"),
        ("12 rue Pasteur, Vesoul", "12 rue des Tilleuls, Vesoul"),
        ("Besançon", "Besançon"),
        ("12 rue Pasteur", "rue, Besançon"),
    ],
)
def test_another_place_and_a_bare_commune_are_no_sign(one: str, other: str) -> None:
    assert signs(heard("c1", label=one, position=CENTRE), heard(label=other, position=CENTRE)) == []


def test_insee_codes_tell_two_communes_of_one_name_apart() -> None:
    one, other = (
        heard(name, label="3 rue Haute, Saint-Denis", insee=insee)
        for name, insee in (("c1", "93066"), ("c2", "97411"))
    )
    assert signs(one, other) == []


def test_two_points_within_300_metres_are_one_scene_and_say_how_far() -> None:
    one, other = heard("c1", position=CENTRE), heard(position=BESIDE)
    [found] = possible_duplicates(one, [other])
    assert found.reasons == (Reason(sign=Sign.NEAR, metres=161),)
    assert signs(one, heard(position=OTHER_END)) == []


def test_far_apart_in_time_nothing_is_offered() -> None:
    said: dict[str, Any] = {"phone": "+33612345678"}
    late = CLOSE_IN_TIME.total_seconds() / 60
    assert signs(heard("c1", **said), heard(minutes=late, **said)) == [Sign.SAME_NUMBER]
    assert signs(heard("c1", **said), heard(minutes=late + 1, **said)) == []


def test_most_signs_come_first_then_the_closest_in_time_and_never_itself() -> None:
    this = heard("c1", label="3 rue Haute, Dole", phone="+33612345678")
    others = [
        this,
        heard("c4", minutes=-9, phone="+33612345678"),
        heard("c3", minutes=-2, phone="+33612345678"),
        heard("c2", minutes=-20, label="3 rue Haute, Dole", phone="+33612345678"),
    ]
    found = possible_duplicates(this, others)
    assert [each.call for each in found] == ["c2", "c3", "c4"]
    assert found[0].seconds == 20 * 60


WORDS = st.text(max_size=30)


@given(WORDS, WORDS, st.none() | st.just("+33612345678"))
def test_both_files_are_offered_for_each_other(one: str, other: str, phone: str | None) -> None:
    signs(heard("c1", label=one, phone=phone), heard(label=other, phone=phone))
