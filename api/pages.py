"""The pages: HTML never cached, assets cached for ever under names that change with their content."""

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from litestar import MediaType, Response, get
from litestar.datastructures import CacheControlHeader
from litestar.static_files import (
    create_static_files_router,  # pyright: ignore[reportUnknownVariableType]  # half typed there
)

from api.house import House

PACKAGE: Final = "vigie_web"
PAGES: Final = {
    "/": "board.html",
    "/audit": "audit.html",
    "/tablet": "tablet.html",
    "/wall": "wall.html",
    "/print": "print.html",
    "/stats": "stats.html",
    "/v": "visio.html",
}
"""Which page answers where."""
PATIENTS: Final = "/v"
_YEAR = 365 * 24 * 3600

_NOT_BUILT = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Vigie</title></head>
<body><h1>Les pages de Vigie ne sont pas construites</h1>
<p>Le serveur fonctionne, l'API aussi. Lancez <code>make setup</code>, puis redémarrez.</p></body></html>
"""


def folder(house: House) -> Path | None:
    """Where the built pages are; None where they have not been built."""
    if house.web is not None:
        return house.web if house.web.is_dir() else None
    try:
        found = Path(str(files(PACKAGE).joinpath("assets"))).parent
    except (ImportError, OSError):  # not built, or built with nothing in it
        return None
    return found if found.is_dir() else None


def page_routes(house: House) -> list[Any]:
    """One route for each page, and the assets."""
    root = folder(house)
    routes: list[Any] = [_page(path, root / name if root else None) for path, name in PAGES.items()]
    if root is not None and (root / "assets").is_dir():
        routes.append(
            create_static_files_router(
                path="/assets",
                directories=[root / "assets"],
                cache_control=CacheControlHeader(immutable=True, max_age=_YEAR, public=True),
                include_in_schema=False,
                # The patients' page takes files of this folder too, and is given no cookie with them.
                opt={"exclude_from_csrf": True},
            )
        )
    return routes


def _page(path: str, file: Path | None) -> Any:
    # Who opens the patients' page is given no cookie before they touch it.
    public = path == PATIENTS

    @get(
        path,
        include_in_schema=False,
        media_type=MediaType.HTML,
        sync_to_thread=False,
        exclude_from_csrf=public,
    )
    def page() -> Response[str]:
        headers = {"Cache-Control": "no-cache"}
        if file is None or not file.is_file():
            headers["Retry-After"] = "60"
            return Response(_NOT_BUILT, status_code=503, headers=headers, media_type=MediaType.HTML)
        return Response(file.read_text("utf-8"), headers=headers, media_type=MediaType.HTML)

    return page
