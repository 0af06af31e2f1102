"""Who may ask for what. One table; the house checks it, whatever the door a command comes through."""

from domain import dispatch_solve, document, file_reading, log_verification, visio_door
from domain.alarm import commands as alarm
from domain.crew_safety import commands as safety
from domain.dmp_access import commands as dmp
from domain.erasure import commands as erasure
from domain.fact import Act, Command
from domain.mission import commands as mission
from domain.mobile_team import commands as team
from domain.refusals import RoleNotAllowed
from domain.regulation_call import commands as call
from domain.standing_order import commands as standing_order
from domain.teleconsultation import commands as tele
from domain.visio_session import commands as visio
from domain.vocabulary import CREW_ROLES, Role

Roles = frozenset[Role]

ROOM: Roles = frozenset({Role.ARM, Role.REGULATOR})
DOCTOR: Roles = frozenset({Role.REGULATOR})
CREW: Roles = CREW_ROLES
PRACTITIONER: Roles = frozenset({Role.REGULATOR, Role.NURSE})
AUDITOR: Roles = frozenset({Role.AUDITOR})
MACHINE: Roles = frozenset({Role.SYSTEM})
PATIENT_SIDE: Roles = frozenset({Role.CALLER}) | CREW
LINE: Roles = PATIENT_SIDE | ROOM

