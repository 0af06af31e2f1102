"""One line of log for each request, and one number that the answer and the log share.

What is logged: method, route template, status, role, correlation. Never a body, a parameter, a
name, a number, nor the text of an exception, which may quote any of these.
"""

import secrets
import traceback
from typing import Any

import structlog
from litestar.connection import ASGIConnection
from litestar.types import Message, Scope

log: Any = structlog.get_logger("vigie.api")


def correlation(scope: Scope) -> str:
    """The number of this request, made at its first use."""
    return scope["state"].setdefault("vigie_correlation", secrets.token_hex(8))


def failed(request: ASGIConnection[Any, Any, Any, Any], error: BaseException) -> None:
    """Record a fault of ours: its kind and where it came from."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    log.error(
        "request failed",
        correlation=correlation(request.scope),
        route=_route(request.scope),
        error=type(error).__name__,
        where=[f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames],
    )


async def log_request(message: Message, scope: Scope) -> None:
    """Called before each message of an answer: logs at its start."""
    if message["type"] != "http.response.start" or scope["type"] != "http":
        return
    log.info(
        "request",
        method=scope["method"],
        route=_route(scope),
        status=message["status"],
        role=scope["state"].get("vigie_role"),
        correlation=correlation(scope),
    )


def _route(scope: Scope) -> str:
    raw: Any = scope
    return str(raw.get("path_template") or "unknown")
