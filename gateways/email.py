"""Invitations by e-mail, through the site's own SMTP server."""

import asyncio
import smtplib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from domain.asks import SendInvitation
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from gateways.invitations import Letters, failed, link_of

SUBJECT = "{centre} : votre consultation à distance"


@dataclass(frozen=True)
class SmtpServer:
    """``smtp://host:25``, ``smtp+starttls://user:password@host:587`` or ``smtps://…``: raises ValueError."""

    url: str = field(repr=False)
    sender: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
            raise ValueError("VIGIE_SMTP_URL is not smtp://, smtps:// or smtp+starttls:// with a host")
        if "@" not in self.sender or any(character in self.sender for character in "\r\n"):
            raise ValueError("VIGIE_SMTP_FROM is not an address")

    @contextmanager
    def session(self, within: float) -> Generator[smtplib.SMTP]:
        """A session that may send. Raises OSError and SMTPException."""
        parts = urlsplit(self.url)
        kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        with kind(parts.hostname or "", parts.port or 0, timeout=within) as smtp:
            if parts.scheme == "smtp+starttls":
                smtp.starttls()
            if parts.username:
                smtp.login(unquote(parts.username), unquote(parts.password or ""))
            yield smtp


class SmtpInvitations:
    """SmsGateway by e-mail: in a thread of its own, since the standard library's SMTP waits."""

    def __init__(self, server: SmtpServer, letters: Letters, within: float = 10.0) -> None:
        self._server = server
        self._letters = letters
        self._within = within

    async def invite(self, ask: SendInvitation) -> ConfirmInvitation | FailInvitation:
        """Send the link of a video session. A failure is an answer, not an exception."""
        if ask.email is None:
            return failed(ask, "no address")
        letter = self._letter(ask, ask.email)
        try:
            await asyncio.to_thread(self._send, letter)
        except (OSError, smtplib.SMTPException) as error:
            # An SMTP error quotes the address it refused: only its name goes into the log.
            return failed(ask, f"the mail server did not take it ({type(error).__name__})")
        return self._letters.sent(ask, letter["Message-ID"])

    def _letter(self, ask: SendInvitation, to: str) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = SUBJECT.format(centre=self._letters.centre)
        letter["From"], letter["To"] = self._server.sender, to
        # The same name again for the same link: who receives it twice sees one.
        letter["Message-ID"] = f"<{link_of(ask).name}@{self._server.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(self._letters.text(ask))
        return letter

    def _send(self, letter: EmailMessage) -> None:
        with self._server.session(self._within) as smtp:
            smtp.send_message(letter)
