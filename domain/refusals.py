"""Refusals that more than one aggregate says. Those of one aggregate stand beside its decisions."""

from domain.fact import Refusal


class RoleNotAllowed(Refusal):
    """This role may not do this, whatever the state."""


class AlreadyExists(Refusal):
    """A story with this identifier has begun already."""


class NotFound(Refusal):
    """No story with this identifier has begun."""


class OutOfOrder(Refusal):
    """The command is known but not possible in the present state."""


class ReasonMissing(Refusal):
    """This act needs a reason in words."""

    field = "reason"
