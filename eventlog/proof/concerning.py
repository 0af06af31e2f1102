"""Whom and what a stored fact concerns: the person who acted; for an access to a record, all that an auditor
may ask for it by: patient, file, practitioner, mode, month, day and hour of the request, verdict.

These are rules number 2 of the counts; number 1 knew persons and patients only, and no release had it. They
may never change: a checkpoint counts by the rules it names, and whoever verifies counts again.
"""

from collections.abc import MutableMapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

import msgspec

from eventlog import wire
from eventlog.proof.stored import Stored

_BY: Final = b"\r\nBy: "
_ACCESS: Final = b".e.dmp-access:"

ANY_ACCESS: Final = "accesses"
"""Name of the count of all facts of all accesses."""

Memory = MutableMapping[str, str]
"""What each access met so far counts for, by the last but one token of its subjects: names in JSON."""
Told = tuple[str, str | None, str | None]
"""What a fact says of its access: which one, what the access counts for (names in JSON, where the fact says
it), and what this fact counts for besides."""


class _Practitioner(msgspec.Struct):
    id: str | None = None


class _Access(msgspec.Struct):
    type: str = ""
    patient: str | None = None
    call: str | None = None
    mode: str | None = None
    practitioner: _Practitioner | None = None
    verdict: str | None = None


_access = msgspec.json.Decoder(_Access).decode
_names = msgspec.json.Decoder(tuple[str, ...]).decode
_CONCLUDED: Final = "dmp-access.review-concluded"


def person(id_: str) -> str:
    """Name of the count of a person, by the id of the envelope."""
    return f"person:{id_}"


def patient(id_: str) -> str:
    """Name of the count of a patient, by the identifier that accesses to their record have."""
    return f"patient:{id_}"


def subject(call: str, id_: str) -> str:
    """Name of the count of a patient of one file."""
    return f"subject:{call}/{id_}"


def practitioner(id_: str) -> str:
    """Name of the count of the accesses that a person asked for."""
    return f"practitioner:{id_}"


def call(id_: str) -> str:
    """Name of the count of the accesses for one regulation file."""
    return f"call:{id_}"


def mode(code: str) -> str:
    """Name of the count of the accesses in a mode, by its national code."""
    return f"mode:{code}"


def verdict(code: str) -> str:
    """Name of the count of final verdicts: one fact of each review."""
    return f"verdict:{code}"


def month(at: datetime) -> str:
    """Name of the count of the accesses requested in a month of UTC."""
    return f"month:{at.astimezone(UTC):%Y-%m}"


def day(at: datetime) -> str:
    """Name of the count of the accesses requested on a day of UTC."""
    return f"day:{at.astimezone(UTC):%Y-%m-%d}"


def hour(at: datetime) -> str:
    """Name of the count of the accesses requested in an hour of UTC."""
    return f"hour:{at.astimezone(UTC):%Y-%m-%dT%H}"


def period(since: datetime, until: datetime) -> tuple[str, ...]:
    """Names that together hold every access requested from `since` to `until`, taken to whole hours of UTC:
    months where they are whole, then days, then hours. At least one hour."""
    at = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    names: list[str] = []
    while at < until or not names:
        next_month = (at.replace(day=1) + timedelta(days=31)).replace(day=1)
        if (at.day, at.hour) == (1, 0) and next_month <= until:
            names, at = [*names, month(at)], next_month
        elif at.hour == 0 and at + timedelta(days=1) <= until:
            names, at = [*names, day(at)], at + timedelta(days=1)
        else:
            names, at = [*names, hour(at)], at + timedelta(hours=1)
    return tuple(names)


def names_of(stored: Stored, memory: Memory) -> tuple[str, ...]:
    """The counts that a fact belongs to. The facts of an access count for what it is of, from the first one
    that names its patient on: `memory` tells them, and grows with each access."""
    by = named(by_of(stored.headers))
    found = access_of(stored)
    return (by,) if found is None else (by, *counted_for(found, memory))


def access_of(stored: Stored) -> Told | None:
    """What a fact says of an access to a record; None for a fact of anything else."""
    if _ACCESS not in stored.subject:
        return None
    access = stored.subject.split(b".")[-2].decode(errors="replace")
    try:
        said = _access(stored.data)
    except msgspec.DecodeError:
        return access, None, None
    names = None if said.patient is None else msgspec.json.encode(_asked_by(said, stored.headers)).decode()
    concluded = said.type == _CONCLUDED and said.verdict is not None
    return access, names, verdict(said.verdict or "") if concluded else None


def counted_for(told: Told, memory: Memory) -> tuple[str, ...]:
    """Names of the counts of a fact of an access, once one of its facts has said what it is of."""
    access, said, besides = told
    known = memory.get(access)
    if known is None and said is not None:
        known = memory[access] = said
    if known is None:
        return ()
    return _read(known) if besides is None else (*_read(known), besides)


@lru_cache(maxsize=4096)
def _read(names: str) -> tuple[str, ...]:
    return _names(names)


def _asked_by(said: _Access, headers: bytes) -> list[str]:
    names = [ANY_ACCESS, patient(said.patient or "")]
    if said.call is not None:
        names += [call(said.call), subject(said.call, said.patient or "")]
    if said.practitioner is not None and said.practitioner.id is not None:
        names.append(practitioner(said.practitioner.id))
    if said.mode is not None:
        names.append(mode(said.mode))
    try:
        at = datetime.fromisoformat(wire.parse_headers(headers).get("At", ""))
        names += [month(at), day(at), hour(at)]
    except (ValueError, OverflowError):
        pass  # of no hour that anybody could ask for
    return names


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
