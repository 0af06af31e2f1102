"""Keeps the tree up to date with the log, and signs it now and then."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.ports import Clock, WitnessGateway
from domain.witnessing import Cosigned, CosigningRefused, SeenOtherwise, WitnessAway
from eventlog.connection import Connection
from eventlog.journal import LogError
from eventlog.proof.checkpoints import Checkpoints, Signed
from eventlog.proof.keyring import KeyRing
from eventlog.proof.ledger import Ledger, Sealed
from eventlog.proof.notes import NoSigningKey, Signer, named_by, note_of, quickly_signed, stamp, text_of, vkey
from eventlog.proof.primitives import Checkpoint, Fault, Key, signature_line, split_note
from eventlog.proof.raw import last_position, pages

_TICK_SECONDS: Final = 1.0
_WITNESS_AGAIN: Final = timedelta(seconds=10)

log = logging.getLogger(__name__)


class HistoryRewritten(LogError):
    """The log is not what its last checkpoint signs: nothing more is signed."""


class WitnessRefuses(LogError):
    """The witness will not cosign: it has seen another log than ours, or does not know it."""


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A checkpoint after so many facts, or seconds after the first fact that none signs."""

    facts: int = 1000
    seconds: float = 60.0


class Checkpointer:
    """Signs the log of one centre. One process does."""

    def __init__(
        self,
        connection: Connection,
        stream: str,
        checkpoints: Checkpoints,
        ledger: Ledger,
        keys: KeyRing,
        clock: Clock,
        *,
        interval: Interval | None = None,
        witness: WitnessGateway | None = None,
        witness_key: str | None = None,
    ) -> None:
        """`witness_key`: what the witness signs with, as written down. Raises Fault where it is none."""
        self._connection = connection
        self._stream = stream
        self._checkpoints = checkpoints
        self._ledger = ledger
        self._keys = keys
        self._clock = clock
        self._interval = interval or Interval()
        self._witness = witness
        self._witness_key = Key.read(witness_key) if witness_key else None
        self._signer: Signer | None = None
        self._last: Signed | None = None
        self._seen = 0
        self._witnessed = 0
        self._waiting_since: datetime | None = None
        self._ask_again: datetime | None = None

    async def run(self) -> None:
        """Sign at the interval, for ever. Raises HistoryRewritten, WitnessRefuses, NoSigningKey, LogError."""
        await self.begin()
        while True:
            await self.step()
            await asyncio.sleep(_TICK_SECONDS)

    async def begin(self) -> None:
        """Bring the tree up to the last checkpoint and compare. Raises as `run`."""
        await self._checkpoints.open()
        self._last = await self._checkpoints.last()
        self._seen = self._witnessed = await self._checkpoints.last_cosigned()
        if self._last is not None and self._witnessed:
            cosigned = await self._checkpoints.find(self._witnessed)
            self._seen = cosigned.checkpoint.size if cosigned and cosigned.checkpoint else 0
        if self._last is not None:
            await self._compare(self._last)
        self._signer = self._take_key(self._last)

    async def step(self, *, now: bool = False) -> Signed | None:
        """Sign where it is due, or `now` if anything is new; then ask the witness. The new checkpoint."""
        last = await last_position(self._connection, self._stream)
        new = last - self._signed_size
        if new > 0 and self._waiting_since is None:
            self._waiting_since = self._clock.now()
        made = await self._sign(last) if self._due(new) or (now and new > 0) or self._turning() else None
        await self._ask_witness()
        return made

    @property
    def _signed_size(self) -> int:
        return self._last.checkpoint.size if self._last and self._last.checkpoint else 0

    def _due(self, new: int) -> bool:
        if new <= 0 or self._waiting_since is None:
            return False
        waited = (self._clock.now() - self._waiting_since).total_seconds()
        return new >= self._interval.facts or waited >= self._interval.seconds

    def _turning(self) -> bool:
        return self._last is not None and self._keys.next() is not None

    async def _compare(self, last: Signed) -> None:
        signed = last.checkpoint
        assert signed is not None  # noqa: S101  # `last` raises where it cannot be read
        await self._grow(signed.size)
        if self._ledger.size < signed.size:
            where = f"the log ends at {self._ledger.size}"
            raise HistoryRewritten(f"{where}, but checkpoint {signed.number} signs {signed.size} facts")
        if self._ledger.root(signed.size) != signed.root:
            raise HistoryRewritten(
                f"the log up to {signed.size} is not what checkpoint {signed.number} signs"
            )
        if self._ledger.size == signed.size:
            sealed = await asyncio.to_thread(self._ledger.seal)
            if (sealed.keys, sealed.counts) != (signed.keys, signed.counts):
                raise HistoryRewritten(f"checkpoint {signed.number} signs other counts than the log's")

    def _take_key(self, last: Signed | None) -> Signer:
        signer = self._keys.current(may_make=last is None)
        if last is None:
            return signer
        text, signatures = split_note(last.note)
        following = self._keys.next()
        if following is not None and last.checkpoint and last.checkpoint.introduces == vkey(following.key):
            return self._keys.turn()  # stopped between the checkpoint and the turn
        try:
            if quickly_signed(text, signatures, signer.key):
                return signer
        except Fault as fault:
            raise NoSigningKey(f"checkpoint {last.number}: {fault}") from fault
        raise NoSigningKey(f"checkpoint {last.number} is signed by another key than {vkey(signer.key)}")

    async def _grow(self, until: int) -> None:
        async for page in pages(self._connection, self._stream, after=self._ledger.size, until=until):
            await asyncio.to_thread(self._ledger.add, page)

    async def _sign(self, until: int) -> Signed:
        await self._grow(until)
        if self._ledger.size < until:
            raise HistoryRewritten(f"the log ends at {self._ledger.size}, though the server says {until}")
        sealed = await asyncio.to_thread(self._ledger.seal)
        made = await self._publish(sealed)
        self._last, self._waiting_since, self._ask_again = made, None, None
        return made

    async def _publish(self, sealed: Sealed) -> Signed:
        signer, last = self._signer, self._last
        if signer is None:
            raise LogError("the checkpointer has not begun")
        following = self._keys.next() if last is not None else None
        new = signer if last is None else following
        checkpoint = Checkpoint(
            number=last.number + 1 if last else 1,
            origin=signer.key.name,
            size=sealed.size,
            root=sealed.root,
            at=stamp(self._clock.now()),
            keys=sealed.keys,
            counts=sealed.counts,
            previous=named_by(last.text) if last else "none",
            introduces=vkey(new.key) if new else None,
        )
        text = text_of(checkpoint)
        signers = [signer] if following is None else [signer, following]
        note = note_of(text, [each.line(text) for each in signers])
        if not await self._checkpoints.append(checkpoint.number, note):
            raise LogError(f"another process signs here: checkpoint {checkpoint.number} is taken")
        if following is not None:
            self._signer = self._keys.turn()
        return Signed(checkpoint.number, note, checkpoint)

    async def _ask_witness(self) -> None:
        last = self._last
        if self._witness is None or last is None or last.number <= self._witnessed:
            return
        if self._ask_again is not None and self._clock.now() < self._ask_again:
            return
        answer = await self._witness.cosign(last.note, self._seen, self._growth())
        if isinstance(answer, SeenOtherwise) and answer.size <= self._signed_size:
            self._seen = answer.size
            answer = await self._witness.cosign(last.note, self._seen, self._growth())
        match answer:
            case Cosigned(lines):
                await self._keep(last, lines)
            case WitnessAway(why):
                log.warning("the witness does not answer: %s", why)
                self._ask_again = self._clock.now() + _WITNESS_AGAIN
            case SeenOtherwise(size):
                raise WitnessRefuses(f"the witness has seen {size} facts, this log signs {self._signed_size}")
            case CosigningRefused(why):
                raise WitnessRefuses(f"the witness does not cosign checkpoint {last.number}: {why}")

    def _growth(self) -> list[bytes]:
        return self._ledger.consistency(self._seen, self._signed_size)

    async def _keep(self, last: Signed, lines: bytes) -> None:
        try:
            signatures = [signature_line(line) for line in lines.splitlines()]
            if self._witness_key is not None and not quickly_signed(last.text, signatures, self._witness_key):
                raise WitnessRefuses("the witness answers with another key than the one set")
        except Fault as fault:
            raise WitnessRefuses(f"the witness answers with no signature: {fault}") from fault
        await self._checkpoints.cosign(last.number, lines)
        self._witnessed, self._seen = last.number, self._signed_size
