"""What in a fact is about a patient: those fields are stored sealed, and read as placeholders once erased.

By type: words, places, persons, numbers of telephone and INS, vital signs, what shows where somebody is.
What is neither by its type is clear. Exceptions are named here one by one, and the whole table is in
`docs/personal-data.md`, which a test compares with the code.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec.structs import replace

from domain import file_reading, log_verification
from domain.dispatch_solve import SolveRecorded
from domain.dmp_access import facts as dmp
from domain.fact import Fact
from domain.mission.facts import VitalSign
from domain.mobile_team import facts as team
from domain.proposal import Proposal
from domain.regulation_call import facts as call
from domain.scores import Score
from domain.standing_order import facts as standing_order
from domain.teleconsultation import facts as teleconsultation
from domain.vocabulary import (
    Caller,
    EmailAddress,
    Ins,
    LongText,
    Person,
    PhoneNumber,
    Place,
    Position,
    ShortText,
)

ERASED: Final = "effacé"
ERASED_ID: Final = "efface"
_NO_INS: Final = Ins(number="0" * 15, oid="1.2.250.1.213.1.4.8")

Blank = Callable[[Any], Any]

_BLANKS: Final[tuple[tuple[Any, Blank], ...]] = (
    (ShortText, lambda _: ERASED),
    (LongText, lambda _: ERASED),
    (PhoneNumber, lambda _: "+00000"),
    (EmailAddress, lambda _: "efface@efface.invalid"),
    (Place, lambda _: Place(label=ERASED)),
    (Position, lambda _: Position(0.0, 0.0)),
    (Ins, lambda _: _NO_INS),
    (Person, lambda _: Person()),
    (Caller, lambda caller: Caller(type=caller.type)),
    (tuple[VitalSign, ...], lambda _: ()),
    (tuple[Score, ...], lambda _: ()),
    (Proposal, lambda proposal: replace(proposal, ranked=(), excluded=())),
    (bytes, lambda _: b""),
)
"""By type of a field: what stands in its place. Structs named here are blanked as a whole."""

CLEAR: Final[Mapping[type[Fact], frozenset[str]]] = {
    # A file's own name, in another centre: without its content it names nobody.
    call.CallReceived: frozenset({"national_id"}),
    call.MotiveStated: frozenset({"code"}),
    # About a crew or a rule of the house, never about a patient.
    team.ShiftStarted: frozenset({"vehicle", "base"}),
    team.EquipmentChecked: frozenset({"items"}),
    team.TeamBecameUnavailable: frozenset({"why"}),
    team.HelpSettled: frozenset({"how"}),
    standing_order.StandingOrderSigned: frozenset({"words", "window"}),
    standing_order.StandingOrderRevoked: frozenset({"why"}),
    SolveRecorded: frozenset({"format", "worker"}),
    dmp.AccessAssessed: frozenset({"policy"}),
    # Names of files, of people who work here and of periods: what an auditor asked for is proof too.
    file_reading.FileOpened: frozenset({"asked"}),
    log_verification.LogVerified: frozenset({"first"}),
}
SEALED: Final[Mapping[type[Fact], Mapping[str, Blank]]] = {
    # The name of a document leads to it, in the record of its holder.
    dmp.DocumentConsulted: {"document": lambda _: ERASED_ID},
    dmp.DocumentRefused: {"document": lambda _: ERASED_ID},
    dmp.ReadingFailed: {"document": lambda _: ERASED_ID},
    teleconsultation.FollowUpStated: {"last_seen": lambda _: date.min},
}
KEPT_WHOLE: Final = frozenset({"erasure"})
"""Kinds of streams that are about no file of their own: why a file was erased stays readable."""


@cache
def sealed_fields(kind: type[Fact]) -> Mapping[str, Blank]:
    """The fields of a fact that are about a patient, and what stands in their place."""
    tag = str(kind.__struct_config__.tag)
    if tag.partition(".")[0] in KEPT_WHOLE:
        return {}
    clear, named = CLEAR.get(kind, frozenset[str]()), SEALED.get(kind, {})
    hints = get_type_hints(kind, include_extras=True)
    found: dict[str, Blank] = {}
    for name in kind.__struct_fields__:
        blank = None if name in clear else named.get(name) or _blank(hints[name])
        if blank is not None:
            found[name] = blank
    return found


def cleared(fact: Fact) -> Fact:
    """The fact without what is about a patient; the very same where it holds nothing of the kind."""
    changes: dict[str, Any] = {}
    for name, blank in sealed_fields(type(fact)).items():
        value = getattr(fact, name)
        if value is not None and (instead := blank(value)) != value:
            changes[name] = instead
    return replace(fact, **changes) if changes else fact


def _blank(hint: Any) -> Blank | None:
    """How to blank a field of this type; None for one that holds nothing of a patient."""
    for kind, blank in _BLANKS:
        if hint == kind:
            return blank
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        said = [found for each in get_args(hint) if (found := _blank(each)) is not None]
        return said[0] if said else None
    if origin is Annotated:
        return _blank(get_args(hint)[0])
    if origin in (tuple, frozenset, list):
        inner = [_blank(each) for each in get_args(hint) if each is not Ellipsis]
        return None if inner == [None] else _many(origin, inner[0])
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _within(hint)
    return None


def _many(origin: Any, blank: Blank | None) -> Blank | None:
    return None if blank is None else lambda values: origin(blank(value) for value in values)


@cache
def _within(kind: type[msgspec.Struct]) -> Blank | None:
    hints = get_type_hints(kind, include_extras=True)
    fields = {name: blank for name in kind.__struct_fields__ if (blank := _blank(hints[name])) is not None}
    if not fields:
        return None

    def blanked(value: Any) -> Any:
        kept = {name: getattr(value, name) for name in fields}
        return replace(value, **{n: fields[n](each) for n, each in kept.items() if each is not None})

    return blanked
