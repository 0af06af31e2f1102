"""Random nights: acts drawn from everything people may ask for."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

from domain.crew_safety import commands as safety
from domain.dmp_access import commands as dmp
from domain.dmp_access.states import Disputed, InReview, Open, OpenByBreakGlass
from domain.dmp_access.words import Attestation, Recipient, Verdict
from domain.fact import Actor
from domain.file_reading import OpenFile, RefuseReading, What
from domain.house import AnyCommand
from domain.log_verification import THE_LOG, RecordVerification
from domain.mission import commands as mission
from domain.mission.facts import Agreement, Outcome, VitalSign
from domain.mobile_team import commands as team
from domain.mobile_team.facts import CrewMember
from domain.proposal import Proposal
from domain.regulation_call import commands as call
from domain.regulation_call.states import Decided, InRegulation, Received, Waiting
from domain.rules.permissions import PERMISSIONS
from domain.shared_record import NotReadBecause
from domain.standing_order.commands import RevokeStandingOrder
from domain.visio_session import commands as visio
from domain.vocabulary import (
    Caller,
    CallerType,
    CallOrigin,
    CareLevel,
    CareType,
    Confidentiality,
    DismissalCode,
    DmpMode,
    Equipment,
    InsStatus,
    OrientationType,
    Person,
    Priority,
    Role,
    Skill,
    TeamNeeds,
    VitalParameter,
)
from tests.builders import COLLEAGUE, DOCTOR, INS, NURSE, PEOPLE, PLACE, a_proposal
from tests.projections.night import Night
from tests.projections.sending import SENDING
from tests.projections.teleconsultations import consulted
from tests.projections.visio_lives import seen_by_a_link
from tests.projections.visios import VISIOS

Make = Callable[[Night], AnyCommand]


ENDINGS = (
    call.DismissCall,
    call.LinkDuplicate,
    team.EndShift,
    team.MakeTeamUnavailable,
    mission.CancelMission,
    RevokeStandingOrder,
    visio.RefuseConsent,
    visio.EndVisio,
    visio.FailVisio,
    dmp.RevokeAccess,
)
"""Asked for rarely, or no story would get far."""


AUDITORS = tuple(Actor(Role.AUDITOR, f"aud-{number}") for number in (2, 3, 4))


def a_night(seed: int, attempts: int = 300, room: int = 1) -> Night:
    """A night of at most `attempts` acts by people allowed to ask for them, the rarest first: so that
    stories go on to their ends."""
    night = Night(seed, room)
    done: Counter[Make] = Counter()
    for _ in range(attempts):
        night.later(night.chance.choices([1, 20, 60, 1800, 90_000], [30, 50, 17, 2, 1])[0])
        makers = night.any_of(KINDS)
        rarest = sorted(makers, key=lambda make: (done[make], night.chance.random()))
        for make in rarest:
            command = make(night)
            if isinstance(command, ENDINGS) and night.chance.random() < 0.85:
                continue
            if _act(night, command):
                done[make] += 1
                break
    consulted(night)
    seen_by_a_link(night)
    return night


def _act(night: Night, command: AnyCommand) -> bool:
    late = timedelta(seconds=night.chance.randrange(-20, 600))
    device_at = night.now - late if night.chance.random() < 0.2 else None
    return night.do(command, night.any_of(_people(type(command))), device_at)


@cache
def _people(command: type[AnyCommand]) -> list[Actor]:
    """Who may ask for it."""
    everybody = (*PEOPLE, DOCTOR, DOCTOR, COLLEAGUE, *AUDITORS)
    return [person for person in everybody if person.role in PERMISSIONS[command]]


def _person(night: Night) -> Person:
    age = night.any_of(["P3M", "P79Y", None])
    born = None if age else night.any_of(["1938-02-29", "1950-06-01", None])
    return Person(last_name="Exemple", age=age, birth_date=born)


def _with_identity(night: Night) -> str:
    """A call whose patient P0 has a qualified identity, mostly."""
    known = [
        name
        for name, state in night.of("regulation-call").items()
        if isinstance(state, Received | Waiting | InRegulation | Decided)
        and "P0" in state.file.patients
        and state.file.patients["P0"].status is InsStatus.QUALIFIED
    ]
    return night.any_of(known) if known and night.chance.random() < 0.8 else night.one("C", 8)


def _mission_of(make: Callable[[Night, str], AnyCommand]) -> Make:
    return lambda night: make(night, night.one("M", 6))


def _crew(kind: type[Any], **fields: Any) -> Make:
    return _mission_of(lambda night, name: kind(mission=name, team=night.engaged(name), **fields))


def _proposal(night: Night) -> Proposal:
    return a_proposal(night.any_of(["T0", "T1", None]), night.one("solve-", 100))


def _order(night: Night, name: str) -> mission.OrderMission:
    shown = getattr(night.state("mission", name), "shown", None)
    known = shown.solve_id if shown else None
    return mission.OrderMission(mission=name, team=night.one("T", 3), solve_id=known, reason="plus proche")


def _access(night: Night, states: Any) -> str:
    """An access in one of these states, where there is one."""
    names = [name for name, state in night.of("dmp-access").items() if isinstance(state, states)]
    return night.any_of(names) if names else night.one("A", 30)


def _continuation(night: Night) -> AnyCommand:
    name = _access(night, Open | OpenByBreakGlass)
    subject = getattr(night.state("dmp-access", name), "subject", None)
    return dmp.ContinueAccess(
        access=name,
        call=subject.call if subject else "C0",
        attestation=Attestation(cannot_express_will=True, immediate_risk=True, patient_agrees=True),
        reason="toujours inconscient",
    )


CALLS: list[Make] = [
    lambda n: call.ReceiveCall(
        call=n.one("C", 8),
        origin=CallOrigin.LINE_15,
        rang_at=n.now - timedelta(seconds=n.chance.randrange(60)),
        caller=Caller(type=n.any_of(CallerType), name="Exemple"),
    ),
    lambda n: call.ImportFile(call=n.one("C", 8), national_id="fr.x.1", rang_at=n.now, motive="chute"),
    lambda n: call.DescribeCaller(call=n.one("C", 8), caller=Caller(phone="+33100000000")),
    lambda n: call.LocateCall(call=n.one("C", 8), place=PLACE),
    lambda n: call.StateMotive(call=n.one("C", 8), motive=n.any_of(["chute", "douleur"])),
    lambda n: call.LoseCaller(call=n.one("C", 8)),
    lambda n: call.CallBack(call=n.one("C", 8), reached=n.any_of([True, False])),
    lambda n: call.AssignPriority(call=n.one("C", 8), priority=n.any_of(Priority)),
    lambda n: call.IdentifyPatient(call=n.one("C", 8), patient=n.one("P", 2), person=_person(n)),
    lambda n: call.IdentifyPatient(
        call=n.one("C", 8), patient="P0", person=_person(n), status=InsStatus.QUALIFIED, ins=INS
    ),
    lambda n: call.QualifyIdentity(call=n.one("C", 8), patient=n.one("P", 2), ins=INS),
    lambda n: call.TransferToRegulator(call=n.one("C", 8)),
    lambda n: call.StartRegulation(call=n.one("C", 8)),
    lambda n: call.NoteObservation(call=n.one("C", 8), text="note"),
    lambda n: call.AssessCareLevel(call=n.one("C", 8), level=n.any_of(CareLevel)),
    lambda n: call.GiveAdvice(call=n.one("C", 8), text="repos"),
    lambda n: call.GivePhonePrescription(call=n.one("C", 8), text="paracétamol"),
    lambda n: call.OrientPatient(call=n.one("C", 8), orientation=n.any_of(OrientationType)),
    lambda n: call.DecideNothingFurther(call=n.one("C", 8), reason="réglé"),
    lambda n: call.DismissCall(call=n.one("C", 8), code=n.any_of(DismissalCode)),
    lambda n: call.LinkDuplicate(call=n.one("C", 8), original=n.one("C", 8)),
    lambda n: call.CompleteCall(call=n.one("C", 8)),
    lambda n: call.ReopenCall(call=n.one("C", 8), reason="rappel"),
    lambda n: call.ValidateCall(call=n.one("C", 8)),
    lambda n: OpenFile(reading=n.one("R", 1000), what=n.any_of(What), of=n.one("C", 8)),
    lambda n: RecordVerification(
        log=THE_LOG, facts=n.any_of([10, 20]), signed=10, checkpoints=1, faults=n.any_of([0, 1])
    ),
    lambda n: RefuseReading(reading=n.one("R", 1000), what=n.any_of(What), of=n.one("C", 8)),
]
INTERVENTIONS: list[Make] = [
    lambda n: call.DecideIntervention(
        call=n.one("C", 8), mission=n.one("M", 6), needs=TeamNeeds(skills=frozenset({Skill.NURSE}))
    ),
    lambda n: call.AssignPriority(call=n.one("C", 8), priority=n.any_of(Priority)),
    lambda n: call.LocateCall(call=n.one("C", 8), place=PLACE),
    lambda n: call.StartRegulation(call=n.one("C", 8)),
]
TEAMS: list[Make] = [
    lambda n: team.StartShift(
        team=n.one("T", 3),
        crew=(CrewMember(NURSE.id, NURSE.role),),
        vehicle="VL-1",
        skills=frozenset({Skill.NURSE, Skill.GERIATRIC}),
        equipment=frozenset({Equipment.ECG}),
        care_type=CareType.PARAMEDICAL,
        base=PLACE,
        ends_at=n.now + timedelta(hours=12),
    ),
    lambda n: team.ChangeCrew(
        team=n.one("T", 3),
        crew=(CrewMember("nurse-2", Role.NURSE),),
        skills=frozenset(),
        care_type=CareType.MEDICAL,
    ),
    lambda n: team.CheckEquipment(team=n.one("T", 3), equipment=frozenset({Equipment.OXIMETER})),
    lambda n: team.MakeTeamUnavailable(team=n.one("T", 3), why=n.any_of(["plein", "repas"])),
    lambda n: team.MakeTeamAvailable(team=n.one("T", 3)),
    lambda n: team.LoseTablet(team=n.one("T", 3)),
    lambda n: team.RecoverTablet(team=n.one("T", 3)),
    lambda n: team.EndShift(team=n.one("T", 3)),
    lambda n: team.ReadNotice(team=n.one("T", 3)),
    lambda n: team.RequestHelp(team=n.one("T", 3)),
    lambda n: team.SettleHelp(team=n.one("T", 3), how="jointe"),
]
MISSIONS: list[Make] = [
    lambda n: mission.ProposeTeams(mission=n.one("M", 6), proposal=_proposal(n)),
    lambda n: mission.SetProposalAside(mission=n.one("M", 6), why="attendre"),
    *[_mission_of(_order)] * 3,
    _crew(mission.AcknowledgeMission),
    _crew(mission.DeclineMission, why="panne"),
    *[_crew(mission.ReportDeparture), _crew(mission.ReportArrival), _crew(mission.StartCare)] * 3,
    _crew(mission.SendBilan, text="stable"),
    _crew(mission.SendBilan, vitals=(VitalSign(parameter=VitalParameter.HEART_RATE, value="80"),)),
    _crew(mission.ConsentTeleconsultation, given_by=Agreement.PATIENT, told_version=1),
    _crew(mission.RefuseTeleconsultation, told_version=1),
    lambda n: mission.AssignDestination(mission=n.one("M", 6), orientation=n.any_of(OrientationType)),
    _crew(mission.StartTransport),
    _crew(mission.ReportTransit),
    _crew(mission.ResumeTransport),
    _crew(mission.ReportDestination),
    _crew(mission.HandOverPatient, outcome=Outcome.LEFT_AT_HOME),
    _crew(mission.LeaveScene),
    _crew(mission.ReturnToBase),
    *[_crew(mission.CloseMission)] * 2,
    _crew(mission.CancelMission, why="rappel"),
    *[_mission_of(lambda _, name: safety.AdaptWatch(mission=name))] * 2,
    _mission_of(lambda _, name: safety.SetCheckIn(mission=name, minutes=15)),
    _crew(safety.CheckIn),
    _crew(safety.MissCheckIn),
    lambda n: mission.CancelMission(mission=n.one("M", 6), why="rappel"),
]
ACCESSES: list[Make] = [
    lambda n: dmp.RequestAccess(
        access=n.one("A", 30),
        call=_with_identity(n),
        patient=n.any_of(["P0", "P0", "P1"]),
        mode=n.any_of(DmpMode),
        attestation=Attestation(
            cannot_express_will=n.any_of([True, True, False]), immediate_risk=True, patient_agrees=True
        ),
        reason=n.any_of(["inconscient", None]),
    ),
    lambda n: dmp.ConsultDocument(
        access=_access(n, Open | OpenByBreakGlass),
        document=n.one("D", 4),
        title="Synthèse",
        confidentiality=frozenset({n.any_of(Confidentiality), Confidentiality.NORMAL}),
    ),
    lambda n: dmp.CloseAccess(access=n.one("A", 30)),
    lambda n: dmp.RevokeAccess(access=n.one("A", 30), why="erreur"),
    lambda n: dmp.RecordNotice(access=n.one("A", 30), recipient=n.any_of(Recipient), proof="mss-2"),
    _continuation,
    lambda n: dmp.RecordSearch(access=_access(n, Open | OpenByBreakGlass), count=2),
    lambda n: dmp.RecordFailedReading(
        access=_access(n, Open | OpenByBreakGlass),
        why=n.any_of(NotReadBecause),
        document=n.any_of(["D1", None]),
    ),
    lambda n: dmp.RetryNotice(access=n.one("A", 30), recipient=n.any_of(Recipient)),
    lambda n: dmp.ReviewBreakGlass(access=_access(n, InReview), verdict=n.any_of(Verdict), comment="vu"),
    lambda n: dmp.ExplainAccess(access=_access(n, InReview), words="inconscient"),
    lambda n: dmp.SettleReview(access=_access(n, Disputed), verdict=n.any_of(Verdict), comment="tranché"),
]
KINDS = (CALLS, CALLS, INTERVENTIONS, TEAMS, MISSIONS, MISSIONS, SENDING, VISIOS, ACCESSES)
