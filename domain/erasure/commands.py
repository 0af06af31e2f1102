"""What may be asked of an erasure. `erasure` names it."""

from typing import Annotated

import msgspec

from domain.erasure.facts import Scope
from domain.fact import Command
from domain.vocabulary import Identifier, ShortText

MOST_FILES = 200


class EraseSubject(Command, frozen=True, kw_only=True, tag="erase-subject"):
    """Make `files` unreadable. Whoever asks for a person names all the files of their INS number.

    `authority` and `reason` are kept in clear for ever: no name, no number of a patient belongs there.
    """

    erasure: Identifier
    files: Annotated[tuple[Identifier, ...], msgspec.Meta(min_length=1, max_length=MOST_FILES)]
    scope: Scope = Scope.FILE
    authority: ShortText
    reason: ShortText


class ApproveErasure(Command, frozen=True, kw_only=True, tag="approve-erasure"):
    """By another person than who asked."""

    erasure: Identifier


class RejectErasure(Command, frozen=True, kw_only=True, tag="reject-erasure"):
    """By another person than who asked."""

    erasure: Identifier
    why: ShortText


class ConcludeErasure(Command, frozen=True, kw_only=True, tag="conclude-erasure"):
    """Issued once the keys are destroyed; `keys` counts them."""

    erasure: Identifier
    keys: Annotated[int, msgspec.Meta(ge=0)]


AfterErasureRequest = ApproveErasure | RejectErasure | ConcludeErasure
ErasureCommand = EraseSubject | AfterErasureRequest
