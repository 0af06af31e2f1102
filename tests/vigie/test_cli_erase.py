"""`vigie audit erase`: two persons with their own passwords, and what each is told."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import click
import pytest
from argon2 import PasswordHasher

from api.accounts import LocalAccounts
from domain.envelope import StreamId
from domain.vocabulary import Role
from tests.builders import ARM, INS
from tests.vigie import a_patient
from tests.vigie.shell import Shell
from tests.vigie.telling import Room
from vigie.clock import RealClock
from vigie.doors import Doors, open_log
from vigie.settings import Settings
from vigie.site import ACCOUNTS

PASSWORDS = {"admin": "administration", "auditrice": "la verite seule"}


def at(settings: Settings, work: Callable[[Doors, Room], Awaitable[None]]) -> None:
    """Do something to the log of these settings."""

    async def whole() -> None:
        async with open_log(settings) as doors:
            await work(doors, Room(doors.log, RealClock()))

    asyncio.run(whole())


@pytest.fixture
def files(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two dismissed files of one patient, one that is open, and three accounts."""

    async def work(_: Doors, room: Room) -> None:
        for call in ("C1", "C2"):
            await a_patient.is_dismissed(room, call)
        await room.say(
            a_patient.c.ReceiveCall(call="C3", origin=a_patient.CallOrigin.LINE_15, rang_at=room.clock.now()),
            ARM,
        )

    at(settings, work)
    settings.data.mkdir(exist_ok=True)
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts = LocalAccounts(settings.data / ACCOUNTS, hasher=hasher)
    accounts.put("admin", PASSWORDS["admin"], name="A", role=Role.ADMIN)
    accounts.put("auditrice", PASSWORDS["auditrice"], name="B", role=Role.AUDITOR)
    accounts.save()

    def typed(question: str, **_: object) -> str:
        return PASSWORDS.get(question.rpartition(" ")[2], "wrong password")

    monkeypatch.setattr(click, "prompt", typed)
    return settings


def ask(vigie: Shell, *words: str, by: str = "admin") -> tuple[int, str, str]:
    done = vigie("audit", "erase", *words, "--authority", "CNIL 12", "--reason", "demande", "--by", by)
    return done.code, done.out, done.err


def named(out: str) -> str:
    """The erasure that a command says it made."""
    return out.split()[1]


def test_one_asks_and_another_approves(files: Settings, vigie: Shell) -> None:
    code, out, _ = ask(vigie, "--call", "C1")
    assert code == 0
    assert "nothing is erased before an auditor approves it" in out
    erasure = named(out)
    listed = vigie("audit", "erase")
    assert erasure in listed.out
    assert "waits for approval" in listed.out
    assert readable(files, "C1")
    done = vigie("audit", "erase", "--approve", erasure, "--by", "auditrice")
    assert (done.code, done.out) == (0, f"erasure {erasure} is done\n")
    assert not readable(files, "C1")
    assert readable(files, "C2")
    listed = vigie("audit", "erase")
    assert listed.out == "no erasure waits\n1 files erased so far\n"
    again = vigie("audit", "erase", "--approve", erasure, "--by", "auditrice")
    assert again.code == 0


def readable(settings: Settings, call: str) -> bool:
    found: list[bool] = []

    async def work(doors: Doors, _: Room) -> None:
        state, _version = await doors.log.load(StreamId("regulation-call", call))
        found.append("Zwyczajna" in repr(state))

    at(settings, work)
    return found[0]


def test_a_person_is_all_her_files(files: Settings, vigie: Shell, tmp_path: Path) -> None:
    number = tmp_path / "ins.json"
    number.write_text(json.dumps({"number": INS.number, "oid": INS.oid}))
    code, out, _ = ask(vigie, "--ins-file", str(number))
    assert (code, "2 files: C1, C2" in out) == (0, True)
    assert INS.number not in vigie("log", "tail", "--kind", "erasure", "--json").out
    assert vigie("audit", "erase", "--approve", named(out), "--by", "auditrice").code == 0
    assert not readable(files, "C1")
    assert not readable(files, "C2")
    code, _, err = ask(vigie, "--ins-file", str(number))
    assert (code, err) == (2, "vigie: no file holds this qualified INS number\n")


def test_an_auditor_may_say_no(files: Settings, vigie: Shell) -> None:
    erasure = named(ask(vigie, "--call", "C1")[1])
    done = vigie("audit", "erase", "--reject", erasure, "--reason", "vingt ans", "--by", "auditrice")
    assert (done.code, done.out) == (0, f"erasure {erasure} is rejected\n")
    assert vigie("audit", "erase", "--approve", erasure, "--by", "auditrice").code == 2
    assert readable(files, "C1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--call", "C1"), "--by is needed"),
        (("--call", "C1", "--approve", "E1"), "one thing at a time: --call or --approve"),
        (("--call", "C1", "--by", "admin"), "--authority is needed"),
        (("--reject", "E1", "--by", "auditrice"), "--reason is needed"),
        (("--approve", "E1", "--by", "nobody"), "no account nobody with this password"),
        (("--approve", "E1", "--by", "auditrice"), "NotFound: no erasure E1"),
        (("--approve", "E1", "--by", "admin"), "RoleNotAllowed"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    files: Settings, vigie: Shell, words: tuple[str, ...], said: str
) -> None:
    done = vigie("audit", "erase", *words)
    assert done.code == 2
    assert said in done.err
    assert done.err.count("\n") == 1
    assert readable(files, "C1")


@pytest.mark.parametrize(
    ("call", "said"), [("C3", "FileStillOpen: call C3 is received"), ("C9", "NotFound"), ("a b", "files")]
)
def test_an_open_or_unknown_file_is_refused(files: Settings, vigie: Shell, call: str, said: str) -> None:
    code, _, err = ask(vigie, "--call", call)
    assert (code, said in err) == (2, True)
    assert files


def test_an_auditor_does_not_ask(files: Settings, vigie: Shell) -> None:
    code, _, err = ask(vigie, "--call", "C1", by="auditrice")
    assert (code, "RoleNotAllowed" in err) == (2, True)
    assert files


def test_a_file_without_an_ins_number_is_named(files: Settings, vigie: Shell, tmp_path: Path) -> None:
    number = tmp_path / "ins.json"
    number.write_text("{}")
    code, _, err = ask(vigie, "--ins-file", str(number))
    assert (code, "ins.json: not an INS number with its OID" in err) == (2, True)
    assert files


def test_keys_are_not_copied_with_the_log(files: Settings, vigie: Shell, tmp_path: Path) -> None:
    stream = f"KEYS_{files.centre}"
    done = vigie("log", "backup", "--stream", stream, str(tmp_path / "keys"))
    assert (done.code, "--keys" in done.err) == (2, True)
    assert not (tmp_path / "keys").exists()
    assert vigie("log", "backup", "--keys", "--stream", stream, str(tmp_path / "keys")).code == 0
