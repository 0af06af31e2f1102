"""Every way of an invitation keeps the contract of messages: what it says, and what of it is kept."""

import asyncio
import smtplib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from domain.asks import SendInvitation
from domain.visio_session.commands import ConfirmInvitation, FailInvitation
from domain.visio_session.links import Link, LinkKey, digest
from domain.visio_session.words import Want, Way
from gateways.email import SmtpInvitations, SmtpServer
from gateways.invitations import ByWay, Letters, ReadAloud

KEY = LinkKey(b"k" * 32)
LETTERS = Letters(KEY, "https://visio.example/v", "SAMU 77")
BY_MAIL = SendInvitation(session="V1", way=Way.EMAIL, email="jean@exemple.fr", generation=2)
TOKEN = KEY.token(Link("V1", 2))


@asynccontextmanager
async def mail_server(answer: bytes = b"250 taken\r\n") -> AsyncGenerator[tuple[str, list[str]]]:
    """The smallest server that takes a letter: its address, and what it was told."""
    heard: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        inside = False
        while line := await reader.readline():
            heard.append(line.decode().rstrip("\r\n"))
            word = line[:4].upper()
            if inside:
                inside = line != b".\r\n"
                writer.write(b"" if inside else answer)
            elif word == b"DATA":
                inside = True
                writer.write(b"354 go on\r\n")
            else:
                writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", heard


async def test_a_letter_names_the_centre_and_its_link_and_the_log_keeps_a_digest() -> None:
    async with mail_server() as (url, heard):
        gateway = SmtpInvitations(SmtpServer(url, "samu@exemple.fr"), LETTERS)
        answer = await gateway.invite(BY_MAIL)
        again = await gateway.invite(BY_MAIL)
    assert isinstance(answer, ConfirmInvitation)
    assert (answer.generation, answer.link_sha256) == (2, digest(TOKEN))
    assert again == answer
    assert TOKEN not in str(answer)
    text = "\n".join(heard).replace("=\n", "").replace("=3D", "=")
    assert "SAMU 77" in text
    assert f"https://visio.example/v#{TOKEN}" in text
    assert "rcpt TO:<jean@exemple.fr>" in text


async def test_a_letter_that_does_not_go_is_an_answer_without_the_address() -> None:
    async with mail_server(b"554 jean@exemple.fr is unknown\r\n") as (url, _):
        answer = await SmtpInvitations(SmtpServer(url, "samu@exemple.fr"), LETTERS).invite(BY_MAIL)
    assert isinstance(answer, FailInvitation)
    assert "jean" not in answer.why
    nobody = SmtpServer("smtp://127.0.0.1:1", "samu@exemple.fr")
    away = await SmtpInvitations(nobody, LETTERS).invite(BY_MAIL)
    assert isinstance(away, FailInvitation)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://x", "a@b.fr"),
        ("smtp://", "a@b.fr"),
        ("smtp://x", "nobody"),
        ("smtp://x", "a@b.fr\r\nBcc: c@d.fr"),
    ],
)
def test_a_mail_server_that_cannot_be_one_is_said_at_the_start(url: str, sender: str) -> None:
    with pytest.raises(ValueError, match="VIGIE_SMTP"):
        SmtpServer(url, sender)


def test_a_password_is_given_over_tls_only_where_the_address_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    class Smtp:
        def __init__(self, *_: Any, **__: Any) -> None: ...

        def starttls(self) -> None:
            done.append("tls")

        def login(self, user: str, password: str) -> None:
            done.append(f"{user} {password}")

        def __enter__(self) -> "Smtp":
            return self

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(smtplib, "SMTP", Smtp)
    with SmtpServer("smtp+starttls://me:p%40ss@mail.example:587", "a@b.fr").session(1):
        assert done == ["tls", "me p@ss"]
    assert "p%40ss" not in repr(SmtpServer("smtp://me:p%40ss@mail.example", "a@b.fr"))


async def test_a_link_read_aloud_is_made_and_nothing_is_sent() -> None:
    aloud = SendInvitation(session="V1", way=Way.READ_ALOUD)
    ways = ByWay({Way.READ_ALOUD: ReadAloud(LETTERS)})
    answer = await ways.invite(aloud)
    assert isinstance(answer, ConfirmInvitation)
    assert answer.link_sha256 == digest(KEY.token(Link("V1")))
    none = await ways.invite(BY_MAIL)
    assert isinstance(none, FailInvitation)
    assert (none.generation, none.session) == (2, "V1")


@pytest.mark.parametrize("want", list(Want))
def test_each_message_says_who_asks_for_what_and_where_and_nothing_of_the_patient(want: Want) -> None:
    ask = SendInvitation(session="V1", phone="+33600000001", want=want)
    text = LETTERS.text(ask)
    assert text.startswith("SAMU 77 : ")
    assert text.endswith(f"https://visio.example/v#{KEY.token(Link('V1'))}")
    assert "+33" not in text
    guest = LETTERS.text(SendInvitation(session="V1", phone="+33600000001", guest="G1"))
    assert "invité" in guest
    assert guest.endswith(KEY.token(Link("V1", 1, "G1")))
