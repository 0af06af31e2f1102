"""At least one example of every command, by the names of the streams it is for.

For exploring the domain: every state that people and machines can reach is reached by these.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from domain.dmp_access import commands as dmp
from domain.dmp_access.words import Attestation, Flag, Recipient, RefusedBecause, UnusualRule, Verdict
from domain.house import AnyCommand
from domain.mobile_team import commands as team
from domain.mobile_team.facts import CrewMember
from domain.regulation_call import commands as call
from domain.shared_record import NotReadBecause
from domain.visio_session import commands as visio
from domain.visio_session.facts import Participant
from domain.vocabulary import (
    CallOrigin,
    CareLevel,
    CareType,
    Confidentiality,
    DismissalCode,
    DmpMode,
    Ins,
    InsStatus,
    OrientationType,
    Person,
    Place,
    Priority,
    Role,
)

START = datetime(2026, 1, 15, 20, 0, tzinfo=UTC)
PLACE = Place(label="3 rue des Lilas, Melun")
INS = Ins(number="279035121518989", oid="1.2.250.1.213.1.4.8")


def call_commands(name: str, missions: Sequence[str], patient: str = "P1") -> list[AnyCommand]:
    """What may be asked of the regulation file `name`, whose missions may have these names."""
    return [
        *_intake(name, patient),
        *_regulation(name),
        *(call.DecideIntervention(call=name, mission=each) for each in missions),
        *(call.ConcludeIntervention(call=name, mission=each) for each in missions),
        *_ending(name),
    ]


def _intake(name: str, patient: str) -> list[AnyCommand]:
    return [
        call.ReceiveCall(call=name, origin=CallOrigin.LINE_15, rang_at=START),
        call.ImportFile(call=name, national_id="n-1", rang_at=START, priority=Priority.P3),
        call.DescribeCaller(call=name, caller=call.Caller(name="Voisine")),
        call.LocateCall(call=name, place=PLACE),
        call.LocateCall(call=name, place=Place(label="3 rue des Lilas, Meaux")),
        call.StateMotive(call=name, motive="chute"),
        call.LoseCaller(call=name),
        call.CallBack(call=name, reached=True),
        call.AssignPriority(call=name, priority=Priority.P1),
        call.AssignPriority(call=name, priority=Priority.P2),
        call.IdentifyPatient(call=name, patient=patient, person=Person()),
        call.IdentifyPatient(
            call=name, patient=patient, person=Person(), status=InsStatus.RETRIEVED, ins=INS
        ),
        call.QualifyIdentity(call=name, patient=patient, ins=INS),
        call.TransferToRegulator(call=name),
    ]


def _regulation(name: str) -> list[AnyCommand]:
    return [
        call.StartRegulation(call=name),
        call.NoteObservation(call=name, text="pâle"),
        call.AssessCareLevel(call=name, level=CareLevel.R2),
        call.GiveAdvice(call=name, text="repos"),
        call.GivePhonePrescription(call=name, text="1 g"),
        call.OrientPatient(call=name, orientation=OrientationType.HOME),
        call.DecideNothingFurther(call=name, reason="équipe sur place"),
    ]


def _ending(name: str) -> list[AnyCommand]:
    return [
        call.LinkDuplicate(call=name, original="C0"),
        call.DismissCall(call=name, code=DismissalCode.HUNG_UP),
        call.CompleteCall(call=name),
        call.ReopenCall(call=name, reason="nouvel appel"),
        call.ValidateCall(call=name),
        call.CloseCall(call=name),
    ]


def visio_commands(name: str, call_name: str) -> list[AnyCommand]:
    """What may be asked of the video session `name`."""
    sides = (Participant.PATIENT, Participant.CREW, Participant.REGULATOR)
    return [
        visio.RequestVisio(session=name, call=call_name, phone="+33100000000"),
        visio.RequestVisio(session=name, call=call_name, mission="M1"),
        visio.ConfirmInvitation(session=name, receipt="sms-1"),
        visio.FailInvitation(session=name, why="numéro fixe"),
        visio.OpenInvitation(session=name),
        visio.ExpireInvitation(session=name),
        visio.GiveConsent(session=name),
        visio.RefuseConsent(session=name),
        *(visio.JoinVisio(session=name, participant=side) for side in sides),
        *(visio.LeaveVisio(session=name, participant=side) for side in sides),
        visio.ReportDegradation(session=name, why="débit faible"),
        visio.ReportRecovery(session=name),
        visio.FallBackToAudio(session=name),
        visio.NoteFinding(session=name, text="cyanose"),
        visio.EndVisio(session=name),
        visio.FailVisio(session=name, why="réseau perdu"),
    ]


def team_commands(name: str) -> list[AnyCommand]:
    """What may be asked of the mobile team `name`."""
    crew = (CrewMember(f"nurse-{name}", Role.NURSE),)
    return [
        team.StartShift(
            team=name,
            crew=crew,
            vehicle="VL-1",
            skills=frozenset(),
            equipment=frozenset(),
            care_type=CareType.PARAMEDICAL,
            base=PLACE,
            ends_at=START + timedelta(days=30),
        ),
        team.ChangeCrew(team=name, crew=crew, skills=frozenset(), care_type=CareType.MEDICAL),
        team.CheckEquipment(team=name, equipment=frozenset()),
        team.MakeTeamUnavailable(team=name, why="plein"),
        team.MakeTeamAvailable(team=name),
        team.LoseTablet(team=name),
        team.RecoverTablet(team=name),
        team.ReadNotice(team=name),
        team.RequestHelp(team=name),
        team.SettleHelp(team=name, how="équipe jointe"),
        team.EndShift(team=name),
    ]


def access_commands(name: str, call_name: str, patient: str = "P1") -> list[AnyCommand]:
    """What may be asked of the access `name` to the record of a patient of a call."""
    attested = Attestation(cannot_express_will=True, immediate_risk=True, patient_agrees=True)
    requests = (
        dmp.RequestAccess(
            access=name,
            call=call_name,
            patient=patient,
            mode=mode,
            attestation=attested,
            reason="inconscient",
        )
        for mode in DmpMode
    )
    return [
        *requests,
        dmp.DmpAnswer(access=name, review_within=3600),
        dmp.DmpAnswer(access=name, failed=RefusedBecause.NO_RECORD),
        dmp.DmpAnswer(access=name, opposed_to_break_glass=True),
        dmp.ContinueAccess(access=name, call=call_name, attestation=attested, reason="toujours inconscient"),
        dmp.RecordSearch(access=name, count=3, hidden=1, confidentiality=frozenset({Confidentiality.NORMAL})),
        dmp.ConsultDocument(access=name, document="D1", title="compte rendu"),
        dmp.ConsultDocument(
            access=name,
            document="D2",
            title="compte rendu",
            confidentiality=frozenset({Confidentiality.MASKED_FROM_PROFESSIONALS}),
        ),
        dmp.RecordFailedReading(access=name, why=NotReadBecause.UNAVAILABLE, document="D1"),
        dmp.CloseAccess(access=name),
        dmp.ExpireAccess(access=name),
        dmp.RevokeAccess(access=name, why="hors cadre"),
        dmp.RecordNotice(access=name, recipient=Recipient.HOLDER, proof="mss-1"),
        dmp.FailNotice(access=name, recipient=Recipient.ATTENDING_DOCTOR, why="injoignable"),
        dmp.RetryNotice(access=name, recipient=Recipient.ATTENDING_DOCTOR),
        dmp.RecordAssessment(access=name),
        dmp.RecordAssessment(access=name, flags=(Flag(rule=UnusualRule.VOLUME, seen=14, threshold=10),)),
        *(dmp.ReviewBreakGlass(access=name, verdict=verdict, comment="vu") for verdict in Verdict),
        dmp.ExplainAccess(access=name, words="Patient inconscient à l'arrivée de l'équipe."),
        *(dmp.SettleReview(access=name, verdict=verdict, comment="tranché") for verdict in Verdict),
        dmp.MarkReviewOverdue(access=name),
    ]
