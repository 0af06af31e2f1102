"""What makes the tablet's page an application: its service worker and the manifest it is installed by."""

from pathlib import Path
from typing import Any, Final

from litestar import Response, get

from api.house import House
from api.pages import folder
from api.problems import HttpProblem

FILES: Final = {
    "/tablet-sw.js": ("tablet-sw.js", "text/javascript"),
    "/tablet.webmanifest": ("tablet.webmanifest", "application/manifest+json"),
}
"""Which built file answers where, as what. At the root: a worker keeps nothing above its own address."""


def tablet_routes(house: House) -> list[Any]:
    """One route for each file. Read again by the browser each time: they name what is cached for ever."""
    root = folder(house)
    return [_file(path, root / name if root else None, kind) for path, (name, kind) in FILES.items()]


def _file(path: str, file: Path | None, kind: str) -> Any:
    @get(path, include_in_schema=False, media_type=kind, sync_to_thread=False)
    def built() -> Response[bytes]:
        if file is None or not file.is_file():
            raise HttpProblem(503, "not-built", "Pages non construites", headers={"Retry-After": "60"})
        return Response(file.read_bytes(), headers={"Cache-Control": "no-cache"}, media_type=kind)

    return built
