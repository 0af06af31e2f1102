"""The calls of a night, all drawn before it begins: the same seed, the same calls.

Each call is drawn from its own generator, so that a change in one leaves the others as they were.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from domain.vocabulary import (
    Caller,
    CallerType,
    CallOrigin,
    CareLevel,
    Channel,
    Confidentiality,
    DismissalCode,
    DmpMode,
    Ins,
    OrientationType,
    Person,
    Place,
    Priority,
    TeamNeeds,
)
from simulators import names
from simulators.chance import chance, drawn, happens
from simulators.curve import arrivals
from simulators.fates import DOCUMENTS, ORIENTATIONS, Fate
from simulators.motives import MOTIVES, PROFILES, Motive, Profile
from simulators.places import Commune, Region, place_in
from simulators.records import DmpRecord, Document
from simulators.settings import Habits, Night

DECISIONS = frozenset({Fate.ADVICE, Fate.PRESCRIPTION, Fate.INTERVENTION, Fate.ORIENTATION, Fate.NOTHING})
_ORIGINS = {
    CallOrigin.LINE_15: 58,
    CallOrigin.LINE_116117: 18,
    CallOrigin.LINE_112: 5,
    CallOrigin.FIRE_CONFERENCE: 9,
    CallOrigin.FIRE_INFORMATION: 2,
    CallOrigin.TELE_ASSISTANCE: 4,
    CallOrigin.POLICE: 2,
    CallOrigin.OUT_OF_HOURS_ASSOCIATION: 1,
    CallOrigin.LINE_114: 0.5,
    CallOrigin.OTHER: 0.5,
}
_CALLERS = {
    CallerType.FAMILY: 46,
    CallerType.PATIENT: 24,
    CallerType.BYSTANDER: 9,
    CallerType.NURSE: 7,
    CallerType.CARE_ASSISTANT: 4,
    CallerType.FIREFIGHTER: 5,
    CallerType.DOCTOR: 2,
    CallerType.AMBULANCE_CREW: 2,
    CallerType.PHARMACIST: 1,
}
_DISMISSALS = {
    DismissalCode.HANDLED_BY_ARM: 30,
    DismissalCode.GENERAL_INFORMATION: 20,
    DismissalCode.PHARMACY_INFORMATION: 14,
    DismissalCode.WRONG_NUMBER: 14,
    DismissalCode.DENTIST_INFORMATION: 6,
    DismissalCode.ADMINISTRATIVE: 6,
    DismissalCode.MALICIOUS: 5,
    DismissalCode.POLICE: 3,
    DismissalCode.FIRE_SERVICE: 2,
}
_CONFIDENTIALITY = {
    Confidentiality.NORMAL: 92,
    Confidentiality.RESTRICTED: 6,
    Confidentiality.VERY_RESTRICTED: 2,
}
_OLDEST_DAYS = 1200


class PlannedCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call, as the world knows it before anybody picks up.

    `patience` is how long (s) the caller lets it ring. `original` is the call that a duplicate repeats.
    `ins` is there where the identity can be qualified, `record` where the patient has a DMP.
    """

    id: str
    rings_at: datetime
    patience: float
    origin: CallOrigin
    caller: Caller
    commune: Commune
    place: Place
    motive: Motive
    person: Person
    ins: Ins | None
    record: DmpRecord | None
    priority: Priority
    level: CareLevel
    channel: Channel
    fate: Fate
    needs: TeamNeeds
    orientation: OrientationType
    dismissal: DismissalCode
    original: str | None = None
    lost: bool = False
    reached: bool = True
    visio: bool = False
    consults: DmpMode | None = None

    @property
    def patient(self) -> str:
        """The patient's identifier within the file."""
        return f"{self.id}.1"


def plan_calls(night: Night, region: Region) -> list[PlannedCall]:
    """Every call of the night, in the order they ring."""
    times = arrivals(night.seed, night.starts_at, night.hours, night.calls_per_day)
    calls: list[PlannedCall] = []
    for number, at in enumerate(times, 1):
        rng = chance(night.seed, f"call {number}")
        call = _call(rng, night, region, at, number)
        if happens(rng, night.habits.duplicate):
            call = _duplicate(call, calls[-6:])
        calls.append(call)
    return calls


