"""At least one example of every command on who goes where: missions, standing orders, solves."""

from datetime import timedelta

from domain.crew_safety.commands import AdaptWatch, CheckIn, MissCheckIn, SetCheckIn
from domain.dispatch_solve import RecordSolve
from domain.document import AddDocument, DocumentKind, MediaType, PhotoConsent
from domain.house import AnyCommand
from domain.mission import commands as mission
from domain.mission.facts import Agreement, Outcome
from domain.proposal import Candidate, Move, Proposal
from domain.standing_order.commands import RevokeStandingOrder, SignStandingOrder
from domain.vocabulary import OrientationType, Position, Priority, TeamNeeds
from tools.sample_commands import PLACE, START


def a_proposal(chosen: str, solve_id: str, moves: tuple[Move, ...] = ()) -> Proposal:
    """One team, proposed."""
    one = Candidate(
        team=chosen,
        eta=600,
        distance=7500,
        cost=600,
        terms=(),
        position=Position(48.5, 2.6),
        position_age=20,
        estimated=True,
    )
    return Proposal(
        solve_id=solve_id,
        chosen=chosen,
        ranked=(one,),
        excluded=(),
        objective=600,
        status="OPTIMAL",
        moves=moves,
    )


_CREW_STEPS = (
    mission.AcknowledgeMission,
    mission.ReportDeparture,
    mission.ReportArrival,
    mission.StartCare,
    mission.StartTransport,
    mission.ReportTransit,
    mission.ResumeTransport,
    mission.ReportDestination,
    mission.LeaveScene,
    mission.ReturnToBase,
)


def mission_commands(name: str, call_name: str, team_name: str) -> list[AnyCommand]:
    """What may be asked of the mission `name` of a call, and with which team."""
    to_another = Move(mission=name, before=team_name, after="T8")
    from_another = Move(mission=name, before=None, after=team_name)
    return [
        mission.RequestMission(
            mission=name, call=call_name, priority=Priority.P2, place=PLACE, needs=TeamNeeds()
        ),
        mission.ReviseMission(mission=name, priority=Priority.P1),
        mission.ProposeTeams(mission=name, proposal=a_proposal(team_name, "solve-1")),
        mission.ProposeTeams(mission=name, proposal=a_proposal("T8", "solve-2", (to_another,))),
        mission.DropReassignment(mission=name, solve_id="solve-2"),
        mission.SetProposalAside(mission=name, why="aucune ne convient"),
        mission.OrderUnderStandingOrder(
            mission=name, call=call_name, team=team_name, standing_order="SO1", solve_id="solve-1"
        ),
        mission.ForceTeam(mission=name, team=team_name, reason="connaît le patient"),
        mission.ForbidTeam(mission=name, team=team_name, reason="conflit"),
        mission.HoldTeam(mission=name, reason="promis à la famille"),
        mission.LiftConstraint(mission=name, team=team_name, reason="réglé"),
        mission.LiftConstraint(mission=name, reason="réglé"),
        mission.ReassignTeams(moves=(to_another,), reason="plus proche"),
        mission.ReassignTeams(moves=(from_another,), reason="plus proche"),
        mission.ReassignTeams(moves=(Move(mission=name, before=team_name, after=None),), reason="attendra"),
        mission.ReassignTeams(
            moves=(
                Move(mission=name, before=team_name, after=None),
                Move(mission="M9", before=None, after=team_name),
            ),
            reason="plus urgent",
        ),
        mission.OrderMission(mission=name, team=team_name, reason="la plus proche"),
        mission.OrderMission(mission=name, team=team_name, solve_id="solve-1"),
        mission.AlertTeam(mission=name, team=team_name),
        mission.ExpireAlert(mission=name, team=team_name),
        mission.DeclineMission(mission=name, team=team_name, why="panne"),
        *(step(mission=name, team=team_name) for step in _CREW_STEPS),
        mission.SendBilan(mission=name, team=team_name, text="stable"),
        mission.ConsentTeleconsultation(
            mission=name, team=team_name, given_by=Agreement.PATIENT, told_version=1
        ),
        mission.ConsentTeleconsultation(
            mission=name, team=team_name, given_by=Agreement.EMERGENCY, told_version=1, reason="inconscient"
        ),
        mission.RefuseTeleconsultation(mission=name, team=team_name, told_version=1),
        mission.AssignDestination(mission=name, orientation=OrientationType.HOME),
        mission.HandOverPatient(mission=name, team=team_name, outcome=Outcome.HANDED_OVER),
        mission.CloseMission(mission=name, team=team_name),
        mission.CancelMission(mission=name, why="erreur"),
        mission.CancelMission(mission=name, why="erreur", team=team_name),
    ]


def standing_order_commands(name: str) -> list[AnyCommand]:
    """What may be asked of the standing order `name`."""
    return [
        SignStandingOrder(
            order=name,
            priorities=frozenset({Priority.P2, Priority.P3}),
            max_eta=1200,
            estimated_allowed=True,
            valid_from=START,
            valid_until=START + timedelta(days=30),
            words="Les P2 et P3 à moins de vingt minutes.",
        ),
        RevokeStandingOrder(order=name, why="fin du renfort"),
    ]


def solve_commands(name: str) -> list[AnyCommand]:
    """What may be asked of the solve `name`."""
    return [RecordSolve(solve=name, basis=12, tick=1, inputs=b"x", worker="w-1")]


def add_document(name: str, mission_name: str, call_name: str, team_name: str) -> AddDocument:
    """A photo of the crew's."""
    return AddDocument(
        document=name,
        call=call_name,
        mission=mission_name,
        team=team_name,
        kind=DocumentKind.PHOTO,
        media_type=MediaType.JPEG,
        size=120_000,
        width=1600,
        height=1200,
        sha256="a" * 64,
        sent_sha256="b" * 64,
        consent=PhotoConsent.PATIENT,
        caption="Plaie de l'avant-bras droit",
    )


def safety_commands(name: str, team_name: str) -> list[AnyCommand]:
    """What may be asked of the safety watch over the crew of the mission `name`."""
    return [
        AdaptWatch(mission=name),
        SetCheckIn(mission=name, minutes=15),
        CheckIn(mission=name, team=team_name),
        MissCheckIn(mission=name, team=team_name),
    ]
