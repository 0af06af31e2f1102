"""An hour of an invented night, told by commands on the real log: what the pages are shown with."""

from typing import Any

from msgspec.structs import replace

from domain.codes import InsStatus, Role
from domain.dmp_access import commands as dmp
from domain.dmp_access.facts import Attestation
from domain.fact import Actor
from domain.mission import commands as mission
from domain.mobile_team import commands as team
from domain.proposal import Counterfactual
from domain.regulation_call import commands as call
from domain.visio_session import commands as visio
from domain.visio_session.facts import Participant
from domain.vocabulary import (
    DmpMode,
    Person,
)
from tests.api.world import World
from tests.browser.telling import ARM, COLLEAGUE, DOCTOR, INS, MACHINE, Teller, a_proposal, candidate, telling


async def a_full_night(world: World) -> None:
    """Fifteen calls, six teams, four missions, a break-glass access and two video sessions."""
    async with telling(world) as teller:
        await _teams(teller)
        await _waiting(teller)
        await _in_hand(teller)
        await _missions(teller)
        await _done(teller)


async def _teams(teller: Teller) -> None:
    bases = ["Strasbourg Hautepierre", "Haguenau", "Sélestat", "Saverne", "Molsheim", "Erstein"]
    for number, base in enumerate(bases, 21):
        await teller.start_shift(f"M{number}", base, ends_in=(number - 19) * 3000)
    await teller.tell(900, ARM, team.MakeTeamUnavailable(team="M25", why="Panne du véhicule"))
    await teller.tell(240, MACHINE, team.LoseTablet(team="M26"))
    heard = [
        (21, 8, 48.586, 7.698),
        (22, 15, 48.640, 7.452),
        (23, 4, 48.331, 7.520),
        (24, 95, 48.735, 7.351),
        (26, 1260, 48.470, 7.640),
    ]
    for number, ago, lat, lon in heard:
        await teller.heard(f"M{number}", ago, lat, lon)


async def _waiting(teller: Teller) -> None:
    calls = [
        (38, "c-1058", "Convulsions, enfant de 3 ans", "14 rue des Tilleuls, Schiltigheim", "P0"),
        (412, "c-1051", "Douleur thoracique constrictive", "3 place du Marché, Haguenau", "P1"),
        (131, "c-1056", "Dyspnée d'effort, BPCO connue", "22 route de Bischwiller, Hœnheim", "P1"),
        (905, "c-1047", "Fièvre 39,5 °C, nourrisson", "8 rue du Moulin, Erstein", "P2"),
        (320, "c-1053", "Chute de sa hauteur, hanche", "EHPAD Les Acacias, Molsheim", "P2"),
        (21, "c-1059", None, "Barr", None),
        (2470, "c-1032", "Lombalgie aiguë", "5 rue Haute, Obernai", "P3"),
        (780, "c-1049", "Renouvellement de traitement", "41 avenue des Vosges, Strasbourg", "P3"),
    ]
    for ago, name, motive, place, priority in calls:
        await teller.receive(ago, name, motive, place, priority)
        if priority is not None:
            await teller.tell(max(ago - 20, 1), ARM, call.TransferToRegulator(call=name))
    await teller.tell(60, ARM, call.LoseCaller(call="c-1053"))


