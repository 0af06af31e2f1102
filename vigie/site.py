"""Puts together what the web room is given."""

import secrets
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from api.accounts import LocalAccounts
from api.house import House
from api.patients import Patients
from api.ports import Accounts
from api.turn import Turn
from domain.ports import Clock
from eventlog.relay import Relay
from vigie.auditing import Proofs
from vigie.clock import RealClock
from vigie.doors import RELEASE
from vigie.ids import Ids
from vigie.invitations import link_key, reports_secret
from vigie.places import places
from vigie.running import Parts
from vigie.settings import Settings

ACCOUNTS = "accounts.json"
PARIS = ZoneInfo("Europe/Paris")
_CSRF_FILE = "csrf.key"


def build_house(
    parts: Parts, clock: Clock, ids: Ids, accounts: Accounts | None = None, pace: float = 1.0
) -> House:
    """The house of one process. `accounts` replaces the file of the data folder; `pace`
    is how many seconds of `clock` one second lasts (1 but in a demo)."""
    settings = parts.doors.settings

    async def dead_letters() -> int:
        return len(await parts.doors.dead_letters.list())

    return House(
        log=parts.doors.log,
        clock=clock,
        ids=ids,
        accounts=accounts or LocalAccounts(settings.data / ACCOUNTS),
        telemetry=parts.positions,
        board=parts.board,
        sheets=parts.sheets,
        audit_alarms=parts.audit_alarms,
        tables=parts.store,
        rows=parts.tables,
        dmp=parts.gateways.dmp,
        places=places(settings),
        duplicates_within=timedelta(seconds=settings.duplicates_within),
        acknowledge=parts.policy.acknowledge,
        media=parts.doors.media,
        relay=Relay(parts.doors.connection, settings.centre),
        turn=turn_of(settings),
        simulated_devices=settings.simulated_devices,
        preparedness=parts.preparedness,
        tiles=parts.tiles,
        patients=Patients(
            key=link_key(settings),
            address=f"{settings.visio_url.rstrip('/')}/v" if settings.visio_url else "/v",
            centre=settings.centre_name,
            phone_to_call=settings.phone_to_call,
            reports=reports_secret(settings),
        ),
        auditing=Proofs(parts.doors, parts.store, clock),
        on_erased=lambda tell: parts.doors.keys.on_erased(lambda _: tell()),
        dead_letters=dead_letters,
        checks=parts.checks,
        centre=settings.centre,
        zone=PARIS,
        release=RELEASE,
        pace=pace,
        secure_cookies=settings.secure_cookies,
        csrf_secret=_secret(settings.data / _CSRF_FILE),
        session_folder=settings.data / "sessions",
        export_folder=settings.exports,
    )


def turn_of(settings: Settings) -> Turn | None:
    """The relays of the site. Raises ValueError where their secret cannot be read."""
    if not settings.turn_urls:
        return None
    secret = b""
    if settings.turn_secret is not None:
        try:
            secret = settings.turn_secret.read_bytes().strip()
        except OSError as error:
            raise ValueError(
                f"cannot read VIGIE_TURN_SECRET_FILE {settings.turn_secret}: {error.strerror}"
            ) from error
        if not secret:
            raise ValueError(f"VIGIE_TURN_SECRET_FILE {settings.turn_secret} is empty")
    return Turn(settings.turn_urls, secret, RealClock(), settings.relay_patients)


def _secret(file: Path) -> str:
    """A secret of this data folder, made at first use, readable by its owner only."""
    try:
        return file.read_text()
    except FileNotFoundError:
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
        return file.read_text()
