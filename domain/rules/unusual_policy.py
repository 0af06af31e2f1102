"""The thresholds of the rules of unusual accesses, and the lists that a centre keeps for them. In TOML.

Defaults are assumptions that a centre's data protection officer is expected to confirm. Durations in seconds.
"""

import hashlib
import tomllib
from datetime import datetime
from typing import Annotated

import msgspec

from domain.dmp_access.words import UnusualRule
from domain.vocabulary import DmpMode, Identifier, Role, ShortText

Count = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=31 * 24 * 3600)]
BirthDate = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]

HABITS: dict[Role, frozenset[DmpMode]] = {
    Role.REGULATOR: frozenset(DmpMode),
    Role.NURSE: frozenset({DmpMode.NORMAL, DmpMode.BREAK_GLASS}),
}


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the policy: a word nobody knows is an error."""


class Limit(Strict, frozen=True, kw_only=True):
    """`most` accesses in `within` seconds are usual; one more is not."""

    most: Count
    within: Seconds


class Shift(Strict, frozen=True, kw_only=True):
    """Hours of duty, the end left out."""

    starts: Instant
    ends: Instant


class Staff(Strict, frozen=True, kw_only=True):
    """Somebody who works here: the account's identifier, and what tells a colleague or a relative.

    `shifts`: None where the centre does not say; crews' are in the log.
    """

    id: Identifier
    last_name: ShortText | None = None
    first_name: ShortText | None = None
    birth_date: BirthDate | None = None
    address: ShortText | None = None
    shifts: tuple[Shift, ...] | None = None


class Known(Strict, frozen=True, kw_only=True):
    """A well-known person. Without a birth date the names alone decide."""

    last_name: ShortText
    first_name: ShortText | None = None
    birth_date: BirthDate | None = None


class UnusualPolicy(Strict, frozen=True, kw_only=True):
    """What is unusual here. `off` are rules that the centre does not want."""

    off: frozenset[UnusualRule] = frozenset()
    volume: Limit = Limit(most=40, within=12 * 3600)
    break_glass: Limit = Limit(most=3, within=24 * 3600)
    refusals: Limit = Limit(most=4, within=12 * 3600)
    same_patient: Limit = Limit(most=3, within=24 * 3600)
    documents: Count = 25
    after_call: Seconds = 15 * 60
    habits: dict[Role, frozenset[DmpMode]] = msgspec.field(default_factory=lambda: dict(HABITS))
    common_names: frozenset[str] = frozenset({"MARTIN", "BERNARD", "DUBOIS", "THOMAS", "ROBERT", "PETIT"})
    staff: tuple[Staff, ...] = ()
    well_known: tuple[Known, ...] = ()

    @property
    def digest(self) -> str:
        """Names these settings in the facts that follow from them: twelve hexadecimal digits."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()[:12]


def load_unusual(text: bytes) -> UnusualPolicy:
    """Read a policy written in TOML. Raises ValueError, in one line, for what it cannot be."""
    try:
        return msgspec.convert(tomllib.loads(text.decode()), UnusualPolicy)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"the rules of unusual accesses: {error}") from None
