"""Measurements of Vigie beside its rivals or a raw limit, made in one run so that noise hits all."""

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement. `ratio` is `value` divided by the same measurement of `against`; `aim` is
    what the ratio or the value should be, and `met` whether it is. `low` and `high` bound the value
    over repetitions, in the way that its `spread` says."""

    name: str
    value: float
    unit: str
    against: str | None = None
    ratio: float | None = None
    aim: str | None = None
    met: bool | None = None
    low: float | None = None
    high: float | None = None
    spread: str | None = None
