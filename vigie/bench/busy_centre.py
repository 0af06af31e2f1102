"""The log of a busy centre, made fast: plausible nights without end, always the same for one seed.

Some sixty calls at a time go on side by side, each about thirty facts long, with twenty teams.
"""

import random
from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from domain import dmp_access, mission, mobile_team, regulation_call, visio_session
from domain.dmp_access import facts as d
from domain.envelope import Recorded, StreamId
from domain.fact import Actor, Fact
from domain.mission import facts as m
from domain.mobile_team import facts as t
from domain.proposal import Candidate, CostTerm, ExcludedTeam, Exclusion, Proposal
from domain.regulation_call import facts as c
from domain.visio_session import facts as v
from domain.vocabulary import (
    Caller,
    CallerType,
    CallOrigin,
    CareLevel,
    CareType,
    Channel,
    DmpMode,
    Equipment,
    Ins,
    InsStatus,
    OrientationType,
    Person,
    Place,
    Position,
    Priority,
    Role,
    Skill,
    TeamNeeds,
    VitalParameter,
)

AT_ONCE = 60
TEAMS = 20

_START = datetime(2026, 1, 1, tzinfo=UTC)
_CALL, _MISSION, _TEAM = regulation_call.KIND, mission.KIND, mobile_team.KIND
_ARM, _DOCTOR = Actor(Role.ARM, "arm-1"), Actor(Role.REGULATOR, "dr-1")
_NURSE, _MACHINE = Actor(Role.NURSE, "nurse-1"), Actor(Role.SYSTEM, "reactions")
_INS = Ins(number="279035121518989", oid="1.2.250.1.213.1.4.8")
_MOTIVES = ("douleur thoracique", "dyspnée", "chute", "fièvre de l'enfant", "malaise", "plaie")

_Happening = tuple[str, str, Fact, Actor]
_Story = Generator[_Happening, None, None]


def busy_centre(seed: int = 42) -> Iterator[Recorded[Any]]:
    """Facts without end, in order, at positions from 1: twenty teams, then calls and calls."""
    chance = random.Random(seed)  # noqa: S311  # always the same log for one seed
    free = [f"T{number}" for number in range(TEAMS)]
    versions: dict[StreamId, int] = {}
    stories = [_shift(team) for team in free]
    position = calls = 0
    while True:
        while len(stories) < AT_ONCE:
            calls += 1
            stories.append(_call(f"C{calls}", chance, free, _START + timedelta(seconds=position)))
        index = chance.randrange(len(stories))
        happening = next(stories[index], None)
        if happening is None:
            stories.pop(index)
            continue
        position += 1
        yield _recorded(happening, position, versions)
        if position % 100_000 == 0:  # streams of old calls are not written to any more
            versions = {key: version for key, version in versions.items() if key.kind == _TEAM} | dict(
                list(versions.items())[-20_000:]
            )


def _recorded(happening: _Happening, position: int, versions: dict[StreamId, int]) -> Recorded[Any]:
    kind, name, fact, by = happening
    stream = StreamId(kind, name)
    version = versions[stream] = versions.get(stream, 0) + 1
    return Recorded(
        stream=stream,
        version=version,
        position=position,
        at=_START + timedelta(seconds=position),
        by=by,
        fact=fact,
        command_id=f"c{position}",
        correlation=None if kind == _TEAM else f"{_CALL}:{name}",
    )


def _shift(team: str) -> _Story:
    base = Place(label="base de Melun", position=Position(48.54, 2.66), insee="77288")
    started = t.ShiftStarted(
        crew=(t.CrewMember("nurse-1", Role.NURSE), t.CrewMember("driver-1", Role.AMBULANCE_CREW)),
        vehicle=f"VL-{team}",
        skills=frozenset({Skill.NURSE}),
        equipment=frozenset({Equipment.ECG, Equipment.OXIMETER}),
        care_type=CareType.PARAMEDICAL,
        base=base,
        ends_at=_START + timedelta(days=365),
    )
    yield _TEAM, team, started, _NURSE


def _call(name: str, chance: random.Random, free: list[str], at: datetime) -> _Story:
    place = Place(
        label=f"{chance.randrange(200)} rue des Lilas, Melun",
        position=Position(48 + chance.random(), 2 + chance.random()),
        insee="77288",
    )
    priority = chance.choice([Priority.P0, Priority.P1, Priority.P2, Priority.P3])
    for fact in _intake(chance, place, priority, at):
        yield _CALL, name, fact, _ARM
    yield _CALL, name, c.RegulationStarted(regulator="dr-1"), _DOCTOR
    if chance.random() < 0.3:
        yield from _visio(name)
    if chance.random() < 0.1:
        yield from _access(name)
    yield _CALL, name, c.CareLevelAssessed(level=chance.choice(list(CareLevel))), _DOCTOR
    if chance.random() < 0.4 and free:
        yield from _intervention(name, chance, free, (priority, place))
    else:
        yield _CALL, name, c.AdviceGiven(text="repos, rappeler si aggravation"), _DOCTOR
    yield _CALL, name, c.CallCompleted(), _ARM
    if chance.random() < 0.95:
        yield _CALL, name, c.CallValidated(closes_at=at + timedelta(days=1)), _DOCTOR
        yield _CALL, name, c.CallClosed(), _MACHINE


