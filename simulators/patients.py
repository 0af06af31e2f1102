"""The patient's side of a video session: the link opened or not, consent, a picture that comes and goes."""

from domain.visio_session import commands as v
from domain.visio_session.facts import Participant
from simulators.wire import Refused
from simulators.world import Person

_TO_THE_LINK = 25.0
_TRIES = 3
_IN_PICTURE = 120.0


async def patient(person: Person, session: str) -> None:
    """Live through one session, from the message to the end of it."""
    await person.spend(_TO_THE_LINK)
    if not await _opened(person, session):
        return
    try:
        await _met(person, session)
    except Refused:
        # The doctor has ended it: nothing more to do on this side.
        return


async def _opened(person: Person, session: str) -> bool:
    """Tap the link: at once, after some tries where it is not there yet, or never."""
    if not person.happens(person.world.night.habits.consents) and person.happens(0.6):
        return False
    for _ in range(_TRIES):
        try:
            await person.do(v.OpenInvitation(session=session))
        except Refused as refused:
            if refused.reason != "OutOfOrder":
                return False
            await person.spend(_TO_THE_LINK)
        else:
            return True
    return False


async def _met(person: Person, session: str) -> None:
    await person.spend(10)
    if not person.happens(person.world.night.habits.consents + 0.1):
        await person.do(v.RefuseConsent(session=session, why="ne souhaite pas être filmé"))
        return
    await person.do(v.GiveConsent(session=session))
    await person.spend(6)
    await person.do(v.JoinVisio(session=session, participant=Participant.PATIENT))
    await person.spend(_IN_PICTURE / 2)
    if person.happens(0.2):
        await person.do(v.ReportDegradation(session=session, why="débit trop faible"))
        await person.spend(15)
        audio = person.happens(0.5)
        better = v.ReportRecovery(session=session)
        await person.do(v.FallBackToAudio(session=session) if audio else better)
    await person.spend(_IN_PICTURE / 2)
    if person.happens(0.3):
        await person.do(v.LeaveVisio(session=session, participant=Participant.PATIENT))
