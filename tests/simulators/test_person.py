"""A person of the night: each act has had all its effects before the next, even at one instant."""

from datetime import UTC, datetime, timedelta

import httpx

from domain.mission.commands import ReportArrival, StartCare
from domain.vocabulary import Position
from simulators.settings import Night
from simulators.tablet import Tablet
from simulators.timeline import AcceleratedTimeline
from simulators.wire import Wire
from simulators.world import Person, World
from tests.simulators.test_wire import ANSWER

START = datetime(2026, 11, 21, 20, tzinfo=UTC)
NAMES = {"mission": "c1-m1", "team": "M21"}


async def test_what_a_tablet_kept_is_sent_one_by_one_each_once_the_last_has_settled() -> None:
    trace: list[str] = []

    def server(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/session":
            return httpx.Response(
                200, headers=[("set-cookie", "vigie=s"), ("set-cookie", "csrftoken=t")], json={}
            )
        trace.append(request.headers["Device-At"][11:16])
        return httpx.Response(200, json=ANSWER)

    async def settle() -> None:
        trace.append("settled")

    timeline = AcceleratedTimeline(START, settle)
    world = World(Night(seed=1, starts_at=START), timeline, [])
    async with httpx.AsyncClient(transport=httpx.MockTransport(server), base_url="http://vigie") as client:
        person = Person(world, Wire(client, timeline, world.tally, "crew-01", "secret"), "crew-01")

        async def crew() -> None:
            tablet = Tablet(person, "M21", Position(lat=47.2, lon=6.0))
            tablet.lose_network(600)
            await tablet.say(ReportArrival(**NAMES))
            await timeline.sleep_until(START + timedelta(minutes=5))
            await tablet.say(StartCare(**NAMES))
            await timeline.sleep_until(START + timedelta(minutes=20))
            trace.clear()
            await tablet.flush()

        timeline.spawn("crew", crew())
        await timeline.run(START + timedelta(hours=1))
    assert trace[:3] == ["20:00", "settled", "20:05"]
