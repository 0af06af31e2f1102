"""`vigie simulate`: simulated people live a night against a running Vigie, by wire, in real time."""

import asyncio
import logging
import os
import secrets
from pathlib import Path

import click
import msgspec
from rich.console import Console

from api.accounts import LocalAccounts
from simulators.night import accounts_needed, run, script
from simulators.paced import PacedTimeline
from simulators.settings import Night
from simulators.tally import Tally
from vigie.cli.options import Number, data_option, settings_with
from vigie.clock import RealClock
from vigie.logs import configure
from vigie.site import ACCOUNTS, PARIS

out = Console(highlight=False)

_PASSWORDS = "simulated-people.json"


@click.command()
@data_option
@click.option("--url", default="http://127.0.0.1:8015", show_default=True, help="The Vigie to call.")
@click.option("--hours", type=Number(0.01, 24 * 31), default=1.0, show_default=True)
@click.option("--calls-per-day", type=Number(1, 50_000), default=600.0, show_default=True)
@click.option("--teams", type=click.IntRange(1, 500), default=8, show_default=True)
@click.option("--seed", type=int, default=42, show_default=True)
@click.option("--open-accounts", is_flag=True, help="Only open their accounts in --data; then start serve.")
def simulate(
    data: Path | None,
    url: str,
    hours: float,
    calls_per_day: float,
    teams: int,
    seed: int,
    open_accounts: bool,
) -> None:
    """Simulated callers, ARM, doctors, crews and patients against a running Vigie, in real time.

    Never against a real centre. First `vigie simulate --open-accounts --data DIR`, then
    `vigie serve --data DIR`, then `vigie simulate --data DIR`.
    """
    configure(logging.WARNING)
    folder = settings_with(data).data
    night = Night(
        seed=seed,
        starts_at=RealClock().now().astimezone(PARIS),
        hours=hours,
        calls_per_day=calls_per_day,
        teams=teams,
        tablet_every=30.0,
        board_every=15.0,
    )
    if open_accounts:
        _open_accounts(folder, night)
        return
    tally = asyncio.run(_live(folder, url, night))
    for line in tally.report().items():
        out.print(*line, sep=": ")


def _open_accounts(folder: Path, night: Night) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    passwords = {needed.user: secrets.token_urlsafe(12) for needed in accounts_needed(night)}
    accounts = LocalAccounts(folder / ACCOUNTS)
    for needed in accounts_needed(night):
        accounts.put(
            needed.user, passwords[needed.user], name=needed.name, role=needed.role, team=needed.team
        )
    accounts.save()
    descriptor = os.open(folder / _PASSWORDS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(passwords))
    out.print(f"vigie: {len(passwords)} accounts of simulated people opened in {folder}")


async def _live(folder: Path, url: str, night: Night) -> Tally:
    try:
        passwords = msgspec.json.decode((folder / _PASSWORDS).read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        raise ValueError(f"no simulated people in {folder}: run with --open-accounts first") from None
    missing = [needed.user for needed in accounts_needed(night) if needed.user not in passwords]
    if missing:
        raise ValueError(f"no account for {missing[0]}: run --open-accounts again for this size of night")
    timeline = PacedTimeline(night.starts_at)
    tallies: list[Tally] = []

    async def everybody() -> None:
        tallies.append(await run(night, timeline, url, passwords, plan=script(night)))

    timeline.spawn("night", everybody())
    await timeline.run(night.stops_at)
    return tallies[0]
