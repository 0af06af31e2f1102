"""The OpenAPI document without a house: what `vigie openapi` prints and the pages take their types from."""

from litestar import Litestar

from api.app import DEPENDENCIES, ROUTES
from api.bodies import StrictBody
from api.schema import encode, openapi_config


def document(release: str = "1") -> bytes:
    """The document as UTF-8 JSON, ending with a line feed; the same as /schema/openapi.json."""
    app = Litestar(
        route_handlers=ROUTES,
        dependencies=DEPENDENCIES,
        dto=StrictBody,
        return_dto=None,
        openapi_config=openapi_config(release),
        logging_config=None,
    )
    return encode(app.openapi_schema.to_schema())
