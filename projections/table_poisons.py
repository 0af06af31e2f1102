"""The facts that views kept in a database could not take in, kept beside their rows and position."""

from typing import Final

from projections.live import POISONS_NAMED, Item, Poison
from projections.table import Change, Tables, insert

STORED_NAME: Final = "view-poisons/1"
LONGEST_TEXT: Final = 2000
"""Characters kept of the name of a stream, and of why it could not be read."""

TABLE: Final = Change(
    """CREATE TABLE IF NOT EXISTS view_poisons (
    name TEXT NOT NULL, position BIGINT NOT NULL, stream TEXT NOT NULL, why TEXT NOT NULL,
    PRIMARY KEY (name, position)
)""",
    {},
)
_FORGET = "DELETE FROM view_poisons WHERE name = :name"
_NAMED = """SELECT position, stream, why FROM view_poisons WHERE name = :name
    ORDER BY position LIMIT :most"""


def poison_of(item: Item, why: str) -> Poison:
    """`item` as a poison, in text that any database takes: a poison must not be refused itself."""
    return Poison(position=item.position, stream=_plain(str(item.stream)), why=_plain(why))


def kept(name: str, poison: Poison) -> Change:
    """Keep a poison of the view stored as `name`; where it is kept already, it stays as it is."""
    params = {"position": poison.position, "stream": poison.stream, "why": poison.why}
    return insert("view_poisons", "name, position", {"name": name, **params})


def forget(name: str) -> Change:
    """Forget the poisons of the view stored as `name`."""
    return Change(_FORGET, {"name": name})


async def named(tables: Tables, name: str) -> list[Poison]:
    """The first POISONS_NAMED poisons of the view stored as `name`, in log order."""
    rows = await tables.query(_NAMED, {"name": name, "most": POISONS_NAMED})
    return [Poison(**row) for row in rows]


def _plain(text: str) -> str:
    return "".join(each if each.isprintable() else "\ufffd" for each in text[:LONGEST_TEXT])
