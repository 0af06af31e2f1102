"""What the auditor's post needs of the rest of the house: the proofs of the log, and exports of it."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from domain.dmp_access.words import Verdict
from domain.vocabulary import DmpMode, Ins


class Sealing(msgspec.Struct, frozen=True, kw_only=True):
    """The last checkpoint: it signs the first `size` facts, whose tree has this `root` (base64).

    `keys`: how many persons and patients are counted. `signed_by`, `cosigned_by`: names of the log and of
    witnesses, and `public_key` of the log as it is written down.
    """

    number: int
    at: str
    size: int
    root: str
    keys: int
    signed_by: tuple[str, ...]
    cosigned_by: tuple[str, ...]
    public_key: str | None


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What comparing the whole log with its checkpoints gave. `first`: the first fault in words."""

    facts: int
    signed: int
    checkpoints: int
    faults: int
    root: str | None
    witnessed: int | None
    first: str | None


class Format(StrEnum):
    """What an export is written as."""

    BUNDLE = "bundle"
    FHIR_TDE = "fhir-tde"
    FHIR_BALP = "fhir-balp"
    CSV = "csv"


class ExportWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which accesses to export, and how: None means any. `since` and `until` bound the request (UTC);
    `subjects` are patients of files, as in Subjects. `opened`: what facts say of patients can be read by who
    is given the export; without it a bundle proves itself and leaves the keys out."""

    format: Format = Format.BUNDLE
    person: str | None = None
    patient: str | None = None
    call: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    mode: DmpMode | None = None
    verdict: Verdict | None = None
    subjects: tuple[tuple[str, str], ...] | None = None
    opened: bool = True


class Subjects(msgspec.Struct, frozen=True, kw_only=True):
    """Where one person is known: pairs of a regulation file and the reference of the patient within it.
    `token` stands for the person where their number must not be written."""

    token: str
    subjects: tuple[tuple[str, str], ...]


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What an export holds. `withheld`: facts whose place and hash alone are given; `complete`: what the list
    is proved complete for: names of counts, bounds of a period. `size`: how many facts the log had."""

    accesses: int
    lines: int
    withheld: int = 0
    complete: tuple[str, ...] = ()
    checkpoint: int | None = None
    size: int


Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""


class Auditing(Protocol):
    """Proofs and exports, whoever keeps them. Every method raises LogErrors."""

    async def sealing(self) -> Sealing | None:
        """The last checkpoint, None before the first."""
        ...

    async def verify(self, progress: Progress) -> Verification:
        """Read the whole log and compare it with what was signed."""
        ...

    async def subjects_of(self, ins: Ins) -> Subjects:
        """Where the person of this INS number is known."""
        ...

    async def export(self, wanted: ExportWanted, out: Path, by: str, progress: Progress) -> Exported:
        """Write `out`, one file. Raises OSError too."""
        ...
