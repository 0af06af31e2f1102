"""What processes of one site tell each other of the sockets they hold. Never kept, never a fact."""

from typing import Final

import msgspec

from api.signalling_words import Peer, PeerId


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A peer and whose it is: `key` is the same for each socket of one person on one session."""

    peer: Peer
    key: str


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    """`process` is who says it: each hears its own words too."""

    process: str


class Came(_Said, frozen=True, kw_only=True, tag="came"):
    """A socket has just opened: who has others of the session says so by Here."""

    known: Known


class Here(_Said, frozen=True, kw_only=True, tag="here"):
    """All that a process holds of the session. Said in answer, and now and then."""

    known: tuple[Known, ...]


class Gone(_Said, frozen=True, kw_only=True, tag="gone"):
    """A socket is closed."""

    peer: PeerId


class Passed(_Said, frozen=True, kw_only=True, tag="passed"):
    """From a peer here to a peer there."""

    sender: PeerId
    to: PeerId
    data: msgspec.Raw


Between = Came | Here | Gone | Passed
_decoder: Final = msgspec.json.Decoder(Between)
_encoder: Final = msgspec.json.Encoder()


def heard(payload: bytes) -> Between | None:
    """What another process said; None for what this release does not know."""
    try:
        return _decoder.decode(payload)
    except msgspec.DecodeError:
        return None


def told(message: Between) -> bytes:
    """As it goes to the others."""
    return _encoder.encode(message)
