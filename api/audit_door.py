"""The door of the auditor's post: other roles are refused, and that they asked is recorded."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter

from api.access import AnyConnection, who
from api.bodies import check_instant
from api.commands import Desk
from api.problems import Malformed
from domain.file_reading import What
from domain.refusals import RoleNotAllowed
from domain.rules.permissions import AUDITOR
from domain.vocabulary import Identifier

Instant = Annotated[datetime | None, QueryParameter(description="UTC; `until` is not included.")]
Name = Annotated[str | None, QueryParameter(description="An identifier.")]
Place = Annotated[int | None, QueryParameter(ge=0, description="A position in the log.")]
AsyncGuard = Callable[[AnyConnection, BaseRouteHandler], Awaitable[None]]


def auditors(what: What) -> AsyncGuard:
    """A guard that lets auditors in, and records the others' attempt to read `what`.

    Raises the problem 401, RoleNotAllowed, and LogErrors: no refusal without its trace either.
    """

    async def guard(connection: AnyConnection, _: BaseRouteHandler) -> None:
        person = who(connection)
        if person.role in AUDITOR:
            connection.app.state.past.warm()
            return
        await Desk(connection.app.state.house, person).refuse_reading(what, _of(connection, what))
        raise RoleNotAllowed(f"{person.role} may not read this: the attempt is recorded")

    return guard


def _of(connection: AnyConnection, what: What) -> str:
    """What was asked for, where the address names it."""
    for asked in connection.path_params.values():
        if is_name(asked):
            return asked
    return what.value


def is_name(text: Any) -> bool:
    """Whether `text` can be an identifier."""
    try:
        msgspec.convert(text, Identifier)
    except msgspec.ValidationError:
        return False
    return True


def check_names(**names: str | None) -> None:
    """Raise Malformed where a parameter is no identifier: the framework does not look into its Meta."""
    for field, name in names.items():
        try:
            msgspec.convert(name, Identifier | None)
        except msgspec.ValidationError as error:
            raise Malformed(field, str(error)) from None


def check_period(since: datetime | None, until: datetime | None) -> None:
    """Raise Malformed where a bound is no instant with its offset."""
    for name, at in (("since", since), ("until", until)):
        if at is not None:
            check_instant(name, at)


def said(**words: Any) -> str | None:
    """A search in one line, for its trace: ``mode=bris_de_glace practitioner=…``; None where it is for
    everything."""
    given = {name: word for name, word in words.items() if word is not None}
    line = " ".join(f"{name}={_word(word)}" for name, word in sorted(given.items()))
    return line or None


def _word(word: Any) -> str:
    return word.isoformat() if isinstance(word, datetime) else str(getattr(word, "value", word))
