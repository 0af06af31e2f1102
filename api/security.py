"""What every answer tells the browser about itself."""

import re
from typing import Final

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.types import Message, Scope

_POLICY: Final = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
_DENIED: Final = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
_ASKED: Final = {
    "/tablet": frozenset({"camera", "geolocation", "microphone"}),
    "/": frozenset({"camera", "microphone"}),
    "/v": frozenset({"camera", "geolocation", "microphone"}),
}
"""What of the device a page may ask for, by its address: every other page, and every other part, nothing."""
_WITH_SOCKETS: Final = frozenset({"/", "/tablet", "/v"})
_HOST: Final = re.compile(r"[A-Za-z0-9.:\[\]-]{1,200}")


def _devices(path: str) -> str:
    asked = _ASKED.get(path, frozenset[str]())
    return ", ".join(f"{name}=({'self' if name in asked else ''})" for name in _DENIED)


HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": _devices(""),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _policy(path: str, host: str) -> str:
    """Older Safari does not take 'self' for the sockets of a page's own host: they are named."""
    if path not in _WITH_SOCKETS or not _HOST.fullmatch(host):
        return _POLICY
    return _POLICY.replace("connect-src 'self'", f"connect-src 'self' ws://{host} wss://{host}")


async def add_headers(message: Message, scope: Scope) -> None:
    """Called before each message of an answer: headers at its start, and no caching unless it says so."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers[name] = value
    path = scope["path"]
    headers["Content-Security-Policy"] = _policy(path, Headers.from_scope(scope).get("host", ""))
    if path in _ASKED:
        headers["Permissions-Policy"] = _devices(path)
    if "cache-control" not in headers:
        headers["Cache-Control"] = "no-store"
