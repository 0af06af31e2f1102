#!/usr/bin/env python3
"""Verify an extract of a Vigie log. One file, Python 3.10 or later, nothing else to install.

    python3 -I verify_extract.py FOLDER [--key KEY] [--witness KEY] [--opened OUT.ndjson]

KEY is what the centre (or the witness) gave you by another way: `name+12345678+base64`. Exit code 0:
every fact is in the signed log, byte for byte, at its position, and the list is complete where it says
so; what is sealed opens with the keys of the extract, where it carries them, and each access is told.
Exit code 1: each fault is named. `docs/proofs.md` of Vigie tells what is proved and what is not.
"""

import argparse
import sys
import time
from pathlib import Path

from eventlog.proof.extract_check import Verification


class Progress:
    """How far a long verification is, on the error stream, each second after the first ones."""

    def __init__(self) -> None:
        self._next = time.monotonic() + 2

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + 1
            print(f"{done} of {total} facts read", file=sys.stderr, flush=True)


def main() -> int:
    """The command line: 0 where the extract proves itself, 1 where it does not."""
    parser = argparse.ArgumentParser(description="Verify an extract of a Vigie log.")
    parser.add_argument("folder", type=Path, help="the folder of the extract")
    parser.add_argument("--key", help="the key of the log, as you got it by another way")
    parser.add_argument("--witness", help="the key of a witness who must have cosigned")
    parser.add_argument("--opened", type=Path, help="write the facts in clear to this new file")
    asked = parser.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # pyright: ignore
    progress = Progress()
    verification = Verification(
        asked.folder, asked.key, asked.witness, opened=asked.opened, progress=progress
    )
    faults = verification.run()
    for line in faults or (*verification.accesses.lines(), *verification.said):
        print(line)
    print(f"INVALID: {len(faults)} faults" if faults else "VALID")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
