"""OpenAPI 3.1 of the whole wire, with unions told apart by their `type`."""

from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin


def openapi_config(release: str) -> OpenAPIConfig:
    """Served at /schema/openapi.json, without any page that would load things from elsewhere."""
    return OpenAPIConfig(
        title="Vigie",
        version=release,
        description="Tele-regulation and dispatch for Samu-Centre 15 and SAS.",
        path="/schema",
        render_plugins=[JsonRenderPlugin()],
        use_handler_docstrings=True,
    )
