"""Numbers of video sessions over HTTP: what they say is what the log says, and the file says the same."""

import csv
import io
from datetime import timedelta

from tests.api.world import Browser, World


async def test_what_became_of_each_session_is_counted_and_named_by_none(world: World, arm: Browser) -> None:
    await arm.receive("c1")
    for session in ("v1", "v2"):
        asked = await arm.command("visios", "request-visio", session=session, call="c1", phone="+33100000000")
        assert asked.status_code == 200, asked.text
    assert (await arm.command("visios", "end-visio", session="v2")).status_code == 200
    await world.house.rows.wait(await world.log.last_position(), timeout=10)
    until = (world.clock.at + timedelta(minutes=1)).isoformat()
    found = (await arm.client.get("/api/statistics/visios", params={"until": until})).json()
    assert found["overall"]["sessions"] == 2
    assert found["overall"]["blanks"] == {"given-up": 1, "not-yet": 1}
    assert found["ends"] == {"ended": 1}
    assert found["position"] == await world.log.last_position()
    file = await arm.client.get(
        "/api/statistics/visios.csv", params={"since": found["since"], "until": found["until"]}
    )
    assert file.headers["content-disposition"].startswith('attachment; filename="vigie-visios-2026')
    rows = list(csv.reader(io.StringIO(file.text, newline="")))
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["by"], first["sessions"], first["not-yet"]) == ("overall", "2", "1")
    assert ["ends", "ended", "1"] in rows
    assert not {"v1", "c1", "+33100000000"} & set(file.text.replace("\n", ",").split(","))
    late = await arm.client.get("/api/statistics/visios.csv?since=2020-01-01T00:00:00Z")
    assert (late.status_code, late.json()["field"]) == (400, "since")
