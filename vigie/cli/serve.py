"""`vigie serve`: the log, the worker and the web, in real time. `vigie accounts`: who may sign in."""

import asyncio
import signal
from pathlib import Path

import click
from rich.console import Console

from api.accounts import LocalAccounts
from api.app import create_app
from domain.vocabulary import Role
from eventlog.proof.checkpoints import Checkpoints
from eventlog.telemetry import Telemetry
from vigie.cli.options import data_option, settings_with
from vigie.clock import RealClock
from vigie.doors import open_log
from vigie.ids import random_ids
from vigie.logs import configure
from vigie.running import running
from vigie.settings import Settings, made
from vigie.site import ACCOUNTS, build_house
from vigie.web import serving

out = Console(highlight=False)


@click.command()
@data_option
@click.option("--host", help="Address to listen on (default 127.0.0.1, or VIGIE_HOST).")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port (default 8015, or VIGIE_PORT; 0: a free one)."
)
@click.option("--role", type=click.Choice(["all", "api", "worker"]), default="all", show_default=True)
def serve(data: Path | None, host: str | None, port: int | None, role: str) -> None:
    """Run Vigie until it is stopped. With --role, only the web or only the worker."""
    configure()
    asyncio.run(_serve(settings_with(data, host=host, port=port), role))


async def _serve(settings: Settings, role: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    clock = RealClock()
    async with running(settings, clock, worker=role != "api") as parts:
        if role == "worker":
            out.print("vigie: worker running")
            await stop.wait()
        else:
            house = build_house(parts, clock, random_ids())
            async with serving(create_app(house), settings.host, settings.port, house.stopping) as url:
                out.print(f"vigie: {url}")
                await stop.wait()
        out.print("vigie: stopping")
    await clock.close()


@click.command(name="init-streams")
@data_option
def init_streams(data: Path | None) -> None:
    """Create the streams of this centre, as a NATS user who may; then the others only write."""
    settings = settings_with(data)

    async def work() -> None:
        async with open_log(settings, unlocked=False) as doors:
            await Telemetry(doors.connection, settings.centre, replicas=settings.replicas).open()
            await Checkpoints(doors.connection, settings.centre, replicas=settings.replicas).open()
            out.print(
                f"vigie: streams of centre {settings.centre} ready, log at {await doors.log.last_position()}"
            )

    asyncio.run(work())


@click.command(name="add-account")
@data_option
@click.argument("user")
@click.option("--name", required=True, help="Name shown on the screens.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role if role is not Role.SYSTEM]),
    required=True,
    help="National operator role, or AUDITEUR, ADMINISTRATEUR.",
)
@click.option("--team", help="Mobile team of a crew member.")
@click.password_option()
def add_account(data: Path | None, user: str, name: str, role: str, team: str | None, password: str) -> None:
    """Open the local account USER, or replace it."""
    settings = settings_with(data)
    made(settings.data)
    accounts = LocalAccounts(settings.data / ACCOUNTS)
    accounts.put(user, password, name=name, role=Role(role), team=team)
    accounts.save()
    out.print(f"vigie: account {user} ({role}) saved")
