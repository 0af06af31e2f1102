"""What is said on the sockets of a video session: JSON text frames, told apart by "type".

Descriptions and candidates of WebRTC go from peer to peer as they came: the server neither reads nor keeps
them.
"""

from typing import Annotated, Final, Literal

import msgspec

from domain.visio_session.words import LadderStep, Milliseconds, Participant
from domain.vocabulary import Identifier, ShortText

LARGEST_FRAME: Final = 64 * 1024
"""Bytes. The descriptions of a browser take some 5 KiB."""
PeerId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class Close:
    """Codes of closing: how a page knows whether to come again."""

    DONE: Final = 1000
    TOO_LARGE: Final = 1009
    COME_AGAIN: Final = 1012
    MALFORMED: Final = 4400
    NOT_SIGNED_IN: Final = 4401
    REFUSED: Final = 4403
    TOO_SLOW: Final = 4408
    REPLACED: Final = 4409
    TOO_MANY: Final = 4429


class Peer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at a socket. `id` is made for this socket and is no one's name; `guest` which guest."""

    id: PeerId
    participant: Participant
    guest: Identifier | None = None


class IceServer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """As WebRTC's RTCIceServer."""

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = None


class Ice(msgspec.Struct, frozen=True, kw_only=True):
    """Which servers to connect through; `relay` forbids the direct way."""

    servers: tuple[IceServer, ...] = ()
    policy: Literal["all", "relay"] = "all"


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag="welcome"):
    """In. `peers` were there before: make each of them an offer."""

    you: PeerId
    peers: tuple[Peer, ...]
    ice: Ice
    ladder: LadderStep


class WaysRenewed(msgspec.Struct, frozen=True, kw_only=True, tag="ice"):
    """What to connect through from now on: the credentials of before end."""

    ice: Ice


class Joined(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="joined"):
    """Somebody came: wait for their offer. With `offer` they were there unheard of: make it."""

    peer: Peer
    offer: bool = False


class Left(msgspec.Struct, frozen=True, kw_only=True, tag="left"):
    """That peer is gone."""

    peer: PeerId


class Signalled(msgspec.Struct, frozen=True, kw_only=True, tag="signal", rename={"sender": "from"}):
    """What a peer says to this one."""

    sender: PeerId
    data: msgspec.Raw


class LadderMoved(msgspec.Struct, frozen=True, kw_only=True, tag="ladder"):
    """The log has it: the session goes on at `step`. `by`: a participant, or ``system``."""

    step: LadderStep
    by: str
    automatic: bool


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag="ended"):
    """The session is over: `how` is the tag of the fact that ended it."""

    how: str


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """A rule says no: `why` is its name."""

    why: str


FromServer = Welcome | WaysRenewed | Joined | Left | Signalled | LadderMoved | Ended | Refused


class _Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page says."""


class Signal(_Asked, frozen=True, kw_only=True, tag="signal"):
    """To one peer: a description or a candidate."""

    to: PeerId
    data: msgspec.Raw


class MoveLadder(_Asked, frozen=True, kw_only=True, tag="ladder"):
    """The page has moved to `step`, in `took_ms` from when it saw the need."""

    step: LadderStep
    why: ShortText
    automatic: bool = True
    took_ms: Milliseconds | None = None


class Seen(_Asked, frozen=True, kw_only=True, tag="seen"):
    """The first picture of the other side is on the screen. `network`: as the phone names its own."""

    relayed: bool
    network: Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9-]{0,16}\Z")] = ""


class Reconnected(_Asked, frozen=True, kw_only=True, tag="reconnected"):
    """Picture or sound is back after a change of network."""

    took_ms: Milliseconds


class Bye(_Asked, frozen=True, kw_only=True, tag="bye"):
    """Leaves for good: nobody waits for a return."""


FromPage = Signal | MoveLadder | Seen | Reconnected | Bye
_decoder: Final = msgspec.json.Decoder(FromPage)
_encoder: Final = msgspec.json.Encoder()


class NotThisProtocol(ValueError):
    """A frame that is none of these messages."""


def read(frame: str) -> FromPage:
    """A frame of a page. Raises NotThisProtocol."""
    try:
        message = _decoder.decode(frame)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotThisProtocol(str(error)) from error
    if isinstance(message, Signal) and not bytes(message.data).startswith(b"{"):
        raise NotThisProtocol("data is not an object")
    return message


def written(message: FromServer) -> bytes:
    """A frame of the server."""
    return _encoder.encode(message)
