"""Whom a stored fact concerns: the person who acted, and the patient of an access to a record.

These are rules number 1 of the counts. They may never change: a checkpoint counts by the rules it names,
and whoever verifies counts again. Another need is rules number 2, beside these.
"""

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

import msgspec

from eventlog import wire
from eventlog.proof.stored import Stored

_BY: Final = b"\r\nBy: "
_ACCESS: Final = b".e.dmp-access:"
_ABSENT: Final = "?"

Memory = MutableMapping[str, str]
"""The patient of each access met so far, by the last but one token of its subjects."""


class _Access(msgspec.Struct):
    patient: str | None = None


_access = msgspec.json.Decoder(_Access).decode


def person(id_: str) -> str:
    """Name of the count of a person, by the id of the envelope."""
    return f"person:{id_}"


def patient(id_: str) -> str:
    """Name of the count of a patient, by the identifier that accesses to their record have."""
    return f"patient:{id_}"


def names_of(stored: Stored, memory: Memory) -> tuple[str, ...]:
    """The counts that a fact belongs to. The facts of an access count for the patient it names, those
    that do not name them included: `memory` tells them, and grows with each access."""
    by = named(by_of(stored.headers))
    found = access_of(stored)
    known = patient_of(*found, memory) if found is not None else None
    return (by,) if known is None else (by, known)


def access_of(stored: Stored) -> tuple[str, str | None] | None:
    """The access to a record that a fact is of, if any, and the patient that this fact itself names."""
    if _ACCESS not in stored.subject:
        return None
    access = stored.subject.split(b".")[-2].decode(errors="replace")
    try:
        return access, _access(stored.data).patient
    except msgspec.DecodeError:
        return access, None


def patient_of(access: str, said: str | None, memory: Memory) -> str | None:
    """Name of the count of an access's patient, once one of its facts has said who it is."""
    if said is not None:
        memory[access] = said
    known = memory.get(access)
    return None if known is None else patient(known)


def by_of(headers: bytes) -> bytes:
    """Who acted, as the headers say it."""
    start = headers.find(_BY)
    if start < 0:
        return wire.parse_headers(headers).get("By", "").encode()
    start += len(_BY)
    return headers[start : headers.find(b"\r\n", start)]


@lru_cache(maxsize=65536)
def named(by: bytes) -> str:
    """Name of the count of who acted."""
    return person(unquote(by.decode(errors="replace").strip()))