def _intake(chance: random.Random, place: Place, priority: Priority, at: datetime) -> Iterator[Fact]:
    caller = Caller(type=CallerType.FAMILY, phone="+33100000000")
    yield c.CallReceived(origin=CallOrigin.LINE_15, rang_at=at, caller=caller)
    yield c.CallLocated(place=place)
    yield c.MotiveStated(motive=chance.choice(_MOTIVES))
    yield c.PriorityAssigned(priority=priority)
    person = Person(last_name="Exemple", age=f"P{chance.randrange(100)}Y")
    yield c.PatientIdentified(patient="P1", person=person, status=InsStatus.QUALIFIED, ins=_INS)
    yield c.ObservationNoted(text="consciente, parle par phrases courtes, lèvres un peu bleues")
    yield c.TransferredToRegulator(channel=Channel.EMERGENCY)


def _visio(call: str) -> _Story:
    name = f"V-{call}"
    kind = visio_session.KIND
    yield kind, name, v.VisioRequested(call=call, phone="+33100000000"), _DOCTOR
    yield kind, name, v.InvitationSent(receipt="sms-1", expires_at=_START), _MACHINE
    yield kind, name, v.ConsentGiven(), _NURSE
    yield kind, name, v.ParticipantJoined(participant=v.Participant.PATIENT), _NURSE
    yield kind, name, v.ParticipantJoined(participant=v.Participant.REGULATOR), _DOCTOR
    yield kind, name, v.VisioEnded(result=v.VisioResult.DECISION_CHANGED), _DOCTOR


def _access(call: str) -> _Story:
    name = f"A-{call}"
    mode = DmpMode.REGULATION_CENTRE
    requested = d.AccessRequested(call=call, patient="P1", mode=mode, practitioner=_DOCTOR, ins=_INS)
    yield dmp_access.KIND, name, requested, _DOCTOR
    granted = d.AccessGranted(call=call, patient="P1", mode=mode, expires_at=_START)
    yield dmp_access.KIND, name, granted, _MACHINE
    yield dmp_access.KIND, name, d.DocumentConsulted(document="D1", title="Synthèse"), _DOCTOR
    yield dmp_access.KIND, name, d.AccessClosed(), _DOCTOR


def _intervention(call: str, chance: random.Random, free: list[str], what: tuple[Priority, Place]) -> _Story:
    name, (priority, place) = f"M-{call}", what
    needs = TeamNeeds(equipment=frozenset({Equipment.ECG}))
    decided = c.InterventionDecided(mission=name, needs=needs, priority=priority, place=place)
    yield _CALL, call, decided, _DOCTOR
    requested = m.MissionRequested(call=call, priority=priority, place=place, needs=needs)
    yield _MISSION, name, requested, _MACHINE
    yield _MISSION, name, m.TeamsProposed(proposal=_proposal(chance)), _MACHINE
    while not free:  # every team is out: the doctor writes while the mission waits
        yield _CALL, call, c.ObservationNoted(text="en attente d'une équipe"), _DOCTOR
    team = free.pop()
    yield _MISSION, name, m.MissionOrdered(team=team, reason="plus proche"), _DOCTOR
    yield _TEAM, team, t.TeamEngaged(mission=name), _DOCTOR
    for fact in _steps():
        yield _MISSION, name, fact, _NURSE
    yield _MISSION, name, m.MissionClosed(call=call, team=team), _NURSE
    yield _TEAM, team, t.TeamReleased(mission=name), _NURSE
    free.append(team)
    yield _CALL, call, c.InterventionConcluded(mission=name), _MACHINE


def _steps() -> Iterator[Fact]:
    pulse = m.VitalSign(parameter=VitalParameter.HEART_RATE, value="82", unit="/min")
    yield m.TeamAlerted()
    yield m.TeamAcknowledged()
    yield m.TeamDeparted()
    yield m.TeamArrived()
    yield m.CareStarted()
    yield m.BilanSent(vitals=(pulse,), text="stable")
    yield m.DestinationAssigned(orientation=OrientationType.HOME)
    yield m.PatientHandedOver(outcome=m.Outcome.LEFT_AT_HOME)


def _proposal(chance: random.Random) -> Proposal:
    ranked = tuple(
        Candidate(
            team=f"T{number}",
            eta=chance.uniform(200, 2000),
            distance=chance.uniform(2000, 30_000),
            cost=chance.uniform(200, 3000),
            terms=(CostTerm("travel", chance.uniform(200, 2000)), CostTerm("position-age", 12.0)),
            position=Position(48.5, 2.6),
            position_age=20.0,
            estimated=True,
        )
        for number in range(5)
    )
    excluded = tuple(ExcludedTeam(team=f"T{number}", reason=Exclusion.ENGAGED) for number in range(5, TEAMS))
    solve_id = f"solve-{chance.randrange(10**9)}"
    return Proposal(
        solve_id=solve_id,
        chosen=ranked[0].team,
        ranked=ranked,
        excluded=excluded,
        objective=1.0,
        status="OPTIMAL",
    )
