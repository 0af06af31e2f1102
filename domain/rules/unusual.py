"""Unusual accesses: rules over the audit trail, each with its code, its words and its threshold.

A flag is a reason to look, never a fault. What privacy monitors of hospitals look for: relatives, neighbours,
colleagues, known persons, curiosity after the call, volume. The rules know nothing that is not in
`AccessSeen`, and their flags hold numbers only: no name leaves them.
"""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from domain.dmp_access.words import Flag, UnusualRule
from domain.rules.unusual_policy import Known, Limit, Staff, UnusualPolicy
from domain.vocabulary import DmpMode, Person, Role


class Past(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One access or attempt of the same practitioner, this one included."""

    at: datetime
    mode: DmpMode
    call: str
    patient: str
    refused: bool = False


class AccessSeen(msgspec.Struct, frozen=True, kw_only=True):
    """All that the rules may know of one access.

    `last_read_at`: the last document shown. `call_ended_at`: when the call's file was completed or dismissed,
    None while it is open. `took_part`: the practitioner acted on the call or on a mission of it, None where
    there is no such call. `on_shift`: None where nobody says. `place` is where the call is. `past` are the
    practitioner's own accesses and attempts up to this one.
    """

    practitioner: str
    role: Role
    mode: DmpMode
    call: str
    patient: str
    requested_at: datetime
    refused: bool = False
    last_read_at: datetime | None = None
    documents: int = 0
    call_ended_at: datetime | None = None
    took_part: bool | None = None
    on_shift: bool | None = None
    person: Person | None = None
    place: str | None = None
    past: tuple[Past, ...] = ()


Found = Flag | None


def assess(seen: AccessSeen, policy: UnusualPolicy) -> tuple[Flag, ...]:
    """The flags of one access, in the order of the rules' list. Empty for a usual one."""
    asked = (rule(seen, policy) for code, rule in RULES.items() if code not in policy.off)
    return tuple(flag for flag in asked if flag is not None)


def folded(text: str | None) -> str:
    """Letters and figures alone, without accents or case: what two spellings of one name share."""
    plain = unicodedata.normalize("NFKD", text or "")
    return "".join(each for each in plain if each.isalnum()).upper()


def _no_linked_call(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    return None if seen.took_part or seen.refused else Flag(rule=UnusualRule.NO_LINKED_CALL)


def _call_closed_before(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    ended, last = seen.call_ended_at, seen.last_read_at or seen.requested_at
    if ended is None or seen.refused:
        return None
    return _above(UnusualRule.CALL_CLOSED_BEFORE, (last - ended).total_seconds(), policy.after_call)


def _off_shift(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    shifts = next((each.shifts for each in policy.staff if each.id == seen.practitioner), None)
    on_shift = seen.on_shift
    if shifts is not None:
        planned = any(shift.starts <= seen.requested_at < shift.ends for shift in shifts)
        on_shift = planned or on_shift is True
    return Flag(rule=UnusualRule.OFF_SHIFT) if on_shift is False else None


def _same_family_name(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    own, theirs = _own(seen, policy), _last_name(seen)
    usual = {folded(name) for name in policy.common_names}
    alike = own is not None and theirs and folded(own.last_name) == theirs and theirs not in usual
    return Flag(rule=UnusualRule.SAME_FAMILY_NAME) if alike else None


def _same_household(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    own, place = _own(seen, policy), folded(seen.place)
    alike = own is not None and place and folded(own.address) == place
    return Flag(rule=UnusualRule.SAME_HOUSEHOLD) if alike else None


def _colleague(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    others = (each for each in policy.staff if each.id != seen.practitioner)
    return Flag(rule=UnusualRule.COLLEAGUE) if any(_is(seen.person, each) for each in others) else None


def _self(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    own = _own(seen, policy)
    return Flag(rule=UnusualRule.SELF) if own is not None and _is(seen.person, own) else None


def _well_known_person(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    known = any(_is(seen.person, each) for each in policy.well_known)
    return Flag(rule=UnusualRule.WELL_KNOWN_PERSON) if known else None


def _volume(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    opened = [each.at for each in seen.past if not each.refused]
    return None if seen.refused else _too_many(UnusualRule.VOLUME, opened, seen, policy.volume)


def _repeated_break_glass(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    if seen.refused or seen.mode is not DmpMode.BREAK_GLASS:
        return None
    broken = [each.at for each in seen.past if each.mode is DmpMode.BREAK_GLASS and not each.refused]
    return _too_many(UnusualRule.REPEATED_BREAK_GLASS, broken, seen, policy.break_glass)


def _repeated_refusals(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    refused = [each.at for each in seen.past if each.refused]
    return _too_many(UnusualRule.REPEATED_REFUSALS, refused, seen, policy.refusals) if seen.refused else None


def _same_patient_again(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    about = (seen.call, seen.patient)
    again = [each.at for each in seen.past if (each.call, each.patient) == about and not each.refused]
    return (
        None if seen.refused else _too_many(UnusualRule.SAME_PATIENT_AGAIN, again, seen, policy.same_patient)
    )


def _outside_role_habits(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    usual = policy.habits.get(seen.role, frozenset())
    return None if seen.mode in usual else Flag(rule=UnusualRule.OUTSIDE_ROLE_HABITS)


def _many_documents(seen: AccessSeen, policy: UnusualPolicy) -> Found:
    return _above(UnusualRule.MANY_DOCUMENTS, seen.documents, policy.documents)


def _too_many(rule: UnusualRule, times: Sequence[datetime], seen: AccessSeen, limit: Limit) -> Found:
    since = seen.requested_at - timedelta(seconds=limit.within)
    return _above(rule, sum(since < each <= seen.requested_at for each in times), limit.most)


def _above(rule: UnusualRule, value: float, threshold: float) -> Found:
    return Flag(rule=rule, seen=float(value), threshold=float(threshold)) if value > threshold else None


def _own(seen: AccessSeen, policy: UnusualPolicy) -> Staff | None:
    return next((each for each in policy.staff if each.id == seen.practitioner), None)


def _last_name(seen: AccessSeen) -> str:
    return folded(seen.person.last_name) if seen.person is not None else ""


def _is(person: Person | None, other: Staff | Known) -> bool:
    """Same names, and no birth date that says otherwise. A family name alone is enough for a person known
    by it alone, never for a colleague."""
    if person is None or not person.last_name or folded(person.last_name) != folded(other.last_name):
        return False
    if other.first_name is None and isinstance(other, Staff):
        return False
    if other.first_name is not None and folded(person.first_name) != folded(other.first_name):
        return False
    return None in (person.birth_date, other.birth_date) or person.birth_date == other.birth_date


RULES: dict[UnusualRule, Callable[[AccessSeen, UnusualPolicy], Found]] = {
    UnusualRule.NO_LINKED_CALL: _no_linked_call,
    UnusualRule.CALL_CLOSED_BEFORE: _call_closed_before,
    UnusualRule.OFF_SHIFT: _off_shift,
    UnusualRule.SAME_FAMILY_NAME: _same_family_name,
    UnusualRule.SAME_HOUSEHOLD: _same_household,
    UnusualRule.COLLEAGUE: _colleague,
    UnusualRule.WELL_KNOWN_PERSON: _well_known_person,
    UnusualRule.SELF: _self,
    UnusualRule.VOLUME: _volume,
    UnusualRule.REPEATED_BREAK_GLASS: _repeated_break_glass,
    UnusualRule.REPEATED_REFUSALS: _repeated_refusals,
    UnusualRule.SAME_PATIENT_AGAIN: _same_patient_again,
    UnusualRule.OUTSIDE_ROLE_HABITS: _outside_role_habits,
    UnusualRule.MANY_DOCUMENTS: _many_documents,
}
