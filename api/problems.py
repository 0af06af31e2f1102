"""What a request that cannot be served gets: RFC 9457 problems, from one table of refusals."""

import re
from http import HTTPStatus
from typing import Any, cast

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from api.metrics import REFUSED
from api.refusals import FORBIDDEN, REFUSALS
from api.titles import kebab, title_in
from api.tracing import correlation, failed
from domain.fact import Refusal
from eventlog.codec import PoisonEvent, UnreadableFact
from eventlog.journal import EntryTooLarge, LogError, LogFull
from eventlog.log import TooBusy
from eventlog.tables import BadStatement, StoreUnavailable
from projections.live import ViewBehind

MEDIA_TYPE = "application/problem+json"
AnyRequest = Request[Any, Any, Any]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was not served. `title` is for the person, in French, or in English where
    Accept-Language prefers it; `detail`, in English, for who looks into it. `field` is the JSON path or the
    name of what is wrong; `reason` the class of a refusal; `correlation` the number to quote when asking
    for help."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    reason: str | None = None
    correlation: str | None = None


class Malformed(Exception):
    """The body, a header or a parameter is not what was agreed. `field` is where (``$.priority``)."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field
        self.detail = detail


class HttpProblem(Exception):
    """Any other refusal of the web itself: `slug` is the end of its type."""

    def __init__(
        self, status: int, slug: str, title: str, detail: str = "", *, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail or title)
        self.status = status
        self.slug = slug
        self.title = title
        self.headers = headers or {}


def not_signed_in() -> HttpProblem:
    """Nobody is signed in, or the session has ended."""
    return HttpProblem(401, "not-signed-in", "Connexion nécessaire", "sign in by POST /api/session")


def _respond(
    request: AnyRequest, problem: Problem, headers: dict[str, str] | None = None
) -> Response[Problem]:
    title = title_in(request.headers.get("accept-language", ""), problem.type, problem.title)
    problem = msgspec.structs.replace(problem, title=title, correlation=correlation(request.scope))
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def on_refusal(request: AnyRequest, refusal: Refusal) -> Response[Problem]:
    """A rule says no."""
    status, title = REFUSALS.get(type(refusal), (HTTPStatus.CONFLICT, "Refusé par une règle"))
    REFUSED.labels(refusal.reason).inc()
    return _respond(
        request,
        Problem(
            type=f"urn:vigie:refusal:{kebab(refusal.reason)}",
            title=title,
            status=int(status),
            detail=refusal.detail,
            field=refusal.field,
            reason=refusal.reason,
        ),
    )


def on_log_error(request: AnyRequest, error: LogError) -> Response[Problem]:
    """The log cannot take or give it now: nothing is appended, and the client may come again."""
    match error:
        case UnreadableFact() | EntryTooLarge():
            slug, title, status, after = "not-storable", "Contenu impossible à enregistrer", 422, None
        case PoisonEvent():
            slug, title, status, after = "unreadable-story", "Dossier illisible", 500, None
            failed(request, error)
        case TooBusy():
            slug, title, status, after = "too-busy", "Trop de demandes sur ce dossier", 503, "1"
        case BadStatement():
            return on_unexpected(request, error)
        case StoreUnavailable():
            slug, title, status, after = "store-unavailable", "Base de données injoignable", 503, "2"
        case LogFull():
            slug, title, status, after = "log-full", "Journal plein", 503, "30"
        case _:
            slug, title, status, after = "log-unavailable", "Journal injoignable", 503, "1"
    # An unreadable event may quote what it holds: only its name goes out.
    told = f"{error.stream}@{error.version}" if isinstance(error, PoisonEvent) else str(error)
    problem = Problem(type=f"urn:vigie:{slug}", title=title, status=status, detail=told)
    return _respond(request, problem, {"Retry-After": after} if after else None)


def on_late_view(request: AnyRequest, error: ViewBehind) -> Response[Problem]:
    """The view has not reached the position asked for."""
    problem = Problem(type="urn:vigie:view-late", title="Vue en retard", status=503, detail=str(error))
    return _respond(request, problem, {"Retry-After": "1"})


def on_malformed(request: AnyRequest, error: Malformed) -> Response[Problem]:
    """Not what was agreed: the field says where."""
    problem = Problem(
        type="urn:vigie:malformed", title="Demande mal formée", status=400, detail=error.detail,
        field=error.field,
    )  # fmt: skip
    return _respond(request, problem)


def on_http_problem(request: AnyRequest, error: HttpProblem) -> Response[Problem]:
    """A refusal of the web itself."""
    problem = Problem(
        type=f"urn:vigie:{error.slug}", title=error.title, status=error.status, detail=str(error)
    )
    return _respond(request, problem, error.headers)


_TITLES = {
    400: ("malformed", "Demande mal formée"),
    403: (kebab(FORBIDDEN), "Action non autorisée"),
    404: ("unknown-address", "Adresse inconnue"),
    405: ("wrong-method", "Méthode non prévue"),
    413: ("too-large", "Contenu trop volumineux"),
}


def on_http(request: AnyRequest, error: HTTPException) -> Response[Problem]:
    """What the framework itself refuses: unknown address, wrong method, bad parameter, missing token."""
    status = error.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return on_unexpected(request, error)
    slug, title = _TITLES.get(status, ("refused", "Demande refusée"))
    if status == HTTPStatus.FORBIDDEN and "CSRF" in error.detail:
        slug, title = "csrf", "Jeton de protection absent ou périmé"
    problem = Problem(
        type=f"urn:vigie:{slug}", title=title, status=status, detail=_detail(error), field=_field(error)
    )
    return _respond(request, problem)


_MISSING = re.compile(r"\AMissing required \w+ parameter '(?P<name>[^']+)'")
_NAMES = {"data": "$", "command_id": "Command-Id", "device_at": "Device-At"}


def _detail(error: HTTPException) -> str:
    if error.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}:
        return HTTPStatus(error.status_code).description
    said = str(_first(error).get("message", "")) or error.detail or HTTPStatus(error.status_code).phrase
    return "a JSON body is expected" if _is_body(said) else said


def _is_body(said: str) -> bool:
    """The framework names a missing body by the handler's own argument."""
    return said.strip("'") == "data"


def _field(error: HTTPException) -> str | None:
    missing = _MISSING.search(error.detail)
    key = missing["name"] if missing else str(_first(error).get("key") or "")
    key = "data" if _is_body(error.detail) else key
    return _NAMES.get(key, key) or None


def _first(error: HTTPException) -> dict[str, Any]:
    extra = error.extra if isinstance(error.extra, list) else []
    return cast("dict[str, Any]", extra[0]) if extra and isinstance(extra[0], dict) else {}


def on_unexpected(request: AnyRequest, error: Exception) -> Response[Problem]:
    """A fault of ours. The log of the program has the details under the same number; the answer does not."""
    failed(request, error)
    problem = Problem(
        type="urn:vigie:unexpected", title="Erreur inattendue", status=500,
        detail="the fault is recorded under this correlation number",
    )  # fmt: skip
    return _respond(request, problem)


HANDLERS: dict[int | type[Exception], Any] = {
    Refusal: on_refusal,
    LogError: on_log_error,
    ViewBehind: on_late_view,
    Malformed: on_malformed,
    HttpProblem: on_http_problem,
    HTTPException: on_http,
    Exception: on_unexpected,
}
