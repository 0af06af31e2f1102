"""Random nights: what may be asked about video sessions."""

from collections.abc import Callable

from domain.house import AnyCommand
from domain.visio_session import commands as visio
from domain.visio_session.facts import Participant, VisioResult
from tests.projections.night import Night
from tests.projections.stills import a_still

VISIOS: list[Callable[[Night], AnyCommand]] = [
    lambda n: visio.RequestVisio(session=n.one("V", 9), call=n.one("C", 8), phone="+33100000000"),
    lambda n: visio.RequestVisio(session=n.one("V", 9), call=n.one("C", 8), mission=n.one("M", 6)),
    lambda n: visio.OpenInvitation(session=n.one("V", 9)),
    lambda n: visio.GiveConsent(session=n.one("V", 9), spoken=n.any_of([True, False])),
    lambda n: visio.RefuseConsent(session=n.one("V", 9)),
    lambda n: visio.JoinVisio(session=n.one("V", 9), participant=n.any_of(Participant)),
    lambda n: visio.JoinVisio(session=n.one("V", 9), participant=n.any_of(Participant)),
    lambda n: visio.LeaveVisio(session=n.one("V", 9), participant=n.any_of(Participant)),
    lambda n: visio.ReportDegradation(session=n.one("V", 9), why="débit"),
    lambda n: visio.ReportRecovery(session=n.one("V", 9)),
    lambda n: visio.FallBackToAudio(session=n.one("V", 9)),
    lambda n: visio.NoteFinding(session=n.one("V", 9), text="marbrures"),
    lambda n: visio.EndVisio(session=n.one("V", 9), result=n.any_of(VisioResult)),
    lambda n: visio.FailVisio(session=n.one("V", 9), why="coupure"),
    *[a_still] * 2,
]
