"""Unusual accesses, by planted cases: each rule on one side of its threshold and on the other."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from domain.dmp_access.words import Flag, UnusualRule
from domain.rules.unusual import RULES, AccessSeen, Past, assess, folded
from domain.rules.unusual_policy import Known, Limit, Shift, Staff, UnusualPolicy, load_unusual
from domain.rules.unusual_words import ENGLISH, FRENCH, words
from domain.vocabulary import DmpMode, Person, Role
from tests.builders import NOW

GLASS, CENTRE = DmpMode.BREAK_GLASS, DmpMode.REGULATION_CENTRE
PATIENT = Person(last_name="Le Goff", first_name="Anaïs", birth_date="1950-03-02")


def earlier(*minutes: int, **more: Any) -> tuple[Past, ...]:
    """Accesses of the same practitioner, so many minutes ago."""
    usual = Past(at=NOW, mode=CENTRE, call="C0", patient="P1")
    return tuple(replace(usual, at=NOW - timedelta(minutes=each), **more) for each in minutes)


USUAL = AccessSeen(
    practitioner="dr-1",
    role=Role.REGULATOR,
    mode=CENTRE,
    call="C1",
    patient="P1",
    requested_at=NOW,
    last_read_at=NOW + timedelta(minutes=5),
    documents=3,
    took_part=True,
    person=PATIENT,
    place="3 rue des Lilas, 77000 Melun",
    past=earlier(0, 90, 200),
)
DOCTOR = Staff(id="dr-1", last_name="Roux", first_name="Paul", address="9 quai Voltaire, Melun")
NURSE = Staff(id="ide-7", last_name="Moreau", first_name="Zoé", birth_date="1980-01-01")
POLICY = UnusualPolicy(
    volume=Limit(most=3, within=3600),
    break_glass=Limit(most=1, within=24 * 3600),
    refusals=Limit(most=1, within=3600),
    same_patient=Limit(most=2, within=3600),
    documents=5,
    after_call=600,
    staff=(DOCTOR, NURSE),
    well_known=(
        Known(last_name="Vedette"),
        Known(last_name="Star", first_name="Ana", birth_date="1970-07-07"),
    ),
)


def seen(**changed: Any) -> AccessSeen:
    return replace(USUAL, **changed)


def named(last: str | None, first: str | None = None, born: str | None = None) -> AccessSeen:
    return seen(person=Person(last_name=last, first_name=first, birth_date=born))


def ended(minutes: int) -> AccessSeen:
    """The file ended so many minutes before the last document was read."""
    return seen(call_ended_at=NOW + timedelta(minutes=5 - minutes))


def of(practitioner: Staff) -> UnusualPolicy:
    return replace(POLICY, staff=(practitioner, NURSE))


SHIFT = Shift(starts=NOW - timedelta(hours=8), ends=NOW + timedelta(hours=4))
PLANNED, AT_HOME = of(replace(DOCTOR, shifts=(SHIFT,))), of(replace(DOCTOR, shifts=()))
RELATIVE = of(replace(DOCTOR, last_name="LE GOFF"))
NEIGHBOUR = of(replace(DOCTOR, address="3, rue des Lilas 77000 MELUN"))

R = UnusualRule
PLANTED: list[tuple[UnusualRule, AccessSeen, UnusualPolicy]] = [
    (R.NO_LINKED_CALL, seen(took_part=False), POLICY),
    (R.NO_LINKED_CALL, seen(took_part=None), POLICY),
    (R.CALL_CLOSED_BEFORE, ended(11), POLICY),
    (R.OFF_SHIFT, seen(on_shift=False), POLICY),
    (R.OFF_SHIFT, USUAL, AT_HOME),
    (R.SAME_FAMILY_NAME, USUAL, RELATIVE),
    (R.SAME_HOUSEHOLD, USUAL, NEIGHBOUR),
    (R.COLLEAGUE, named("MOREAU", "zoe"), POLICY),
    (R.WELL_KNOWN_PERSON, named("vedette", "Jean"), POLICY),
    (R.WELL_KNOWN_PERSON, named("Star", "Ana", "1970-07-07"), POLICY),
    (R.VOLUME, seen(past=earlier(0, 10, 20, 59)), POLICY),
    (R.REPEATED_BREAK_GLASS, seen(mode=GLASS, past=earlier(0, 300, mode=GLASS)), POLICY),
    (R.REPEATED_REFUSALS, seen(refused=True, past=earlier(0, 10, refused=True)), POLICY),
    (R.SAME_PATIENT_AGAIN, seen(past=earlier(0, 5, 10, call="C1")), POLICY),
    (R.OUTSIDE_ROLE_HABITS, seen(role=Role.ARM, refused=True), POLICY),
    (R.MANY_DOCUMENTS, seen(documents=6), POLICY),
]
QUIET: list[tuple[UnusualRule, AccessSeen, UnusualPolicy]] = [
    (R.NO_LINKED_CALL, seen(took_part=False, refused=True), POLICY),
    (R.CALL_CLOSED_BEFORE, ended(10), POLICY),
    (R.CALL_CLOSED_BEFORE, seen(call_ended_at=None), POLICY),
    (R.OFF_SHIFT, USUAL, PLANNED),
    (R.OFF_SHIFT, seen(on_shift=True), AT_HOME),
    (R.SAME_FAMILY_NAME, named("Roux"), replace(POLICY, common_names=frozenset({"ROUX"}), staff=(DOCTOR,))),
    (R.SAME_FAMILY_NAME, named(None), POLICY),
    (R.SAME_HOUSEHOLD, seen(place=None), NEIGHBOUR),
    (R.SAME_HOUSEHOLD, seen(place=None), of(replace(DOCTOR, address=None))),
    (R.COLLEAGUE, named("Moreau", "Zoé", "1999-09-09"), POLICY),
    (R.COLLEAGUE, named("Moreau", "Luc"), POLICY),
    (R.COLLEAGUE, named("Moreau"), of(replace(DOCTOR, first_name=None))),
    (R.WELL_KNOWN_PERSON, named("Star", "Ana", "1971-07-07"), POLICY),
    (R.WELL_KNOWN_PERSON, named("Star"), POLICY),
    (R.VOLUME, seen(past=earlier(0, 10, 20, 61)), POLICY),
    (R.VOLUME, seen(past=(*earlier(0, 10, 20), *earlier(30, refused=True))), POLICY),
    (R.REPEATED_BREAK_GLASS, seen(past=earlier(0, 300, mode=GLASS)), POLICY),
    (R.REPEATED_BREAK_GLASS, seen(mode=GLASS, past=earlier(0, mode=GLASS)), POLICY),
    (R.REPEATED_REFUSALS, seen(refused=True, past=earlier(0, refused=True)), POLICY),
    (R.SAME_PATIENT_AGAIN, seen(past=earlier(0, 5, call="C1")), POLICY),
    (R.OUTSIDE_ROLE_HABITS, seen(role=Role.NURSE, mode=GLASS), POLICY),
    (R.MANY_DOCUMENTS, seen(documents=5), POLICY),
]
SELF = (R.SELF, named("Roux", "Paul"), POLICY)


def rules(found: tuple[Flag, ...]) -> list[UnusualRule]:
    return [flag.rule for flag in found]


def test_a_usual_access_raises_nothing() -> None:
    assert assess(USUAL, POLICY) == ()
    assert assess(USUAL, UnusualPolicy()) == ()


@pytest.mark.parametrize(
    ("rule", "planted", "policy"), PLANTED, ids=lambda each: each.value if isinstance(each, R) else ""
)
def test_a_planted_case_is_found_and_named(rule: R, planted: AccessSeen, policy: UnusualPolicy) -> None:
    assert rules(assess(planted, policy)) == [rule]
    assert assess(planted, replace(policy, off=frozenset({rule}))) == ()


@pytest.mark.parametrize(
    ("rule", "near", "policy"), QUIET, ids=lambda each: each.value if isinstance(each, R) else ""
)
def test_just_beside_a_rule_there_is_no_flag(rule: R, near: AccessSeen, policy: UnusualPolicy) -> None:
    assert rule not in rules(assess(near, policy))


def test_one_s_own_record_is_found_by_name_and_family_name() -> None:
    assert rules(assess(SELF[1], SELF[2])) == [R.SAME_FAMILY_NAME, R.SELF]


def test_every_rule_has_a_planted_case_and_one_beside_it() -> None:
    planted = {rule for rule, _, _ in PLANTED}
    assert planted | {R.SELF} == set(R) == set(RULES)
    assert {rule for rule, _, _ in QUIET} | {R.SELF} == set(R)


def test_a_flag_says_what_was_counted_in_two_languages() -> None:
    [flag] = assess(seen(documents=6), POLICY)
    assert flag == Flag(rule=R.MANY_DOCUMENTS, seen=6, threshold=5)
    assert words(flag) == "6 documents consultés (seuil 5)"
    assert words(flag, english=True) == "6 documents read (threshold 5)"


@pytest.mark.parametrize("said", [FRENCH, ENGLISH], ids=["French", "English"])
def test_every_rule_has_its_words(said: dict[UnusualRule, str]) -> None:
    assert set(said) == set(R)
    assert all(words(Flag(rule=rule)) for rule in R)


def test_flags_and_their_words_name_nobody() -> None:
    found = [flag for _, planted, policy in PLANTED for flag in assess(planted, policy)]
    told = msgspec.json.encode(found).decode() + "".join(words(flag) for flag in found)
    for name in ("Goff", "Roux", "Moreau", "Vedette", "Lilas", "dr-1"):
        assert name.lower() not in told.lower()


@pytest.mark.parametrize(("one", "other"), [("Lëfèvre-Dupont", "LEFEVRE DUPONT"), (None, "")])
def test_spellings_of_one_name_are_one(one: str | None, other: str) -> None:
    assert folded(one) == folded(other)


TOML = b"""
off = ["many-documents"]
volume = { most = 10, within = 3600 }
[habits]
INFIRMIER = ["normal"]
[[staff]]
id = "dr-1"
last_name = "Roux"
shifts = [{ starts = 2020-01-15T19:00:00Z, ends = 2020-01-16T08:00:00Z }]
[[well_known]]
last_name = "Vedette"
"""


def test_a_centre_writes_its_thresholds_and_lists() -> None:
    policy = load_unusual(TOML)
    assert policy.volume == Limit(most=10, within=3600)
    assert policy.off == {R.MANY_DOCUMENTS}
    assert (policy.staff[0].id, policy.well_known[0].last_name) == ("dr-1", "Vedette")
    assert rules(assess(seen(role=Role.NURSE, mode=GLASS), policy)) == [R.OFF_SHIFT, R.OUTSIDE_ROLE_HABITS]
    assert policy.digest != UnusualPolicy().digest == UnusualPolicy().digest


WRONG: list[tuple[bytes, str]] = [
    (b"volume = 3", "volume"),
    (b"off = ['curious']", "off"),
    (b"colour = 1", "colour"),
    (b"documents = 0", "documents"),
    (b"volume = ", "document"),
    (b"\xff", "utf-8"),
]


@pytest.mark.parametrize(("text", "where"), WRONG, ids=lambda each: str(each)[:20])
def test_a_policy_that_cannot_be_says_where_in_one_line(text: bytes, where: str) -> None:
    with pytest.raises(ValueError, match=where) as raised:
        load_unusual(text)
    assert "\n" not in str(raised.value)
