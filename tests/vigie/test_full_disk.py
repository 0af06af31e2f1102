"""A full disk: refused while it lasts, and healed by room alone."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from api.accounts import LocalAccounts
from api.app import create_app
from domain.regulation_call.facts import CallReceived
from domain.vocabulary import Role
from tests.api.world import PASSWORD, START, Browser
from tests.reading import all_facts
from tests.vigie.outside import Outside
from tests.waiting import until_told
from vigie.clock import RealClock
from vigie.doors import open_log
from vigie.ids import random_ids
from vigie.running import running
from vigie.settings import Settings
from vigie.site import ACCOUNTS, build_house

_MIB = 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 32 MiB that can be made larger."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    if _mount("-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)) != 0:
        pytest.skip("nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["/bin/umount", "-l", str(folder)], check=True)


def _mount(*words: str) -> int:
    return subprocess.run(["/bin/mount", *words], check=False, capture_output=True).returncode


def fill(folder: Path) -> None:
    """Leave no room at all."""
    with (folder / "filler").open("wb", buffering=0) as file:
        for size in (_MIB, 4096):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue


async def ready(client: httpx.AsyncClient) -> tuple[int, list[str]]:
    """The status of the health page, and what is not well."""
    answer = await client.get("/health/ready")
    return answer.status_code, [each["name"] for each in answer.json()["checks"] if not each["ok"]]


async def test_room_alone_heals_a_full_disk(
    small_disk: Path, settings: Settings, clock: RealClock, outside: Outside
) -> None:
    data = small_disk / "data"
    alone = replace(settings, data=data, nats_url=None, secure_cookies=False)
    data.mkdir()
    accounts = LocalAccounts(
        data / ACCOUNTS, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )
    accounts.put("arm-1", PASSWORD, name="Arm", role=Role.ARM)
    accepted: list[str] = []
    async with running(alone, clock) as parts:
        app = create_app(build_house(parts, clock, random_ids(), accounts))
        transport = httpx.ASGITransport(app=app)  # pyright: ignore[reportArgumentType]  # two types of ASGI
        async with httpx.AsyncClient(transport=transport, base_url="http://vigie.test") as client:
            arm = Browser(client)
            assert (await arm.sign_in("arm-1")).status_code == 200

            async def receive(call: str) -> int:
                """Pick up a call; its status."""
                number, rang = str(uuid.uuid5(uuid.NAMESPACE_OID, call)), START.isoformat()
                answer = await arm.command(
                    "calls", "receive-call", number, call=call, origin="15", rang_at=rang
                )
                if answer.status_code == 200:
                    accepted.append(call)
                return answer.status_code

            assert await receive("before") == 200
            fill(small_disk)
            number = 0
            while await receive(f"during-{number}") == 200:  # the last pages of the log have some room
                number += 1
                assert number < 500
            assert "writes" in (await ready(client))[1]
            assert await receive("full") == 503
            assert (await ready(client))[0] == 503

            assert _mount("-o", "remount,size=128m", str(small_disk)) == 0

            async def goes_again() -> bool:
                return await receive("full") == 200

            await until_told(goes_again, 30)
            assert await receive("after") == 200

            async def is_ready() -> bool:
                return await ready(client) == (200, [])

            await until_told(is_ready, 30)
    async with open_log(alone) as doors:
        facts = await all_facts(doors.log)
    stored = [each.stream.id for each in facts if isinstance(each.fact, CallReceived)]
    assert [call for call in stored if call in accepted] == accepted
    assert len(stored) == len(set(stored))
