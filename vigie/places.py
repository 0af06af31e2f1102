"""The communes of this site: which list, and where the centre is."""

import asyncio
from collections.abc import Sequence
from typing import Final

from domain.places import FoundPlace
from domain.vocabulary import Position
from gateways.places.communes import CARRIED, department_of, read_communes
from gateways.places.search import CommuneSearch
from vigie.settings import Settings

KNOWN_CENTRES: Final = {"250": Position(47.24, 6.02)}
"""Where the centre of the demonstration answers from."""


class CommunesOfTheSite:
    """A PlaceFinder that reads its list at the first question, in a thread: no start waits for it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: asyncio.Task[CommuneSearch] | None = None

    async def find(self, asked: str, limit: int) -> Sequence[FoundPlace]:
        """As in PlaceFinder. Raises ValueError where the site's list cannot be read any more."""
        if self._made is None or (self._made.done() and self._made.exception()):
            self._made = asyncio.create_task(asyncio.to_thread(_search, self._settings))
        search = await asyncio.shield(self._made)
        return await search.find(asked, limit)


def places(settings: Settings) -> CommunesOfTheSite:
    """The communes of this site. Raises ValueError where the file of the settings is not one of communes."""
    if settings.communes is not None:
        read_communes(settings.communes)
    return CommunesOfTheSite(settings)


def _search(settings: Settings) -> CommuneSearch:
    told = settings.centre_position
    return CommuneSearch(
        read_communes(settings.communes or CARRIED),
        centre=Position(*told) if told else KNOWN_CENTRES.get(settings.centre),
        departments=settings.departments or (department_of(settings.centre),),
    )
