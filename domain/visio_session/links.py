"""The links of a video session: derived from a key, never stored, so that a message sent twice is the same.

A token is ``<session>[~<guest>].<generation>.<mac>``. The mac is 128 bits of HMAC-SHA256 over what the link
is for. Whoever has not the key makes none, and what they try is refused before anything is read: by one
comparison in constant time, whatever is wrong with it. Nothing personal is in a token.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Final

import msgspec

from domain.visio_session.words import Generation
from domain.vocabulary import Identifier

LONGEST: Final = 200
"""Characters of the longest token: two identifiers, a number and a mac."""
_MAC: Final = 22
_NEVER: Final = "-" * _MAC


@dataclass(frozen=True)
class Link:
    """What a link opens: one invitation of a session, the patient's or that of `guest`."""

    session: str
    generation: int = 1
    guest: str | None = None

    @property
    def name(self) -> str:
        """``V1.2`` or ``V1~G1.1``: which link it is, without what opens it."""
        of = f"{self.session}~{self.guest}" if self.guest else self.session
        return f"{of}.{self.generation}"

    @classmethod
    def named(cls, name: str) -> "Link | None":
        """The link of that name, None where it cannot be one."""
        of, _, generation = name.rpartition(".")
        session, tilde, guest = of.partition("~")
        try:
            return cls(
                msgspec.convert(session, Identifier),
                msgspec.convert(generation, Generation, strict=False),
                msgspec.convert(guest, Identifier) if tilde else None,
            )
        except msgspec.ValidationError:
            return None


@dataclass(frozen=True)
class LinkKey:
    """The key of a site's links: 32 bytes, and out of `repr`."""

    secret: bytes = field(repr=False)

    def token(self, link: Link) -> str:
        """What opens `link`: it goes after the ``#`` of an address, where no log keeps it."""
        return f"{link.name}.{self._mac(link)}"

    def read(self, token: str) -> Link | None:
        """The link that `token` opens, None for any text that this key did not make."""
        name, _, mac = token[:LONGEST].rpartition(".")
        link = Link.named(name)
        expected = self._mac(link or Link("none"))
        # The name is compared too: 02 and 2 are one number and two tokens.
        told = mac if link is not None and link.name == name and len(token) <= LONGEST else _NEVER
        same = hmac.compare_digest(told.encode(), expected.encode())
        return link if same else None

    def short_code(self, link: Link) -> str:
        """Four digits on the board and on the patient's page: the voice and the page are of one house."""
        return self._digits(b"short code", link, 4)

    def spoken_code(self, link: Link) -> str:
        """Eight digits, read aloud where no message can be sent."""
        return self._digits(b"spoken code", link, 8)

    def is_spoken_code(self, link: Link, code: str) -> bool:
        """Whether `code` is that of `link`: spaces aside, compared in constant time."""
        return hmac.compare_digest(code.replace(" ", "").encode(), self.spoken_code(link).encode())

    def _mac(self, link: Link) -> str:
        return urlsafe_b64encode(self._digest(b"link", link)).decode()[:_MAC]

    def _digits(self, what: bytes, link: Link, count: int) -> str:
        return f"{int.from_bytes(self._digest(what, link)[:8]) % 10**count:0{count}}"

    def _digest(self, what: bytes, link: Link) -> bytes:
        role = f"guest\n{link.guest}" if link.guest else "patient"
        said = f"{link.session}\n{link.generation}\n{role}".encode()
        return hmac.digest(self.secret, b"vigie visio " + what + b"\n" + said, "sha256")


def digest(token: str) -> str:
    """What of a link may be kept: it names it, and opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
