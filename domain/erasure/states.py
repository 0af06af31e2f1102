"""The states of an erasure. Out of Approved leads Done only."""

import msgspec

from domain.vocabulary import Identifier


class NotRequested(msgspec.Struct, frozen=True, tag="not-requested"):
    """Nothing has happened yet."""


class Requested(msgspec.Struct, frozen=True, tag="requested"):
    """Waits for a second person."""

    files: tuple[Identifier, ...]
    by: Identifier


class Approved(msgspec.Struct, frozen=True, tag="approved"):
    """The keys are being destroyed."""

    files: tuple[Identifier, ...]


class Rejected(msgspec.Struct, frozen=True, tag="rejected"):
    """For good: another erasure may be asked for."""


class Done(msgspec.Struct, frozen=True, tag="done"):
    """For good."""


ErasureState = NotRequested | Requested | Approved | Rejected | Done