def records(calls: Sequence[PlannedCall]) -> list[DmpRecord]:
    """The shared records of the patients of these calls: what the DMP stand-in holds."""
    return [call.record for call in calls if call.record is not None]


def _call(rng: random.Random, night: Night, region: Region, at: datetime, number: int) -> PlannedCall:
    habits = night.habits
    motive = rng.choices(MOTIVES, weights=[each.weight for each in MOTIVES])[0]
    profile = PROFILES[motive.profile]
    commune = region.draw(rng)
    person = names.person(rng, at.date(), profile.ages)
    ins = names.ins(rng, person) if happens(rng, habits.qualified) else None
    fate = Fate.DISMISSED if happens(rng, habits.dismissed) else drawn(rng, profile.fates)
    return PlannedCall(
        id=f"DRFR15{night.department}0{at:%y%j}{number:05}",
        rings_at=at.astimezone(UTC),
        patience=rng.expovariate(1 / 240),
        origin=drawn(rng, _ORIGINS),
        caller=Caller(type=drawn(rng, _CALLERS), name=names.full_name(rng), phone=names.phone(rng)),
        commune=commune,
        place=place_in(rng, commune),
        motive=motive,
        person=person,
        ins=ins,
        record=_record(rng, habits, ins, at) if ins else None,
        priority=drawn(rng, profile.priorities),
        level=drawn(rng, profile.levels),
        channel=profile.channel,
        fate=fate,
        needs=rng.choice(profile.needs),
        orientation=drawn(rng, ORIENTATIONS),
        dismissal=drawn(rng, _DISMISSALS),
        lost=happens(rng, habits.lost),
        reached=happens(rng, habits.reached),
        visio=happens(rng, profile.visio),
        consults=_consults(rng, habits, profile, ins),
    )


def _record(rng: random.Random, habits: Habits, ins: Ins, at: datetime) -> DmpRecord | None:
    recorded = happens(rng, habits.recorded)
    titles = rng.sample(DOCUMENTS, rng.randint(2, len(DOCUMENTS)))
    documents = tuple(_document(rng, title, at) for title in titles)
    record = DmpRecord(
        ins=ins,
        documents=documents,
        opposed_to_regulation_centre=happens(rng, habits.opposed),
        opposed_to_break_glass=happens(rng, habits.opposed),
    )
    return record if recorded else None


def _document(rng: random.Random, title: str, at: datetime) -> Document:
    """A document of the last years: the first search of a record does not see the oldest."""
    number = rng.getrandbits(48)
    return Document(
        id=f"doc-{number:012x}",
        title=title,
        confidentiality=frozenset({drawn(rng, _CONFIDENTIALITY)}),
        written_at=at.astimezone(UTC) - timedelta(days=1 + number % _OLDEST_DAYS),
    )


def _consults(rng: random.Random, habits: Habits, profile: Profile, ins: Ins | None) -> DmpMode | None:
    share = rng.random()
    if ins is None:
        return DmpMode.REGULATION_CENTRE if share < habits.unqualified_attempt else None
    worse = 4 if CareLevel.R1 in profile.levels else 1
    if share < habits.glass * worse:
        return DmpMode.BREAK_GLASS
    return DmpMode.REGULATION_CENTRE if share < habits.glass * worse + habits.consulted else None


def _duplicate(call: PlannedCall, recent: Sequence[PlannedCall]) -> PlannedCall:
    """The same event told by somebody else, where one was told in the last quarter of an hour."""
    for earlier in reversed(recent):
        fresh = (call.rings_at - earlier.rings_at).total_seconds() < 900
        if fresh and earlier.fate in DECISIONS:
            return msgspec.structs.replace(
                call,
                fate=Fate.DUPLICATE,
                original=earlier.id,
                place=earlier.place,
                commune=earlier.commune,
                motive=earlier.motive,
                priority=earlier.priority,
            )
    return call
