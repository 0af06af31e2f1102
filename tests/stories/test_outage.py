"""`vigie serve` outlives its log: 503 at once while the server is dead, and everything accepted is kept."""

import asyncio
import os
import sys
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from argon2 import PasswordHasher

from api.accounts import LocalAccounts
from domain.regulation_call.facts import CallReceived
from domain.vocabulary import Role
from eventlog.embedded import EmbeddedServer
from tests.reading import told
from vigie.doors import open_log
from vigie.settings import Settings

PASSWORD = "correct horse"
CENTRE = "OUTAGE"


@asynccontextmanager
async def serving(server: EmbeddedServer, data: Path) -> AsyncGenerator[str]:
    """`vigie serve` as a process of its own; its address."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("VIGIE_")}
    env |= {"VIGIE_NATS_URL": server.secret_url, "VIGIE_CENTRE": CENTRE, "PYTHONUNBUFFERED": "1"}
    program = (sys.executable, "-c", "from vigie.cli import main; main()")
    with (data / "stderr").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *program,
            *("serve", "--port", "0", "--data", str(data)),
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env=env,
        )
        try:
            assert process.stdout is not None
            async with asyncio.timeout(60):
                line = (await process.stdout.readline()).decode().strip()
            assert line.startswith("vigie: http"), (line, (data / "stderr").read_text()[-2000:])
            yield line.removeprefix("vigie: ")
            assert process.returncode is None  # the same program, from the first command to the last
            process.terminate()
            async with asyncio.timeout(30):
                assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


class Assistant:
    """An ARM at a browser."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def sign_in(self) -> None:
        answer = await self._client.post("/api/session", json={"user": "arm-1", "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    async def receive(self, call: str) -> httpx.Response:
        words = {"type": "receive-call", "call": call, "origin": "15"}
        headers = {
            "Command-Id": str(uuid.uuid5(uuid.NAMESPACE_OID, call)),
            "x-csrftoken": self._client.cookies.get("csrftoken") or "",
        }
        rang = datetime.now(UTC).isoformat()
        return await self._client.post("/api/calls", json={**words, "rang_at": rang}, headers=headers)


async def test_commands_go_on_after_the_server_died_and_none_is_lost(
    own_server: EmbeddedServer, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts = LocalAccounts(data / "accounts.json", hasher=hasher)
    accounts.put("arm-1", PASSWORD, name="Arm", role=Role.ARM)
    accounts.save()
    accepted: list[str] = []
    async with serving(own_server, data) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        arm = Assistant(client)
        await arm.sign_in()
        for number in range(5):
            assert (await arm.receive(f"before-{number}")).status_code == 200
            accepted.append(f"before-{number}")

        await asyncio.to_thread(own_server.kill)
        for _ in range(3):
            began = asyncio.get_running_loop().time()
            refused = await arm.receive("during")
            assert asyncio.get_running_loop().time() - began < 2
            assert refused.status_code == 503, refused.text
            assert int(refused.headers["Retry-After"]) > 0
            assert refused.headers["content-type"].startswith("application/problem+json")

        await asyncio.to_thread(own_server.restart)
        answer = await answered(lambda: arm.receive("during"))
        assert answer.status_code == 200, answer.text
        accepted.append("during")
        last = (await arm.receive("after")).json()
        accepted.append("after")
        board = await answered(lambda: client.get(f"/api/board?after={last['position']}"))
        assert set(board.json()["board"]["calls"]) == set(accepted)
        assert (await client.get("/health/ready")).status_code == 200
    assert await _received(own_server, data) == accepted


async def answered(ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """The first answer that is not 503, within thirty seconds."""
    async with asyncio.timeout(30):
        while True:
            answer = await ask()
            if answer.status_code != 503:
                return answer
            await asyncio.sleep(0.1)


async def _received(server: EmbeddedServer, folder: Path) -> list[str]:
    async with open_log(Settings(data=folder, centre=CENTRE, nats_url=server.secret_url)) as doors:
        return [each.stream.id for each in await told(doors.log, CallReceived)]
