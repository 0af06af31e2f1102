"""A team's bilan: measures, scores, words. Sent piece by piece, so that what is known arrives first."""

from enum import StrEnum
from typing import Annotated

import msgspec

from domain.fact import Fact
from domain.scores import Score
from domain.vocabulary import LongText, VitalParameter


class VitalSource(StrEnum):
    """Where a measure comes from. Vigie's own list."""

    TYPED = "typed"
    DEVICE = "device"
    SIMULATED = "simulated"


class VitalSign(msgspec.Struct, frozen=True, kw_only=True):
    """One measure: national parameter code, value as written (``125/72``), unit where there is one.

    `device` is how the device calls itself, where it sent the value. `confirmed`: the value is surprising,
    and the crew was asked and said that it is right.
    """

    parameter: VitalParameter
    value: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    unit: Annotated[str, msgspec.Meta(max_length=20)] = ""
    source: VitalSource = VitalSource.TYPED
    device: Annotated[str, msgspec.Meta(max_length=60)] = ""
    confirmed: bool = False


class BilanSent(Fact, frozen=True, kw_only=True, tag="mission.bilan-sent"):
    """BILAN. Sent as often as needed; each is a piece; `scores` were computed again first."""

    vitals: tuple[VitalSign, ...] = ()
    text: LongText | None = None
    scores: tuple[Score, ...] = ()
