"""What tests of the domain are made of: people, instants, and stories told up to a state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

from domain import house
from domain.dmp_access import facts as dmp
from domain.dmp_access.facts import Attestation
from domain.envelope import StreamId
from domain.fact import Actor, Fact
from domain.mission import facts as mission
from domain.mobile_team import facts as team
from domain.proposal import Candidate, CostTerm, ExcludedTeam, Exclusion, Proposal
from domain.regulation_call import facts as call
from domain.regulation_call.states import Received
from domain.visio_session import facts as visio
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
    Person,
    Place,
    Position,
    Priority,
    Role,
    Skill,
    TeamNeeds,
)

NOW = datetime(2026, 1, 15, 20, 0, tzinfo=UTC)
RANG = NOW - timedelta(seconds=12)
A_DAY = timedelta(hours=24)

ARM = Actor(Role.ARM, "arm-1")
DOCTOR = Actor(Role.REGULATOR, "dr-1")
COLLEAGUE = Actor(Role.REGULATOR, "dr-2")
NURSE = Actor(Role.NURSE, "nurse-1")
DRIVER = Actor(Role.AMBULANCE_CREW, "driver-1")
CALLER = Actor(Role.CALLER, "caller-1")
MACHINE = Actor(Role.SYSTEM, "reactions")
AUDITOR = Actor(Role.AUDITOR, "auditor-1")
ADMIN = Actor(Role.ADMIN, "admin-1")
PEOPLE = (ARM, DOCTOR, NURSE, DRIVER, CALLER, MACHINE, AUDITOR, ADMIN)

INS = Ins(number="279035121518989", oid="1.2.250.1.213.1.4.8")
PERSON = Person(last_name="Exemple", first_name="Alice", age="P79Y")
PLACE = Place(label="3 rue des Lilas, Melun", position=Position(48.54, 2.66), insee="77288")
WHO = Caller(type=CallerType.FAMILY, name="Exemple", phone="+33100000000")
NEEDS = TeamNeeds(skills=frozenset({Skill.NURSE}), equipment=frozenset({Equipment.ECG}))


def a_proposal(chosen: str | None = "T1", solve_id: str = "solve-1") -> Proposal:
    """One team ranked, one set aside."""
    candidate = Candidate(
        team=chosen or "T3",
        eta=600.0,
        distance=7_500.0,
        cost=615.0,
        terms=(CostTerm("travel", 600.0), CostTerm("position age", 15.0)),
        position=Position(48.5, 2.6),
        position_age=20.0,
        estimated=True,
    )
    excluded = ExcludedTeam(team="T9", reason=Exclusion.EQUIPMENT_MISSING, detail="ecg")
    return Proposal(
        solve_id=solve_id,
        chosen=chosen,
        ranked=(candidate,),
        excluded=(excluded,),
        objective=615.0,
        status="OPTIMAL",
    )


@dataclass(frozen=True)
class Past:
    """What has happened to one stream."""

    stream: StreamId
    facts: tuple[Fact, ...] = ()

    @property
    def state(self) -> Any:
        """Where these facts lead."""
        decider = house.DECIDERS[self.stream.kind]
        return reduce(decider.evolve, self.facts, decider.initial)

    def then(self, *more: Fact) -> "Past":
        """The same stream, some facts later."""
        return Past(self.stream, (*self.facts, *more))


def told(stream: StreamId, story: Iterable[Fact], until: type) -> Past:
    """The shortest beginning of a story that reaches a state."""
    past = Past(stream)
    for fact in story:
        past = past.then(fact)
        if isinstance(past.state, until):
            return past
    raise AssertionError(f"the story never reaches {until.__name__}")


_CALL = (
    call.CallReceived(origin=CallOrigin.LINE_15, rang_at=RANG),
    call.CallLocated(place=PLACE),
    call.MotiveStated(motive="essoufflement", code="M03.01"),
    call.PriorityAssigned(priority=Priority.P1),
    call.PatientIdentified(patient="P1", person=PERSON, status=InsStatus.QUALIFIED, ins=INS),
    call.TransferredToRegulator(channel=Channel.EMERGENCY),
    call.RegulationStarted(regulator=DOCTOR.id),
    call.AdviceGiven(text="repos"),
    call.CareLevelAssessed(level=CareLevel.R3),
    call.CallCompleted(),
    call.CallValidated(closes_at=NOW + A_DAY),
    call.CallClosed(),
)


def a_call(until: type = Received, *more: Fact, name: str = "C1") -> Past:
    """A regulation file told up to a state, then `more`."""
    return told(StreamId(call.KIND, name), _CALL, until).then(*more)


_MISSION = (
    mission.MissionRequested(call="C1", priority=Priority.P1, place=PLACE, needs=NEEDS),
    mission.MissionOrdered(team="T1"),
    mission.TeamAlerted(),
    mission.TeamDeparted(),
    mission.TeamArrived(),
    mission.CareStarted(),
    mission.TransportStarted(),
    mission.TransitReached(stop=1),
    mission.TransportResumed(leg=2),
    mission.DestinationReached(),
    mission.PatientHandedOver(outcome=mission.Outcome.HANDED_OVER),
    mission.TeamLeft(),
    mission.TeamReturning(),
    mission.MissionClosed(call="C1", team="T1"),
)


def a_mission(until: type, *more: Fact, name: str = "M1") -> Past:
    """A mission of call C1, by team T1 once ordered."""
    return told(StreamId(mission.KIND, name), _MISSION, until).then(*more)


def a_shift(base: Place = PLACE) -> team.ShiftStarted:
    """The beginning of a shift of twelve hours."""
    return team.ShiftStarted(
        crew=(team.CrewMember(NURSE.id, NURSE.role), team.CrewMember(DRIVER.id, DRIVER.role)),
        vehicle="VL-1",
        skills=frozenset({Skill.NURSE}),
        equipment=frozenset({Equipment.ECG, Equipment.OXIMETER}),
        care_type=CareType.PARAMEDICAL,
        base=base,
        ends_at=NOW + timedelta(hours=12),
    )


_TEAM = (
    a_shift(),
    team.TeamBecameUnavailable(why="plein"),
    team.TeamBecameAvailable(),
    team.TeamEngaged(mission="M1"),
    team.TeamReleased(mission="M1"),
    team.ShiftEnded(),
)


def a_team(until: type, *more: Fact, name: str = "T1") -> Past:
    """A team on shift; engaged on mission M1."""
    return told(StreamId(team.KIND, name), _TEAM, until).then(*more)


_VISIO = (
    visio.VisioRequested(call="C1", phone="+33100000000"),
    visio.InvitationSent(receipt="sms-1", expires_at=NOW + timedelta(minutes=15)),
    visio.ConsentGiven(),
    visio.ParticipantJoined(participant=visio.Participant.PATIENT),
    visio.ParticipantJoined(participant=visio.Participant.REGULATOR),
    visio.QualityDegraded(why="débit faible"),
    visio.FellBackToAudio(),
    visio.VisioEnded(),
)


def a_visio(until: type, *more: Fact, name: str = "V1") -> Past:
    """A video session of call C1, by message."""
    return told(StreamId(visio.KIND, name), _VISIO, until).then(*more)


def an_access(until: type, *more: Fact, mode: DmpMode = DmpMode.REGULATION_CENTRE, name: str = "A1") -> Past:
    """An access of DOCTOR to the record of patient P1 of call C1."""
    broken = mode is DmpMode.BREAK_GLASS
    requested = dmp.AccessRequested(
        call="C1",
        patient="P1",
        mode=mode,
        practitioner=DOCTOR,
        ins=INS,
        attestation=Attestation(cannot_express_will=True, immediate_risk=True) if broken else Attestation(),
        reason="inconscient, seul" if broken else None,
    )
    until_then = NOW + timedelta(minutes=30)
    opened = (
        dmp.BreakGlassInvoked(call="C1", patient="P1", reason="inconscient, seul", expires_at=until_then)
        if broken
        else dmp.AccessGranted(call="C1", patient="P1", mode=mode, expires_at=until_then)
    )
    reviewed = dmp.BreakGlassReviewed(verdict=dmp.Verdict.JUSTIFIED, comment="vu") if broken else None
    story = (requested, opened, dmp.AccessClosed(), *((reviewed,) if reviewed else ()))
    return told(StreamId(dmp.KIND, name), story, until).then(*more)
