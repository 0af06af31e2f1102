"""The base words of every decision: Fact, Command, Act, Refusal.

A *fact* is something that happened and will never be edited. A *command* is something a person or a
reaction wants to happen. An *act* is who wants it, and when. A *refusal* is why it did not happen.
"""

from datetime import datetime
from typing import ClassVar

import msgspec

from domain.vocabulary import Role


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened. The tag is its name on the wire for ever."""


class Command(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Something somebody wants to happen. Carries business words only: who and when are in the Act."""


class Actor(msgspec.Struct, frozen=True):
    """Who acts: a role and the identifier of a person (or of the part of Vigie that reacts)."""

    role: Role
    id: str


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """The act around a command: its instant (UTC, aware), its author and the identity of the request.

    `at` is when the command is decided. `device_at` is when the device says it happened, where a
    tablet queued it without a network. `digest` says in a few bytes what the command said, where the same
    identity may come again with another command; empty where once is once, whatever is said.
    """

    at: datetime
    by: Actor
    command_id: str
    cause: str | None = None
    correlation: str | None = None
    device_at: datetime | None = None
    digest: str = ""


class Refusal(Exception):
    """A rule says no. One class per reason; the class name is the reason, the message explains it.

    `field` names the field of the command that the refusal is about, where there is one.
    """

    field: ClassVar[str | None] = None

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def reason(self) -> str:
        """The name of the refusal, stable over time (for instance ``ReasonMissing``)."""
        return type(self).__name__
