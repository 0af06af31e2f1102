"""What the messages of a video session say, and by which way each goes.

A patient distrusts a link: the message names the centre and says that the regulator, on the telephone, can
read out the code which the page shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.asks import SendInvitation
from domain.ports import SmsGateway
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from domain.visio_session.links import Link, LinkKey, digest
from domain.visio_session.words import Want, Way

_TEXT = (
    "{{centre}} : le médecin que vous avez au téléphone {wants}. "
    "Ouvrez ce lien ; il vous lira le code affiché : {{link}}"
)
TEXTS: Mapping[Want, str] = {
    Want.VIDEO: _TEXT.format(wants="souhaite vous voir"),
    Want.PHOTO: _TEXT.format(wants="attend une photo"),
    Want.LOCATION: _TEXT.format(wants="cherche où vous êtes"),
}
GUEST_TEXT = "{centre} : vous êtes invité à rejoindre une consultation à distance. Ouvrez ce lien : {link}"


@dataclass(frozen=True)
class Letters:
    """Makes links and words. `address` is that of the patients' page, `centre` the name they know."""

    key: LinkKey
    address: str
    centre: str = "SAMU"

    def link(self, ask: SendInvitation) -> str:
        """The link to send: the token is behind the ``#``, which a browser never sends."""
        return f"{self.address.rstrip('/')}#{self.token(ask)}"

    def text(self, ask: SendInvitation) -> str:
        """The words of the message, the link last."""
        text = GUEST_TEXT if ask.guest else TEXTS[ask.want]
        return text.format(centre=self.centre, link=self.link(ask))

    def token(self, ask: SendInvitation) -> str:
        """What opens the link asked for."""
        return self.key.token(link_of(ask))

    def sent(self, ask: SendInvitation, receipt: str) -> ConfirmInvitation:
        """The answer where the operator took the message: of the link, its digest only."""
        return ConfirmInvitation(
            session=ask.session,
            receipt=receipt[:200] or "without a number",
            generation=ask.generation,
            guest=ask.guest,
            link_sha256=digest(self.token(ask)),
        )


def link_of(ask: SendInvitation) -> Link:
    """The link that is asked for."""
    return Link(ask.session, ask.generation, ask.guest)


def failed(ask: SendInvitation, why: str) -> FailInvitation:
    """The answer where the message did not go."""
    return FailInvitation(session=ask.session, why=why[:200], generation=ask.generation, guest=ask.guest)


class ReadAloud:
    """A SmsGateway that sends nothing: the regulator reads an address and a code."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    async def invite(self, ask: SendInvitation) -> ConfirmInvitation | FailInvitation:
        """As in SmsGateway."""
        return self._letters.sent(ask, "read aloud")


@dataclass(frozen=True)
class ByWay:
    """A SmsGateway that sends each invitation by its way, and says so where the site has not set that way."""

    ways: Mapping[Way, SmsGateway] = field(default_factory=dict[Way, SmsGateway])

    async def invite(self, ask: SendInvitation) -> ConfirmInvitation | FailInvitation:
        """As in SmsGateway."""
        gateway = self.ways.get(ask.way)
        if gateway is None:
            return failed(ask, f"no gateway for {ask.way} is set on this site")
        return await gateway.invite(ask)
