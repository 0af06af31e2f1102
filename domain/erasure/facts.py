"""What can happen to an erasure. Its words are never sealed: they name an authority, never a patient."""

from enum import StrEnum

from domain.fact import Fact
from domain.vocabulary import Identifier, ShortText

KIND = "erasure"


class Scope(StrEnum):
    """What was asked for. Vigie's own list."""

    FILE = "file"
    PERSON = "person"


class ErasureRequested(Fact, frozen=True, kw_only=True, tag="erasure.requested"):
    """An administrator asks that `files` (regulation calls) be made unreadable.

    `scope` is PERSON where they are all the files of one INS number, which is not written here. `authority`
    is whose decision it is and under which reference; `requested_by` who asked in Vigie.
    """

    files: tuple[Identifier, ...]
    scope: Scope
    authority: ShortText
    reason: ShortText
    requested_by: Identifier


class ErasureApproved(Fact, frozen=True, kw_only=True, tag="erasure.approved"):
    """A second person, an auditor, agrees. From here the keys are destroyed, and nothing stops that."""


class ErasureRejected(Fact, frozen=True, kw_only=True, tag="erasure.rejected"):
    """A second person, an auditor, does not agree."""

    why: ShortText


class ErasureDone(Fact, frozen=True, kw_only=True, tag="erasure.done"):
    """The keys of `files` are destroyed. `keys` counts those that there were: a file whose facts never
    said anything of a patient has none."""

    files: tuple[Identifier, ...]
    keys: int


ErasureFact = ErasureRequested | ErasureApproved | ErasureRejected | ErasureDone