async def _in_hand(teller: Teller) -> None:
    calls = [
        (640, "c-1044", "Détresse respiratoire", "17 rue de la Gare, Saverne", "P1", DOCTOR),
        (1500, "c-1038", "Altération de l'état général", "2 impasse des Vignes, Sélestat", "P2", DOCTOR),
        (2300, "c-1029", "Malaise, diabétique", "60 rue Principale, Wasselonne", "P2", COLLEAGUE),
        (700, "c-1043", "Plaie de la main", "Zone artisanale, Benfeld", "P3", COLLEAGUE),
    ]
    for ago, name, motive, place, priority, doctor in calls:
        await teller.receive(ago, name, motive, place, priority)
        person = Person(last_name="Exemple", first_name="Alice", birth_date="1943-05-02")
        identified = call.IdentifyPatient(
            call=name, patient="p1", person=person, status=InsStatus.QUALIFIED, ins=INS
        )
        await teller.tell(ago - 60, ARM, identified)
        await teller.regulate(ago - 120, name, doctor)
    attested = Attestation(cannot_express_will=True, immediate_risk=True)
    glass = dmp.RequestAccess(
        access="a-1",
        call="c-1044",
        patient="p1",
        mode=DmpMode.BREAK_GLASS,
        attestation=attested,
        reason="Inconsciente",
    )
    await teller.tell(200, DOCTOR, glass)
    await teller.tell(198, MACHINE, dmp.DmpAnswer(access="a-1"))
    await _see(teller, "c-1044", "v-1", 300, DOCTOR)
    await _see(teller, "c-1043", "v-2", 90, COLLEAGUE)
    caller = Actor(Role.CALLER, "caller-1")
    await teller.tell(30, caller, visio.ReportDegradation(session="v-2", why="Réseau faible"))


async def _see(teller: Teller, name: str, session: str, ago: float, by: Actor) -> None:
    caller = Actor(Role.CALLER, "caller-1")
    await teller.tell(ago, by, visio.RequestVisio(session=session, call=name, phone="+33600000001"))
    await teller.tell(ago - 2, MACHINE, visio.ConfirmInvitation(session=session, receipt="sms-1"))
    await teller.tell(ago - 12, caller, visio.GiveConsent(session=session))
    await teller.tell(ago - 13, caller, visio.JoinVisio(session=session, participant=Participant.PATIENT))
    await teller.tell(ago - 14, by, visio.JoinVisio(session=session, participant=Participant.REGULATOR))


async def _missions(teller: Teller) -> None:
    ranked = (
        candidate("M21", 14, 11.2, 8),
        replace(candidate("M24", 19, 16.8, 95), counterfactual=_alone(5)),
        replace(candidate("M26", 31, 27.4, 260), counterfactual=_alone(17)),
    )
    await teller.ask_team(150, "c-1044", "m-301")
    await teller.tell(149, MACHINE, mission.ProposeTeams(mission="m-301", proposal=a_proposal(*ranked)))
    await _sent(teller, "c-1038", "m-298", "M23", DOCTOR, steps=2)
    await _sent(teller, "c-1029", "m-295", "M22", COLLEAGUE, steps=5)


def _alone(minutes: float) -> Counterfactual:
    """So much later here, and nothing changes elsewhere."""
    return Counterfactual(this_mission=minutes * 60, overall=minutes * 60)


async def _sent(teller: Teller, name: str, wanted: str, crew: str, by: Actor, *, steps: int) -> None:
    nurse = Actor(Role.NURSE, f"{crew}-nurse")
    await teller.ask_team(1100, name, wanted, by)
    await teller.tell(1080, by, mission.OrderMission(mission=wanted, team=crew))
    path: list[Any] = [
        (MACHINE, mission.AlertTeam(mission=wanted, team=crew)),
        (nurse, mission.ReportDeparture(mission=wanted, team=crew)),
        (nurse, mission.ReportArrival(mission=wanted, team=crew)),
        (nurse, mission.StartCare(mission=wanted, team=crew)),
        (nurse, mission.SendBilan(mission=wanted, team=crew, text="Conscient, glycémie corrigée")),
    ]
    for number, (actor, step) in enumerate(path[:steps]):
        await teller.tell(1070 - number * 220, actor, step)


async def _done(teller: Teller) -> None:
    for ago, name, motive, place in [
        (3300, "c-1021", "Gastro-entérite", "Illkirch-Graffenstaden"),
        (3900, "c-1017", "Otalgie", "Bischheim"),
        (2900, "c-1026", "Entorse de la cheville", "Lingolsheim"),
    ]:
        await teller.receive(ago, name, motive, place, "P3")
        await teller.regulate(ago - 500, name)
        await teller.tell(ago - 700, DOCTOR, call.GiveAdvice(call=name, text="Repos, rappel si aggravation"))
        await teller.tell(ago - 710, DOCTOR, call.CompleteCall(call=name))
