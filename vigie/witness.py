"""The proofs of this site: where they are kept, under which name, and the part that signs the log."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import structlog

from domain.ports import Clock, WitnessGateway
from eventlog.journal import LogFull, LogUnavailable
from eventlog.layout import escape
from eventlog.proof.checkpointer import Checkpointer, Interval
from eventlog.proof.checkpoints import Checkpoints
from eventlog.proof.keyring import KEY_FILE, KeyRing
from eventlog.proof.ledger import Ledger
from eventlog.proof.primitives import Fault, Key
from gateways.witness import HttpWitness
from vigie.doors import Doors
from vigie.settings import Settings, made

log = structlog.get_logger(__name__)

_RETRY_SECONDS: Final = 1.0


def origin_of(settings: Settings) -> str:
    """The name that checkpoints of this centre bear."""
    return f"vigie/crra/{escape(settings.centre)}"


def proofs_of(settings: Settings) -> Path:
    """The folder of proofs."""
    return settings.data / "proof"


def keys_of(settings: Settings) -> KeyRing:
    """The keys that sign the log of this centre."""
    folder = proofs_of(settings)
    file = settings.checkpoint_key or folder / KEY_FILE
    return KeyRing(file, origin_of(settings), folder / "signing.pub")


def read_key(text: str, what: str) -> Key:
    """A public key as written down. Raises ValueError naming `what` it is."""
    try:
        return Key.read(text.strip())
    except Fault as fault:
        raise ValueError(f"{what} is not a key: {fault}") from None


@asynccontextmanager
async def open_witness(url: str) -> AsyncGenerator[WitnessGateway]:
    """The witness at this address."""
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        yield HttpWitness(client)


async def keep_signing(doors: Doors, clock: Clock) -> None:
    """Sign the log at its interval, for ever, and hand the checkpoints to the witness; where the log is
    away or full, go on when it is back.

    Raises LogError: HistoryRewritten, WitnessRefuses, NoSigningKey, LedgerBusy, LedgerDamaged…
    """
    settings = doors.settings
    made(settings.data)
    folder = made(proofs_of(settings))
    ledger = await asyncio.to_thread(Ledger, folder, writing=True)
    try:
        async with _witness(settings) as witness:
            checkpointer = Checkpointer(
                doors.connection,
                doors.layout.stream,
                Checkpoints(doors.connection, settings.centre, replicas=settings.replicas),
                ledger,
                keys_of(settings),
                clock,
                interval=Interval(facts=settings.checkpoint_facts, seconds=settings.checkpoint_seconds),
                witness=witness,
                witness_key=settings.witness_key,
            )
            while True:
                await _sign(checkpointer)
                await asyncio.sleep(_RETRY_SECONDS)
    finally:
        ledger.close()


async def _sign(checkpointer: Checkpointer) -> None:
    try:
        await checkpointer.run()
    except (LogUnavailable, LogFull) as error:
        log.warning("signing waits for the log", why=str(error))


@asynccontextmanager
async def _witness(settings: Settings) -> AsyncGenerator[WitnessGateway | None]:
    if settings.witness_url is None:
        yield None
        return
    async with open_witness(settings.witness_url) as witness:
        yield witness
