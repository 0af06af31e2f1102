"""What a teleconsultation is decided with beside itself: its file, a mission, an access, a video session."""

from collections.abc import Sequence
from typing import Any, assert_never

from domain.dmp_access.states import DmpAccessState
from domain.dmp_access.states import NotRequested as NoAccess
from domain.mission.states import BySide, MissionState
from domain.mission.states import NotRequested as NoMission
from domain.mission.teleconsultation import Agreement
from domain.refusals import AlreadyExists, NotFound
from domain.regulation_call.medical import check_patient
from domain.regulation_call.refusals import CallEnded, CallNotRegulated
from domain.regulation_call.states import Active, Regulated, RegulationCallState, Unknown
from domain.teleconsultation import commands as c
from domain.teleconsultation import facts as f
from domain.teleconsultation import refusals as r
from domain.teleconsultation.decide import still_open
from domain.teleconsultation.preconditions import check_known
from domain.teleconsultation.states import NotOpened, Open, TeleconsultationState
from domain.teleconsultation.words import FRAMED_BY_LAW, Form
from domain.visio_session.facts import ConsentRefused
from domain.visio_session.states import Begun, Over, VisioSessionState
from domain.visio_session.states import NotRequested as NoSession
from domain.visio_session.words import Want
from domain.vocabulary import DmpMode

Facts = Sequence[f.TeleconsultationFact]


def opened(
    command: c.OpenTeleconsultation, state: TeleconsultationState, call: RegulationCallState
) -> f.TeleconsultationOpened:
    """One more in a file that is not over; within the regulation, in a file that a doctor holds. Raises
    AlreadyExists, NotFound, CallEnded, CallNotRegulated, UnknownPatient, PatientNotFollowed."""
    if not isinstance(state, NotOpened):
        raise AlreadyExists(f"teleconsultation {command.teleconsultation} exists already")
    if isinstance(call, Unknown):
        raise NotFound(f"no call {command.call}")
    if not isinstance(call, Active):
        raise CallEnded(f"call {command.call} is over: reopen it first")
    if command.form is Form.REGULATION and not isinstance(call, Regulated):
        raise CallNotRegulated(f"call {command.call} is not in regulation yet")
    check_patient(command.patient, call.file, command.call)
    check_known(command.form, known=command.known)
    return f.TeleconsultationOpened(
        call=command.call,
        form=command.form,
        known=command.known,
        patient=command.patient,
        purpose=command.purpose,
    )


def linked(command: c.Linking, state: TeleconsultationState, other: Any) -> Facts:
    """What linking leads to; nothing where it is linked already. Raises NotFound, TeleconsultationOver,
    NotOfThisCall, TeamNotThere, BreakGlassNotForThisForm."""
    mine = still_open(command.teleconsultation, state)
    match command:
        case c.LinkMission(mission=mission):
            return _mission(mission, mine, other)
        case c.LinkRecordAccess(access=access):
            return _access(access, mine, other)
        case c.LinkSession(session=session):
            return _session(session, mine, other)
        case _:
            assert_never(command)


def _mission(name: str, state: Open, mission: MissionState) -> Facts:
    """The agreement that the crew recorded there is this one's, where it has none yet."""
    if isinstance(mission, NoMission):
        raise NotFound(f"no mission {name}")
    _same_call(mission.task.call, state, f"mission {name}")
    if not isinstance(mission, BySide):
        raise r.TeamNotThere(f"the team of mission {name} is not with the patient")
    facts: list[f.TeleconsultationFact] = []
    if state.gathered.mission != name:
        facts.append(f.MissionLinked(mission=name))
    task = mission.task
    if state.gathered.agreed is None and task.agreed is not None and task.told is not None:
        facts.append(f.AgreementRecorded(given_by=task.agreed, told_version=task.told, mission=name))
    return facts


def _access(name: str, state: Open, access: DmpAccessState) -> Facts:
    if isinstance(access, NoAccess):
        raise NotFound(f"no access {name}")
    _same_call(access.subject.call, state, f"access {name}")
    mode = access.subject.mode
    if mode is DmpMode.BREAK_GLASS and state.subject.form not in FRAMED_BY_LAW:
        raise r.BreakGlassNotForThisForm(f"no broken glass for form {state.subject.form}")
    return [] if name in state.gathered.accesses else [f.RecordAccessLinked(access=name, mode=mode)]


def _session(name: str, state: Open, session: VisioSessionState) -> Facts:
    """The agreement that the patient gave on the page of the session is this one's, where it has none yet."""
    if isinstance(session, NoSession):
        raise NotFound(f"no video session {name}")
    _same_call(session.call, state, f"video session {name}")
    facts: list[f.TeleconsultationFact] = []
    if name not in state.gathered.sessions:
        facts.append(f.SessionLinked(session=name))
    told = _told_on_the_page(session)
    if state.gathered.agreed is None and told is not None:
        facts.append(f.AgreementRecorded(given_by=Agreement.PATIENT, told_version=told, session=name))
    return facts


def _told_on_the_page(session: Begun) -> int | None:
    """The version of what the patient read of benefits and risks before they agreed, and still do."""
    withdrawn = isinstance(session, Over) and session.how == ConsentRefused.__struct_config__.tag
    agreed, seen = session.subject.agreed, session.subject.want is Want.VIDEO
    return agreed.told_version if agreed is not None and seen and not withdrawn else None


def _same_call(call: str, state: Open, what: str) -> None:
    if call != state.subject.call:
        raise r.NotOfThisCall(f"{what} is of call {call}, not of {state.subject.call}")
