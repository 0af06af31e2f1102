"""The agreement to a teleconsultation with the regulator, asked on the spot before any picture.

The patient is first told of its benefits and risks, by a text that the tablet carries under a version.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from domain.fact import Fact
from domain.vocabulary import ShortText

ToldVersion = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
"""Which version of the text on benefits and risks the crew had before it."""


class Agreement(StrEnum):
    """Who agreed to the teleconsultation. Vigie's own list."""

    PATIENT = "patient"
    REPRESENTATIVE = "representative"
    EMERGENCY = "emergency"


class TeleconsultationConsented(Fact, frozen=True, kw_only=True, tag="mission.teleconsultation-consented"):
    """`reason` says why nobody could agree, where `given_by` is the emergency itself."""

    given_by: Agreement
    told_version: ToldVersion
    reason: ShortText | None = None


class TeleconsultationRefused(Fact, frozen=True, kw_only=True, tag="mission.teleconsultation-refused"):
    """The patient, or who speaks for them, says no, or no longer."""

    told_version: ToldVersion
