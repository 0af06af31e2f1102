"""Accesses to one record, by mode: asked, open, over; and what is done with access A1."""

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access.facts import RefusedBecause
from domain.dmp_access.states import AwaitingReview, Closed, Open, OpenByBreakGlass, Requested
from domain.vocabulary import DmpMode
from tests.builders import DOCTOR, an_access

NORMAL, CENTRE, GLASS = DmpMode.NORMAL, DmpMode.REGULATION_CENTRE, DmpMode.BREAK_GLASS

ANSWER = c.DmpAnswer(access="A1")
CONSULT = c.ConsultDocument(access="A1", document="D1", title="compte rendu")
CLOSE = c.CloseAccess(access="A1")
EXPIRE = c.ExpireAccess(access="A1")
REVOKE = c.RevokeAccess(access="A1", why="hors cadre")

ASKED = {mode: an_access(Requested, mode=mode) for mode in DmpMode}
OPEN = {
    NORMAL: an_access(Open, mode=NORMAL),
    CENTRE: an_access(Open),
    GLASS: an_access(OpenByBreakGlass, mode=GLASS),
}
OVER = {
    NORMAL: an_access(Closed, mode=NORMAL),
    CENTRE: an_access(Closed),
    GLASS: an_access(AwaitingReview, mode=GLASS),
}


def refused(mode: DmpMode, why: RefusedBecause) -> f.AccessRefused:
    """The DMP said no to DOCTOR, who had claimed what `ASKED` claims."""
    broken = mode is GLASS
    return f.AccessRefused(
        call="C1",
        patient="P1",
        mode=mode,
        practitioner=DOCTOR,
        why=why,
        attestation=f.Attestation(cannot_express_will=broken, immediate_risk=broken),
        reason="inconscient, seul" if broken else None,
    )
