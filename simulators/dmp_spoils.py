"""Answers of the stand-in DMP spoilt on request: what a gateway must never let through."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from simulators.dmp_fhir import Json

_ELSEWHERE = "http://elsewhere.example/fhir"
FHIR_JSON = "application/fhir+json"
Kind = Literal[
    "none",
    "garbage",
    "truncated",
    "short",
    "other-patient",
    "elsewhere",
    "endless",
    "oversized",
    "other-type",
]


class Spoil(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every answer suffers from now on.

    - `garbage`: no FHIR at all; `truncated`: cut in the middle; `short`: an entry or a byte too few;
    - `other-patient`: all is somebody else's; `elsewhere`: the next page and the contents are on another
      server; `endless`: the next page is the same;
    - `oversized`: more bytes than anyone takes; `other-type`: of another media type than the list says.
    """

    kind: Kind = "none"
    bytes: Annotated[int, msgspec.Meta(ge=1, le=64 * 1024 * 1024)] = 11 * 1024 * 1024


class Spoils:
    """The spoil of one stand-in."""

    def __init__(self) -> None:
        self.setting = Spoil()

    def bundle(self, made: Json, stranger: Callable[[Any], Any]) -> Response[bytes]:
        """A search page, as it goes out. `stranger` writes somebody else's name over the patient's."""
        match self.setting.kind:
            case "short":
                made = {**made, "entry": made["entry"][:-1]} if made["entry"] else {**made, "total": 1}
            case "other-patient":
                made = {**made, "entry": stranger(made["entry"])}
            case "elsewhere":
                made = _followed(_moved(made), f"{_ELSEWHERE}/pages/s1/2")
            case "endless":
                made = _followed(made, made["link"][0]["url"])
            case "oversized":
                made = {**made, "id": "x" * self.setting.bytes}
            case _:
                pass
        return self._sent(msgspec.json.encode(made), FHIR_JSON)

    def content(self, content: bytes, media_type: str) -> Response[bytes]:
        """The bytes of a document, as they go out."""
        match self.setting.kind:
            case "short":
                content = content[:-1]
            case "other-patient":
                content = content.replace(b"e", b"a")
            case "oversized":
                content = bytes(self.setting.bytes)
            case "other-type":
                media_type = "text/html"
            case _:
                pass
        return self._sent(content, media_type)

    def _sent(self, content: bytes, media_type: str) -> Response[bytes]:
        if self.setting.kind == "garbage":
            content = b"<html>maintenance</html>"
        elif self.setting.kind == "truncated":
            content = content[: len(content) // 2]
        return Response(content, media_type=media_type)


def spoils_door(spoils: Spoils) -> HTTPRouteHandler:
    """``POST /spoils`` {"kind", "bytes"}: from now on, for this stand-in."""

    @post("/spoils", status_code=200)
    async def set_spoil(data: JSONBody[Spoil]) -> Spoil:
        spoils.setting = data
        return data

    return set_spoil


def _moved(made: Json) -> Json:
    entries = msgspec.json.encode(made["entry"]).replace(b'"Binary/', f'"{_ELSEWHERE}/Binary/'.encode())
    return {**made, "entry": msgspec.json.decode(entries)}


def _followed(made: Json, url: str) -> Json:
    return {**made, "link": [*made["link"][:1], {"relation": "next", "url": url}]}
