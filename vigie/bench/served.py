"""A real `vigie serve` in a process of its own, for benches that measure it from outside."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from api.accounts import LocalAccounts
from domain.vocabulary import Role
from vigie.site import ACCOUNTS


@asynccontextmanager
async def served(folder: Path, people: Mapping[str, Role], password: str) -> AsyncGenerator[str]:
    """The address of `vigie serve` on `folder`, until the end of the block; `people` may sign in. Raises
    RuntimeError where it does not start."""
    accounts = LocalAccounts(folder / ACCOUNTS)
    for user, role in people.items():
        accounts.put(user, password, name="Banc d'essai", role=role)
    accounts.save()
    program = [sys.executable, "-c", "from vigie.cli.main import main; main()"]
    said = folder / "said"
    with said.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *program, "serve", "--data", str(folder), "--port", "0", stdout=output, stderr=output
        )
    try:
        yield await _address(process, said)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def signed_in(url: str, user: str, password: str) -> AsyncGenerator[httpx.AsyncClient]:
    """A client with the session of `user`."""
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=10) as client:
        answer = await client.post("/api/session", json={"user": user, "password": password})
        answer.raise_for_status()
        yield client


async def _address(process: asyncio.subprocess.Process, said: Path) -> str:
    while process.returncode is None:
        for line in (await asyncio.to_thread(said.read_text, "utf-8")).splitlines():
            if line.startswith("vigie: http"):
                return line.removeprefix("vigie: ")
        await asyncio.sleep(0.1)
    why = await asyncio.to_thread(said.read_text, "utf-8")
    raise RuntimeError(f"vigie serve ended before it listened: {why[-500:]}")
