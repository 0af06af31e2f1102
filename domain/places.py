"""Places that a gateway finds by their name, for whoever picks up a call. A found place is a suggestion:
what is not in the list is taken as typed."""

import msgspec

from domain.vocabulary import Position


class FoundPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A commune, or a quarter with a name of its own. `position` is its centre (WGS84).

    `insee`, `department` (``25``, ``2A``, ``974``) and `post_codes` are empty where the list does not know
    them. `metres` is how far it is from the centre of this house; None where nobody said where that is.
    """

    name: str
    position: Position
    insee: str | None = None
    department: str | None = None
    post_codes: tuple[str, ...] = ()
    region: str | None = None
    population: int = 0
    metres: float | None = None
