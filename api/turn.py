"""Who may use the site's relay (TURN), and for how long: coturn's REST credentials.

The relay holds no account: it and this process share a secret, and a name that ends at an instant is good
until then (coturn's ``use-auth-secret``).
"""

import hmac
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from api.signalling_words import Ice, IceServer
from domain.ports import Clock
from domain.visio_session.words import Participant

LASTS: Final = 600
"""Seconds during which a connection through the relay may begin. One that runs goes on."""
_STAFF: Final = frozenset({Participant.REGULATOR, Participant.CREW})


@dataclass(frozen=True)
class Turn:
    """The site's relays. `urls`: ``turns:host:443?transport=tcp``, ``stun:host``…; `clock` is real time,
    which the relay keeps too. `relay_patients`: a patient's own address is shown to nobody, and nobody's to
    the patient; the room and the crews may still connect straight to each other."""

    urls: tuple[str, ...]
    secret: bytes = field(repr=False)
    clock: Clock
    relay_patients: bool = False

    def ice(self, peer: str, participant: Participant) -> Ice:
        """What `peer` connects through."""
        relays = tuple(url for url in self.urls if url.startswith(("turn:", "turns:")))
        others = tuple(url for url in self.urls if url not in relays)
        servers = [IceServer(urls=others)] if others else []
        if relays:
            until = int(self.clock.now().timestamp()) + LASTS
            servers.append(_signed(relays, f"{until}:{peer}", self.secret))
        forced = self.relay_patients and participant not in _STAFF
        policy: Literal["all", "relay"] = "relay" if forced else "all"
        return Ice(servers=tuple(servers), policy=policy)


class Ways:
    """What each peer of this process was told to connect through, and when that is to be told again.

    A peer whose network changes, an hour into a session, begins anew through the relay: a name that ended
    would leave them without a picture. One that lasted for a whole session would outlive a session's end by
    hours, in the hands of whoever held a link.
    """

    def __init__(self, turn: Turn | None) -> None:
        self._turn = turn
        self._told: dict[str, tuple[Participant, datetime]] = {}

    def given(self, peer: str, participant: Participant) -> Ice:
        """What `peer` connects through, good from now on."""
        if self._turn is None:
            return Ice()
        self._told[peer] = participant, self._turn.clock.now()
        return self._turn.ice(peer, participant)

    def due(self) -> dict[str, Ice]:
        """What is to be told again, by peer: half of the time is over."""
        if self._turn is None:
            return {}
        now, half = self._turn.clock.now(), timedelta(seconds=LASTS / 2)
        old = [(peer, who) for peer, (who, at) in self._told.items() if now - at >= half]
        return {peer: self.given(peer, who) for peer, who in old}

    def forget(self, peer: str) -> None:
        """They are gone."""
        self._told.pop(peer, None)


def _signed(urls: tuple[str, ...], username: str, secret: bytes) -> IceServer:
    mac = hmac.digest(secret, username.encode(), "sha1")
    return IceServer(urls=urls, username=username, credential=b64encode(mac).decode())
