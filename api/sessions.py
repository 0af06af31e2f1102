"""Signing in and out: server-side sessions, rotated at sign-in, and the token against forged requests."""

import asyncio
import secrets
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, delete, get, post
from litestar.config.csrf import CSRFConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.middleware.csrf import generate_csrf_token
from litestar.middleware.session.server_side import ServerSideSessionBackend, ServerSideSessionConfig
from litestar.params import JSONBody
from litestar.stores.file import FileStore
from litestar.stores.memory import MemoryStore
from litestar.types import Message

from api.access import who
from api.accounts import LONGEST_PASSWORD
from api.commands import COMMAND_PROBLEMS
from api.crew_feed import CrewFeed
from api.feed import Feed
from api.house import House, TheHouse
from api.metrics import SIGN_INS
from api.ports import User
from api.problems import HttpProblem, not_signed_in
from api.throttle import Throttle

COOKIE = "vigie"
_FORGOTTEN_SECONDS = 0.2
CSRF_COOKIE = "csrftoken"
CSRF_HEADER = "x-csrftoken"
_FRESH = "vigie_fresh_session"

FROM_ONE_PLACE = 5
"""Failures of one user from one address in fifteen minutes, before 429."""
FROM_ANYWHERE = 100
"""Failures from one address, whoever the user is."""


_SIGN_IN = {status: COMMAND_PROBLEMS[status] for status in (400, 401, 403, 413, 415)}


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody signs in with."""

    user: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_PASSWORD)]


class Sessions(ServerSideSessionBackend):
    """The framework's sessions, but a cookie only for who signs in, and a new name at each sign-in.

    The framework keeps the name that the browser sends, even one it never gave: whoever plants a cookie
    would share the session of who signs in next.
    """

    def get_session_id(self, connection: ASGIConnection[Any, Any, Any, Any]) -> str:
        fresh: str | None = connection.scope["state"].get(_FRESH)
        return fresh or super().get_session_id(connection)  # pyright: ignore[reportUnknownMemberType]  # half typed there

    async def store_in_message(
        self, scope_session: Any, message: Message, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> None:
        if _FRESH in connection.scope["state"] or connection.scope["state"].get("vigie_signed_out"):
            await super().store_in_message(scope_session, message, connection)  # pyright: ignore[reportUnknownMemberType]  # half typed there


def session_config(house: House) -> ServerSideSessionConfig:
    """HttpOnly, SameSite=Strict, Secure by setting; ends after a shift."""
    config = ServerSideSessionConfig(
        key=COOKIE,
        max_age=house.session_seconds,
        secure=house.secure_cookies,
        httponly=True,
        samesite="strict",
    )
    config._backend_class = Sessions  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # no other way in
    return config


def session_store(house: House) -> MemoryStore | FileStore:
    """Where sessions live."""
    if house.session_folder is None:
        return MemoryStore()
    house.session_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileStore(house.session_folder)


def csrf_config(house: House) -> CSRFConfig:
    """Double submit of a signed token, on every request that changes something, but signing in."""
    return CSRFConfig(
        secret=house.csrf_secret,
        cookie_name=CSRF_COOKIE,
        header_name=CSRF_HEADER,
        cookie_secure=house.secure_cookies,
        cookie_samesite="strict",
    )


class SessionController(Controller):
    """The session of this browser."""

    path = "/api/session"
    tags = ("session",)

    def __init__(self, owner: Any) -> None:
        super().__init__(owner)
        self._by_user = Throttle(FROM_ONE_PLACE)
        self._by_place = Throttle(FROM_ANYWHERE)

    @post(operation_id="signIn", status_code=200, exclude_from_csrf=True, responses=_SIGN_IN)
    async def sign_in(
        self, data: JSONBody[Credentials], request: Request[Any, Any, Any], house: TheHouse
    ) -> Response[User]:
        """Sign in with a local account. The answer sets the session and the token for later requests."""
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise HttpProblem(403, "cross-site", "Connexion depuis un autre site")
        place = request.client.host if request.client else ""
        keys = ((self._by_user, f"{place} {data.user}"), (self._by_place, place))
        if wait := max(throttle.wait(key) for throttle, key in keys):
            SIGN_INS.labels("throttled").inc()
            raise HttpProblem(429, "too-many-attempts", "Trop d'essais", headers={"Retry-After": str(wait)})
        person = await house.accounts.verify(data.user, data.password)
        if person is None:
            for throttle, key in keys:
                throttle.failed(key)
            SIGN_INS.labels("refused").inc()
            raise HttpProblem(401, "wrong-credentials", "Identifiant ou mot de passe erroné")
        self._by_user.forget(keys[0][1])
        SIGN_INS.labels("accepted").inc()
        await self._open(request, person)
        return Response(person, cookies=[_token(house)])

    @get(operation_id="whoAmI", responses={401: COMMAND_PROBLEMS[401]})
    async def who_am_i(self, request: Request[Any, Any, Any]) -> User:
        """Who is signed in; 401 where nobody is."""
        return who(request)

    @delete(operation_id="signOut", status_code=204, responses={401: COMMAND_PROBLEMS[401]})
    async def sign_out(self, request: Request[Any, Any, Any]) -> None:
        """End the session."""
        if not request.session:
            raise not_signed_in()
        request.clear_session()
        request.scope["state"]["vigie_signed_out"] = True
        # Once the session is gone from the store, the live feeds and sockets that it opened must end.
        feeds: tuple[Feed, CrewFeed] = (request.app.state.feed, request.app.state.crew_feed)
        for feed in feeds:
            asyncio.get_running_loop().call_later(_FORGOTTEN_SECONDS, feed.beat)
        request.app.state.switchboard.look_again(_FORGOTTEN_SECONDS)

    @staticmethod
    async def _open(request: Request[Any, Any, Any], person: User) -> None:
        store = request.app.stores.get("sessions")
        if old := request.cookies.get(COOKIE):
            await store.delete(old)
        request.scope["state"][_FRESH] = secrets.token_hex(32)
        request.scope["session"] = {"user": person.user}


def _token(house: House) -> Cookie:
    return Cookie(
        key=CSRF_COOKIE,
        value=generate_csrf_token(house.csrf_secret),
        secure=house.secure_cookies,
        samesite="strict",
    )
