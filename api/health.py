"""Whether this process lives, whether it may be given work, and its counters. No patient data."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Response, get
from litestar.plugins.prometheus import PrometheusConfig
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.checks import Check
from api.house import House, TheHouse
from api.metrics import LAG
from eventlog.journal import LogError
from projections.live import Poison

LATEST = 1000
"""Facts that a view may be behind and still count as caught up."""
_PATIENCE = 2.0


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """All checks: `ready` when every one is ok."""

    ready: bool
    centre: str
    release: str
    checks: tuple[Check, ...]


class Alive(msgspec.Struct, frozen=True, kw_only=True):
    """This process answers."""

    alive: bool = True


@get("/health/live", operation_id="isAlive", tags=["health"])
async def is_alive() -> Alive:
    """Whether this process answers at all."""
    return Alive()


@get("/health/ready", operation_id="isReady", tags=["health"])
async def is_ready(house: TheHouse) -> Response[Health]:
    """Whether it may be given work: log reached, views caught up, all parts running; 503 where not."""
    last, log_check = await _log(house)
    told = await house.checks() if house.checks is not None else ()
    checks = (log_check, _writes(house), *_views(house, last), *await _letters(house), *told)
    ready = all(check.ok for check in checks) and not house.stopping.is_set()
    health = Health(ready=ready, centre=house.centre, release=house.release, checks=checks)
    return Response(health, status_code=200 if ready else 503)


@get("/metrics", include_in_schema=False)
async def read_metrics(house: TheHouse) -> Response[bytes]:
    """Counters in the format of Prometheus."""
    last, _ = await _log(house)
    for check in _views(house, last):
        if check.lag is not None:
            LAG.labels(check.name).set(check.lag)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def request_metrics() -> PrometheusConfig:
    """Requests by route, method and status."""
    return PrometheusConfig(app_name="vigie", prefix="vigie_http", group_path=True)


async def _log(house: House) -> tuple[int | None, Check]:
    try:
        async with asyncio.timeout(_PATIENCE):
            last = await house.log.last_position()
    except (LogError, TimeoutError) as error:
        return None, Check(name="log", ok=False, detail=str(error) or "the log does not answer")
    return last, Check(name="log", ok=True, position=last)


def _writes(house: House) -> Check:
    why = house.log.last_write.why
    return Check(name="writes", ok=not why, detail=why)


def _views(house: House, last: int | None) -> list[Check]:
    live: list[tuple[str, int, Sequence[Poison]]] = [
        (view.projection.name, view.position, view.poisons)
        for view in (house.board, house.sheets, house.audit_alarms)
    ]
    live += [(name, at, house.rows.poisons.get(name, ())) for name, at in house.rows.positions.items()]
    return [_view(house, name, position, poisons, last) for name, position, poisons in live]


def _view(house: House, name: str, position: int, poisons: Sequence[Poison], last: int | None) -> Check:
    lag = max(0, last - position) if last is not None else None
    why = "the log does not say how far it is" if lag is None else house.stillness.why(name, position, lag)
    return Check(
        name=name,
        ok=lag is not None and lag < LATEST and not why,
        detail=why,
        position=position,
        lag=lag,
        poison=tuple(f"{each.stream} at {each.position}" for each in poisons),
    )


async def _letters(house: House) -> list[Check]:
    if house.dead_letters is None:
        return []
    try:
        async with asyncio.timeout(_PATIENCE):
            count = await house.dead_letters()
    except (LogError, TimeoutError) as error:
        return [Check(name="dead-letters", ok=False, detail=str(error) or "no answer")]
    return [Check(name="dead-letters", ok=True, count=count)]


ROUTES: list[Any] = [is_alive, is_ready, read_metrics]