_CALL: dict[type[Command], Roles] = {
    call.ReceiveCall: ROOM,
    call.DescribeCaller: ROOM,
    call.LocateCall: ROOM,
    call.StateMotive: ROOM,
    call.LoseCaller: ROOM,
    call.CallBack: ROOM,
    call.AssignPriority: ROOM,
    call.IdentifyPatient: ROOM | CREW,
    call.QualifyIdentity: ROOM | CREW | MACHINE,
    call.TransferToRegulator: ROOM,
    call.StartRegulation: DOCTOR,
    call.NoteObservation: ROOM,
    call.AssessCareLevel: DOCTOR,
    call.GiveAdvice: DOCTOR,
    call.GivePhonePrescription: DOCTOR,
    call.DecideIntervention: DOCTOR,
    call.ConcludeIntervention: MACHINE,
    call.OrientPatient: DOCTOR,
    call.DecideNothingFurther: DOCTOR,
    call.LinkDuplicate: ROOM,
    call.DismissCall: ROOM,
    call.CompleteCall: ROOM,
    call.ReopenCall: ROOM,
    call.ValidateCall: DOCTOR,
    call.CloseCall: MACHINE,
    call.ImportFile: ROOM | MACHINE,
}
_VISIO: dict[type[Command], Roles] = {
    visio.RequestVisio: ROOM | CREW,
    visio.ConfirmInvitation: MACHINE,
    visio.FailInvitation: MACHINE,
    visio.ReportDelivery: MACHINE,
    visio.RenewInvitation: ROOM,
    visio.RevokeInvitation: ROOM,
    visio.OpenInvitation: PATIENT_SIDE,
    visio.ExpireInvitation: MACHINE,
    visio.GiveConsent: PATIENT_SIDE,
    visio.RefuseConsent: LINE,
    visio.InviteGuest: ROOM,
    visio.AgreeAsGuest: PATIENT_SIDE,
    visio.RevokeGuest: ROOM,
    visio.JoinVisio: LINE,
    visio.LeaveVisio: LINE,
    visio.ReportDegradation: LINE,
    visio.ReportRecovery: LINE,
    visio.FallBackToAudio: LINE,
    visio.MoveOnLadder: LINE,
    visio.ReportPicture: LINE,
    visio.ReportReconnection: LINE,
    visio.ReportTrouble: PATIENT_SIDE,
    visio.GiveLocation: PATIENT_SIDE,
    visio.NoteFinding: DOCTOR,
    visio.EndVisio: ROOM,
    visio.FailVisio: LINE | MACHINE,
}
_TEAM: dict[type[Command], Roles] = {
    team.StartShift: CREW | ROOM,
    team.ChangeCrew: CREW | ROOM,
    team.CheckEquipment: CREW,
    team.MakeTeamUnavailable: CREW | ROOM,
    team.MakeTeamAvailable: CREW | ROOM,
    team.LoseTablet: MACHINE,
    team.RecoverTablet: MACHINE | CREW,
    team.ReadNotice: CREW,
    team.EndShift: CREW | ROOM,
    team.RequestHelp: CREW,
    team.SettleHelp: ROOM,
}
_SAFETY: dict[type[Command], Roles] = {
    safety.AdaptWatch: MACHINE,
    safety.SetCheckIn: ROOM,
    safety.CheckIn: CREW,
    safety.MissCheckIn: MACHINE,
}
_MISSION: dict[type[Command], Roles] = {
    mission.RequestMission: MACHINE,
    mission.ReviseMission: MACHINE,
    mission.ProposeTeams: MACHINE,
    mission.DropReassignment: MACHINE,
    mission.SetProposalAside: DOCTOR,
    mission.OrderMission: DOCTOR,
    mission.OrderUnderStandingOrder: MACHINE,
    mission.ReassignTeams: DOCTOR,
    mission.ForceTeam: DOCTOR,
    mission.ForbidTeam: DOCTOR,
    mission.HoldTeam: DOCTOR,
    mission.LiftConstraint: DOCTOR,
    mission.ExpireAlert: MACHINE,
    mission.AlertTeam: MACHINE,
    mission.AcknowledgeMission: CREW,
    mission.DeclineMission: CREW | ROOM,
    mission.ReportDeparture: CREW | ROOM,
    mission.ReportArrival: CREW | ROOM,
    mission.StartCare: CREW | ROOM,
    mission.SendBilan: CREW,
    mission.ConsentTeleconsultation: CREW,
    mission.RefuseTeleconsultation: CREW,
    mission.AssignDestination: DOCTOR,
    mission.StartTransport: CREW | ROOM,
    mission.ReportTransit: CREW | ROOM,
    mission.ResumeTransport: CREW | ROOM,
    mission.ReportDestination: CREW | ROOM,
    mission.HandOverPatient: CREW | ROOM,
    mission.LeaveScene: CREW | ROOM,
    mission.ReturnToBase: CREW | ROOM,
    mission.CloseMission: CREW | ROOM,
    mission.CancelMission: ROOM,
}
_DMP: dict[type[Command], Roles] = {
    # Everyone may ask, so that a forbidden attempt is refused by a fact and not by silence.
    dmp.RequestAccess: ROOM | CREW,
    dmp.DmpAnswer: MACHINE,
    dmp.ContinueAccess: PRACTITIONER,
    dmp.RecordSearch: PRACTITIONER,
    dmp.ConsultDocument: PRACTITIONER,
    dmp.RecordFailedReading: PRACTITIONER,
    dmp.CloseAccess: PRACTITIONER,
    dmp.ExpireAccess: MACHINE,
    dmp.RevokeAccess: frozenset({Role.AUDITOR, Role.ADMIN}),
    dmp.RecordNotice: MACHINE,
    dmp.FailNotice: MACHINE,
    dmp.RetryNotice: MACHINE | AUDITOR,
    dmp.RecordAssessment: MACHINE,
    dmp.ReviewBreakGlass: AUDITOR,
    dmp.ExplainAccess: PRACTITIONER,
    dmp.SettleReview: AUDITOR,
    dmp.MarkReviewOverdue: MACHINE,
}
_TELECONSULTATION: dict[type[Command], Roles] = {
    tele.OpenTeleconsultation: ROOM,
    tele.RecordAgreement: LINE,
    tele.RefuseAgreement: LINE,
    tele.StateFollowUp: ROOM,
    tele.AnswerRecordAccess: LINE,
    tele.LinkRecordAccess: ROOM,
    tele.NameCompanion: ROOM | CREW,
    tele.AskExpertise: ROOM | CREW,
    tele.AnswerExpertise: DOCTOR,
    tele.StatePathway: ROOM,
    tele.StatePreventionTopic: ROOM,
    tele.LinkMission: ROOM,
    tele.LinkSession: ROOM,
    tele.BeginTeleconsultation: DOCTOR,
    tele.WriteReport: DOCTOR,
    tele.GiveUpTeleconsultation: ROOM,
    # The patient, or who reads the questions out to them.
    tele.AnswerQuestionnaire: LINE,
    tele.DeclineQuestionnaire: LINE,
}
_READING: dict[type[Command], Roles] = {
    file_reading.OpenFile: frozenset(Role),
    file_reading.RefuseReading: frozenset(Role),
    log_verification.RecordVerification: AUDITOR,
}
_DOCUMENT: dict[type[Command], Roles] = {
    document.AddDocument: LINE,
}
_DOOR: dict[type[Command], Roles] = {
    visio_door.CountForgedLinks: MACHINE,
}
_DISPATCH: dict[type[Command], Roles] = {
    standing_order.SignStandingOrder: DOCTOR,
    standing_order.RevokeStandingOrder: DOCTOR,
    dispatch_solve.RecordSolve: MACHINE,
}
_ERASURE: dict[type[Command], Roles] = {
    erasure.EraseSubject: frozenset({Role.ADMIN}),
    erasure.ApproveErasure: frozenset({Role.AUDITOR}),
    erasure.RejectErasure: frozenset({Role.AUDITOR}),
    erasure.ConcludeErasure: MACHINE,
}
_ALARM: dict[type[Command], Roles] = {
    alarm.RaiseAlarm: MACHINE,
    alarm.RecheckAlarm: MACHINE,
    # Which alarms a role acknowledges is in the table of alarms (`domain.rules.alarms`).
    alarm.AcknowledgeAlarm: ROOM | AUDITOR,
    alarm.EscalateAlarm: MACHINE,
    alarm.ClearAlarm: MACHINE,
}

PERMISSIONS: dict[type[Command], Roles] = {
    **_CALL,
    **_VISIO,
    **_TEAM,
    **_SAFETY,
    **_MISSION,
    **_DMP,
    **_TELECONSULTATION,
    **_READING,
    **_DOCUMENT,
    **_DOOR,
    **_DISPATCH,
    **_ERASURE,
    **_ALARM,
}


def check(command: Command, act: Act) -> None:
    """Raise RoleNotAllowed where the role of `act` may not ask for `command`."""
    if act.by.role not in PERMISSIONS[type(command)]:
        raise RoleNotAllowed(f"{act.by.role} may not {command.__struct_config__.tag}")
