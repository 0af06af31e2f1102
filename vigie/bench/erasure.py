"""How long it takes to erase a patient: keys destroyed, and every copy of what they sealed written again."""

import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

from domain.codes import CallOrigin, DismissalCode, InsStatus, Role
from domain.erasure.commands import ApproveErasure, EraseSubject
from domain.fact import Act, Actor
from domain.house import AnyCommand, plan
from domain.regulation_call import commands as c
from domain.vocabulary import Caller, Person, Place
from vigie.bench import Row
from vigie.clock import RealClock
from vigie.doors import Doors, open_log
from vigie.erasing import alone
from vigie.ids import random_ids
from vigie.settings import Settings

_FILES: Final = 300
_ERASED: Final = 7
_AIM_SECONDS: Final = 1.0
_ARM, _ADMIN, _AUDITOR = Actor(Role.ARM, "arm"), Actor(Role.ADMIN, "admin"), Actor(Role.AUDITOR, "auditor")


async def erasures(files: int = _FILES) -> list[Row]:
    """Patients erased one after the other from a log with `files` files, on a server of its own; the first,
    whose views start from nothing, is left out."""
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as folder:
        async with open_log(Settings(data=Path(folder), centre="bench")) as doors:
            for number in range(files):
                await _told(doors, f"C{number}")
            seconds = [await _erased(doors, f"C{number}") for number in range(_ERASED)][1:]
    return [
        Row(
            name=f"erasing a patient, among {files} files (slowest of {len(seconds)})",
            value=max(seconds),
            unit="s",
            low=min(seconds),
            high=max(seconds),
            aim=f"< {_AIM_SECONDS:.0f} s",
            met=max(seconds) < _AIM_SECONDS,
        )
    ]


async def _told(doors: Doors, call: str) -> None:
    now = RealClock().now()
    person = Person(last_name="Exemple", first_name="Alice")
    for command in (
        c.ReceiveCall(
            call=call,
            origin=CallOrigin.LINE_15,
            rang_at=now - timedelta(seconds=5),
            caller=Caller(name="Exemple", phone="+33100000000"),
        ),
        c.LocateCall(call=call, place=Place(label="3 rue des Lilas")),
        c.IdentifyPatient(call=call, patient="P1", person=person, status=InsStatus.PROVISIONAL),
        c.DismissCall(call=call, code=next(iter(DismissalCode))),
    ):
        await _say(doors, command, _ARM)


async def _erased(doors: Doors, call: str) -> float:
    name = f"E-{call}"
    request = EraseSubject(erasure=name, files=(call,), authority="bench", reason="bench")
    await _say(doors, request, _ADMIN)
    began = time.perf_counter()
    await alone(doors, RealClock(), name, _say(doors, ApproveErasure(erasure=name), _AUDITOR))
    return time.perf_counter() - began


async def _say(doors: Doors, command: AnyCommand, by: Actor) -> None:
    await doors.log.execute(plan(command), Act(at=RealClock().now(), by=by, command_id=random_ids()()))
