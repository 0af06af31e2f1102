"""What an export costs, and that its memory does not grow with it."""

import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Final

from eventlog.connection import Connection
from eventlog.proof.bundle import Extracted, Wanted, extract
from eventlog.proof.checkpoints import Checkpoints
from eventlog.proof.concerning import ANY_ACCESS
from eventlog.proof.extract_check import Verification
from eventlog.proof.keyring import KeyRing
from eventlog.proof.ledger import Ledger
from vigie.bench import Row
from vigie.clock import RealClock

_PART: Final = 10
_MOST_MORE_MIB: Final = 16.0


async def exports(
    connection: Connection, stream: str, checkpoints: Checkpoints, keys: KeyRing, folder: Path
) -> list[Row]:
    """Every access of a long log as an extract with its proofs, then verified; and a tenth of them, to
    compare what both add to the memory of this process."""
    few = await _made(connection, stream, checkpoints, keys, folder, _PART)
    all_ = await _made(connection, stream, checkpoints, keys, folder, 1)
    out = folder / "extract-1"
    began = time.perf_counter()
    faults = Verification(out).run()
    verified = all_.facts / (time.perf_counter() - began)
    if faults:
        raise RuntimeError(f"the extract does not verify: {faults[0]}")
    more = all_.mib - few.mib
    return [
        Row(name=f"export of {all_.facts:,} facts with their proofs", value=all_.rate, unit="facts/s"),
        Row(name="memory that it adds", value=all_.mib, unit="MiB"),
        Row(
            name=f"memory that it adds beyond a tenth of it ({few.facts:,} facts)",
            value=more,
            unit="MiB",
            aim=f"< {_MOST_MORE_MIB:g} MiB",
            met=more < _MOST_MORE_MIB,
        ),
        Row(name="verifying it by the standard library alone", value=verified, unit="facts/s"),
    ]


class _Made:
    def __init__(self, extracted: Extracted, seconds: float, mib: float) -> None:
        self.facts, self.rate, self.mib = extracted.facts, extracted.facts / seconds, mib


async def _made(
    connection: Connection, stream: str, checkpoints: Checkpoints, keys: KeyRing, folder: Path, part: int
) -> _Made:
    ledger = Ledger(folder)
    try:
        size = ledger.sealed().size
        count = sum(1 for _ in ledger.positions(ANY_ACCESS, size))
        positions: Iterable[int] = islice(ledger.positions(ANY_ACCESS, size), count // part)
        whole = part == 1
        wanted = Wanted(
            positions=None if whole else positions,
            query=((ANY_ACCESS,),) if whole else (),
            by="bench",
            at=RealClock().now(),
        )
        before, began = _resident(), time.perf_counter()
        signer = keys.current(may_make=False)
        made = await extract(
            connection, stream, checkpoints, ledger, signer, wanted, folder / f"extract-{part}"
        )
        return _Made(made, time.perf_counter() - began, max(0.0, _peak() - before))
    finally:
        ledger.close()


def _resident() -> float:
    """What this process holds now, in MiB; its peak is counted from here on."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _peak() -> float:
    return _status("VmHWM")


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))
