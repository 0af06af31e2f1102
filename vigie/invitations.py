"""The key of the links of video sessions, the words of messages, and the ways they go: from the settings."""

import secrets
from contextlib import suppress
from pathlib import Path

import httpx

from domain.ports import SmsGateway
from domain.visio_session.links import LinkKey
from domain.visio_session.words import Way
from eventlog.secret_file import write_new
from gateways.absent import AbsentSms
from gateways.email import SmtpInvitations, SmtpServer
from gateways.invitations import ByWay, Letters, ReadAloud
from gateways.sms import HttpSms
from vigie.settings import Settings

KEY_FILE = "visio.key"
_SHORTEST = 32


def link_key(settings: Settings) -> LinkKey:
    """The key of links: that of the file named, or one made in the data folder at first use, mode 0600.

    Every process of a site needs the same. Raises ValueError in one line.
    """
    file = settings.visio_key or settings.data / KEY_FILE
    if settings.visio_key is None and not file.exists():
        _make(file)
    return LinkKey(_secret(file, "VIGIE_VISIO_KEY_FILE"))


def letters(settings: Settings, address: str) -> Letters:
    """The words and links of this site. `address`: the patients' page where no setting says it."""
    page = f"{settings.visio_url.rstrip('/')}/v" if settings.visio_url else address
    return Letters(link_key(settings), page, settings.centre_name)


def ways(settings: Settings, words: Letters, operator: httpx.AsyncClient | None) -> SmsGateway:
    """The ways of this site. Raises ValueError for a mail server that cannot be one."""
    by_way: dict[Way, SmsGateway] = {
        Way.SMS: HttpSms(operator, words) if operator else AbsentSms(),
        Way.READ_ALOUD: ReadAloud(words),
    }
    if settings.smtp_url:
        by_way[Way.EMAIL] = SmtpInvitations(SmtpServer(settings.smtp_url, settings.smtp_from), words)
    return ByWay(by_way)


def reports_secret(settings: Settings) -> bytes | None:
    """What the operator shows with its reports, None where none are taken. Raises ValueError."""
    return _secret(settings.sms_reports, "VIGIE_SMS_REPORTS_SECRET_FILE") if settings.sms_reports else None


def _make(file: Path) -> None:
    with suppress(FileExistsError):  # another process was first
        write_new(file, secrets.token_hex(_SHORTEST).encode())


def _secret(file: Path, setting: str) -> bytes:
    try:
        text = file.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not plain text"
        raise ValueError(f"cannot read {file}: {why} ({setting} says where it is)") from error
    if len(text) < _SHORTEST:
        raise ValueError(f"{file} is too short for a secret: at least {_SHORTEST} characters ({setting})")
    return text.encode()
