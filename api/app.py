"""The web application: routes, rights and refusals put together around a House."""

from typing import Any

from litestar import Litestar, Request
from litestar.datastructures import State
from litestar.di import Provide

from api import (
    alarms,
    audit,
    audit_exports,
    audit_integrity,
    audit_replay,
    calls,
    coverage,
    crew_live,
    dmp,
    dmp_documents,
    dmp_standing,
    health,
    live,
    media,
    missions,
    patient,
    patient_photos,
    patient_questionnaire,
    pick_up,
    proposals,
    remote_statistics,
    safety,
    sheets,
    signalling,
    standing_orders,
    statistics,
    tablet_settings,
    teams,
    teleconsultations,
    tiles,
    visio_extras,
    visio_statistics,
    visios,
)
from api.access import who
from api.audit_jobs import working
from api.audit_past import Past
from api.bodies import LARGEST, StrictBody
from api.commands import Desk, read_envelope
from api.house import House
from api.pages import page_routes
from api.patient_door import ClosedDoor, Forgeries, on_closed
from api.problems import HANDLERS
from api.schema import openapi_config
from api.security import add_headers
from api.sessions import SessionController, csrf_config, session_config, session_store
from api.tablet import tablet_routes
from api.tracing import log_request

ROUTES: list[Any] = [
    SessionController,
    calls.command_call,
    calls.read_call,
    visios.command_visio,
    signalling.signal_visio,
    *visio_extras.ROUTES,
    *patient.ROUTES,
    *patient_questionnaire.ROUTES,
    *patient_photos.ROUTES,
    signalling.signal_patient,
    teams.command_team,
    teams.report_position,
    safety.command_safety,
    sheets.read_sheet,
    crew_live.watch_sheet,
    missions.command_mission,
    missions.read_mission,
    proposals.read_proposal,
    standing_orders.command_standing_order,
    standing_orders.read_standing_orders,
    teleconsultations.command_teleconsultation,
    teleconsultations.read_teleconsultation,
    alarms.command_alarm,
    alarms.read_alarms,
    dmp.command_dmp_access,
    dmp_standing.read_standing,
    dmp_documents.search_documents,
    dmp_documents.read_document,
    *pick_up.ROUTES,
    live.read_board,
    live.watch_board,
    coverage.read_coverage,
    *audit.ROUTES,
    *audit_replay.ROUTES,
    *audit_integrity.ROUTES,
    *audit_exports.ROUTES,
    statistics.read_intervals,
    statistics.download_intervals,
    remote_statistics.read_remote_statistics,
    remote_statistics.download_remote_statistics,
    visio_statistics.read_visio_statistics,
    visio_statistics.download_visio_statistics,
    tiles.read_ground,
    tiles.read_tile,
    *media.ROUTES,
    tablet_settings.read_tablet_settings,
    *health.ROUTES,
]


async def the_house(request: Request[Any, Any, Any]) -> House:
    """The house this application was made for."""
    return request.app.state.house


async def at_the_desk(request: Request[Any, Any, Any]) -> Desk:
    """Who asks, in which house. Raises the problem 401."""
    return Desk(request.app.state.house, who(request))


DEPENDENCIES = {
    "house": Provide(the_house),
    "desk": Provide(at_the_desk),
    "envelope": Provide(read_envelope),
}


LIFE = [live.feeding, crew_live.crews_feeding, signalling.signalling, working, audit_exports.exporting]


def create_app(house: House) -> Litestar:
    """The ASGI application of `house`."""
    past = Past(house.log)
    if house.on_erased is not None:
        house.on_erased(past.forget)
    return Litestar(
        route_handlers=[*ROUTES, *page_routes(house), *tablet_routes(house)],
        state=State({"house": house, "past": past, "forgeries": Forgeries()}),
        dependencies=DEPENDENCIES,
        middleware=[health.request_metrics().middleware, session_config(house).middleware],
        csrf_config=csrf_config(house),
        stores={"sessions": session_store(house)},
        lifespan=[
            live.feeding,
            crew_live.crews_feeding,
            signalling.signalling,
            working,
            audit_exports.exporting,
        ],
        exception_handlers={**HANDLERS, ClosedDoor: on_closed},
        dto=StrictBody,
        return_dto=None,
        request_max_body_size=LARGEST,
        before_send=[add_headers, log_request],
        openapi_config=openapi_config(house.release),
        logging_config=None,
    )
