"""One patient's story from the call to the review, in words found nowhere else; then the file is closed."""

from datetime import timedelta
from uuid import uuid4

from domain.dmp_access import commands as dmp
from domain.dmp_access.facts import Verdict
from domain.fact import Act, Actor
from domain.house import AnyCommand, plan
from domain.mission import commands as m
from domain.mission.facts import Outcome, VitalSign
from domain.regulation_call import commands as c
from domain.visio_session import commands as v
from domain.vocabulary import (
    Caller,
    CallOrigin,
    CareLevel,
    DismissalCode,
    InsStatus,
    Person,
    Place,
    Position,
    Priority,
    Role,
    TeamNeeds,
    VitalParameter,
)
from eventlog.log import EventLog
from tests.builders import ARM, AUDITOR, DOCTOR, INS, MACHINE
from tests.vigie.telling import Room

SECRETS = (
    *("Zwyczajna", "Ondine", "+33612345987", "12 impasse des Tilleuls-Bleus", "48.123457", "2.765433"),
    *("douleur qui serre", "chien méchant", "INTERPHONE-7731", INS.number, "129/83", "sait plus son adresse"),
    *("pas de quoi noter", "DOC-998877", "inconsciente au sol", "a bien fait"),
)
"""What is written of her, and nowhere else."""
_HOME = Place(
    label="12 impasse des Tilleuls-Bleus",
    position=Position(48.123457, 2.765433),
    insee="77288",
    access="INTERPHONE-7731",
)


async def begins(room: Room, call: str = "C1") -> None:
    """Picked up, located, identified, taken by the doctor."""
    rang = room.clock.now() - timedelta(seconds=5)
    who = Caller(name="Zwyczajna", phone="+33612345987")
    await room.say(c.ReceiveCall(call=call, origin=CallOrigin.LINE_15, rang_at=rang, caller=who), ARM)
    await room.say(c.LocateCall(call=call, place=_HOME), ARM)
    await room.say(c.StateMotive(call=call, motive="douleur qui serre"), ARM)
    await room.say(c.AssignPriority(call=call, priority=Priority.P1), ARM)
    person = Person(last_name="Zwyczajna", first_name="Ondine", birth_date="1950-02-03")
    await room.say(
        c.IdentifyPatient(call=call, patient="P1", person=person, status=InsStatus.QUALIFIED, ins=INS), ARM
    )
    await room.say(c.TransferToRegulator(call=call), ARM)
    await room.say(c.StartRegulation(call=call))
    await room.say(c.NoteObservation(call=call, text="elle ne sait plus son adresse"))


async def is_dismissed(room: Room, call: str) -> None:
    """Picked up, identified, and no medical matter after all."""
    rang = room.clock.now() - timedelta(seconds=5)
    who = Caller(name="Zwyczajna", phone="+33612345987")
    await room.say(c.ReceiveCall(call=call, origin=CallOrigin.LINE_15, rang_at=rang, caller=who), ARM)
    person = Person(last_name="Zwyczajna", first_name="Ondine")
    await room.say(
        c.IdentifyPatient(call=call, patient="P1", person=person, status=InsStatus.QUALIFIED, ins=INS), ARM
    )
    await room.say(c.DismissCall(call=call, code=next(iter(DismissalCode))), ARM)


async def is_cared_for(room: Room, call: str = "C1", mission: str = "M1", team: str = "T1") -> None:
    """Seen by video, visited by a crew; her record is opened by break-glass, and that is reviewed."""
    nurse = Actor(Role.NURSE, f"nurse-{team}")
    await room.say(v.RequestVisio(session=f"V-{call}", call=call, phone="+33612345987"))
    await room.say(c.DecideIntervention(call=call, mission=mission, needs=TeamNeeds()))
    await room.say(m.OrderMission(mission=mission, team=team, reason="chien méchant : équipe à deux"))
    await room.say(m.AlertTeam(mission=mission, team=team), MACHINE)
    for kind in (m.AcknowledgeMission, m.ReportDeparture, m.ReportArrival, m.StartCare):
        await room.say(kind(mission=mission, team=team), nurse)
    vital = VitalSign(parameter=next(iter(VitalParameter)), value="129/83")
    await room.say(m.SendBilan(mission=mission, team=team, vitals=(vital,), text="pas de quoi noter"), nurse)
    await room.break_glass(f"A-{call}", call)
    await room.say(m.HandOverPatient(mission=mission, team=team, outcome=Outcome.LEFT_AT_HOME), nurse)
    for kind in (m.LeaveScene, m.ReturnToBase, m.CloseMission):
        await room.say(kind(mission=mission, team=team), nurse)


async def is_read(room: Room, call: str = "C1") -> None:
    """A document of her record, the end of the access and its review."""
    access = f"A-{call}"
    await room.say(dmp.ConsultDocument(access=access, document="DOC-998877", title="inconsciente au sol"))
    await room.say(dmp.CloseAccess(access=access))
    review = dmp.ReviewBreakGlass(access=access, verdict=Verdict.JUSTIFIED, comment="elle a bien fait")
    await room.say(review, AUDITOR)


async def ends(log: EventLog, room: Room, call: str = "C1", mission: str = "M1") -> None:
    """Completed, validated, and a day later closed."""
    later = room.clock.now() + timedelta(days=2)

    async def say(command: AnyCommand, by: Actor) -> None:
        await log.execute(plan(command), Act(at=later, by=by, command_id=uuid4().hex))

    await room.say(c.AssessCareLevel(call=call, level=next(iter(CareLevel))))
    await say(c.ConcludeIntervention(call=call, mission=mission), MACHINE)
    await say(c.CompleteCall(call=call), ARM)
    await say(c.ValidateCall(call=call), DOCTOR)
    await log.execute(
        plan(c.CloseCall(call=call)),
        Act(at=later + timedelta(days=2), by=MACHINE, command_id=uuid4().hex),
    )
