"""The key of an INS number, and when the number may leave the house."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.ins import KeyCheck, check_key, is_acceptable, key_is_right, may_leave_the_house
from domain.vocabulary import Ins, InsStatus

NIR, NIA, TEST, DEMO = (f"1.2.250.1.213.1.4.{each}" for each in (8, 9, 10, 11))
ALL = [NIR, NIA, TEST, DEMO]
WRONG = ["170017510112313", "147720425367411", "194052203228988", "123456789012345"]


def corsican(body: str, as_number: int) -> str:
    """A number with the key worked out the other way: the letter as 0, then 1 or 2 million less."""
    less = 1_000_000 if "A" in body else 2_000_000
    value = int(body.replace("A", "0").replace("B", "0")) - less
    assert value == as_number
    return f"{body}{97 - value % 97:02d}"


def test_a_published_number_has_the_right_key() -> None:
    assert key_is_right(Ins(number="279035121518989", oid=NIR))


@pytest.mark.parametrize("number", WRONG)
def test_many_published_examples_have_a_wrong_key(number: str) -> None:
    assert not key_is_right(Ins(number=number, oid=NIR))


@pytest.mark.parametrize(
    ("body", "value"), [("199012A001001", 1990119001001), ("199012B001001", 1990118001001)]
)
def test_corsican_letters_count_as_19_and_18(body: str, value: int) -> None:
    assert key_is_right(Ins(number=corsican(body, value), oid=NIR))


@pytest.mark.parametrize("number", ["279035121518988", "279035121518900", "279035121519889"])
def test_a_slip_of_one_figure_or_of_two_neighbours_is_seen(number: str) -> None:
    assert not key_is_right(Ins(number=number, oid=NIR))


@pytest.mark.parametrize("oid", [NIR, NIA])
@pytest.mark.parametrize("number", WRONG)
def test_a_real_authority_gives_no_wrong_key(oid: str, number: str) -> None:
    assert not is_acceptable(Ins(number=number, oid=oid))


@pytest.mark.parametrize("oid", [TEST, DEMO])
@pytest.mark.parametrize("number", WRONG)
def test_a_test_authority_gives_invented_numbers(oid: str, number: str) -> None:
    assert is_acceptable(Ins(number=number, oid=oid))


@pytest.mark.parametrize(
    ("oid", "check"),
    [(NIR, KeyCheck.WRONG), (NIA, KeyCheck.WRONG), (TEST, KeyCheck.INVENTED), (DEMO, KeyCheck.INVENTED)],
)
def test_a_wrong_key_is_an_error_or_a_warning_as_its_authority_is_real_or_not(
    oid: str, check: KeyCheck
) -> None:
    assert check_key(Ins(number="279035121518989", oid=oid)) is KeyCheck.RIGHT
    assert {check_key(Ins(number=number, oid=oid)) for number in WRONG} == {check}


@given(
    body=st.integers(1_00_01_01_001_001, 2_99_12_99_999_999), right=st.booleans(), oid=st.sampled_from(ALL)
)
def test_one_key_only_is_right(body: int, right: bool, oid: str) -> None:
    key = 97 - body % 97
    number = f"{body}{key if right else key % 97 + 1:02d}"
    assert (check_key(Ins(number=number, oid=oid)) is KeyCheck.RIGHT) == right


def test_a_number_leaves_the_house_for_a_qualified_identity_only() -> None:
    assert [status for status in InsStatus if may_leave_the_house(status)] == [InsStatus.QUALIFIED]
