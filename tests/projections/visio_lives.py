"""Random nights: the whole life of one video session by a link, its guests, its rungs and its pictures."""

from domain.house import AnyCommand
from domain.rules.permissions import PERMISSIONS
from domain.visio_door import CountForgedLinks
from domain.visio_session import commands as visio
from domain.visio_session.words import Participant
from domain.vocabulary import Role
from tests.builders import CALLER, DOCTOR, MACHINE
from tests.projections.night import Night
from tools.sample_visios import visio_link_commands

_LAST = (visio.RenewInvitation, visio.RevokeInvitation, visio.RevokeGuest)


def seen_by_a_link(night: Night) -> None:
    """One night in three somebody is seen by a link; every night somebody tries a forged one."""
    night.do(CountForgedLinks(door="2026-01-15T20", count=2), MACHINE)
    calls = list(night.of("regulation-call"))
    if not calls or night.chance.random() > 0.3:
        return
    name, call = "VL", night.any_of(calls)
    asked = visio_link_commands(name, call)
    first = [each for each in asked if not isinstance(each, _LAST)]
    last = [each for each in asked if isinstance(each, _LAST)]
    joining = [
        visio.JoinVisio(session=name, participant=who) for who in (Participant.PATIENT, Participant.REGULATOR)
    ]
    agreed = [each for each in first if isinstance(each, visio.OpenInvitation | visio.GiveConsent)]
    stolen = visio.OpenInvitation(session=name, generation=1, device_sha256="f" * 64)
    lost = visio.RequestVisio(session="VR", call=call, phone="+33100000000")
    for command in (
        lost,
        visio.RenewInvitation(session="VR"),
        visio.RequestVisio(session=name, call=call, phone="+33100000000"),
        *agreed,
        *joining,
        stolen,
        *first,
        *night.chance.sample(last, len(last)),
    ):
        _do(night, command)


def _do(night: Night, command: AnyCommand) -> None:
    roles = PERMISSIONS[type(command)]
    if Role.REGULATOR in roles and night.do(command, DOCTOR):
        return
    for by in (CALLER, MACHINE):
        if by.role in roles and night.do(command, by):
            return
