"""Reading files: each read leaves its trace first; the auditor's own reads too."""

from datetime import timedelta
from typing import Any

from domain.file_reading import FileOpened, What
from tests.api.test_access import engaged, shift
from tests.api.world import START, Browser, World
from tests.reading import all_facts


async def openings(world: World) -> list[tuple[str, What, str]]:
    """Who opened what."""
    facts = await all_facts(world.log)
    return [(e.by.id, e.fact.what, e.fact.of) for e in facts if isinstance(e.fact, FileOpened)]


async def test_a_call_s_file_is_whole_and_its_reading_is_recorded(world: World, arm: Browser) -> None:
    await arm.receive("c1")
    person = {"last_name": "Exemple", "first_name": "Alice", "sex": "F"}
    await arm.command("calls", "identify-patient", call="c1", patient="p1", person=person)
    answer = await arm.client.get("/api/calls/c1")
    file = answer.json()
    assert file["status"] == "ACTIF"
    assert file["state"]["type"] == "received"
    assert file["state"]["file"]["patients"]["p1"]["person"] == person
    assert [each["fact"]["type"] for each in file["facts"]] == [
        "regulation-call.received",
        "regulation-call.patient-identified",
    ]
    assert await openings(world) == [("arm-1", What.CALL_FILE, "c1")]


async def test_looking_for_a_call_that_is_not_leaves_no_reading(world: World, arm: Browser) -> None:
    assert (await arm.client.get("/api/calls/c1")).status_code == 404
    assert await openings(world) == []


async def test_a_mission_tells_its_steps(world: World, doctor: Browser) -> None:
    async with world.signed_in("nurse-1") as nurse:
        await shift(nurse, "t1", "nurse-1")
        await engaged(world, doctor, "c1", "m1", "t1")
        mission = (await nurse.client.get("/api/missions/m1")).json()
        assert (mission["call"], mission["team"], mission["ended"]) == ("c1", "t1", False)
        assert [step["status"] for step in mission["steps"]] == [None, "DECISION", "DECLENCHE"]
        assert await openings(world) == [("nurse-1", What.MISSION_SHEET, "m1")]


async def test_a_sheet_is_a_reading_only_where_it_shows_something_new(world: World, doctor: Browser) -> None:
    async with world.signed_in("nurse-1") as nurse:
        empty = await nurse.client.get("/api/teams/t1/sheet")
        assert empty.json()["sheet"] is None
        await shift(nurse, "t1", "nurse-1")
        await engaged(world, doctor, "c1", "m1", "t1")
        last = await world.log.last_position()
        first = await nurse.client.get(f"/api/teams/t1/sheet?after={last}")
        assert first.json()["sheet"]["mission"]["id"] == "m1"
        assert first.json()["sheet"]["call"]["id"] == "c1"
        again = await nurse.client.get(
            "/api/teams/t1/sheet", headers={"If-None-Match": first.headers["ETag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert await openings(world) == [("nurse-1", What.MISSION_SHEET, "m1")]
        await nurse.command("missions", "acknowledge-mission", mission="m1", team="t1")
        last = await world.log.last_position()
        changed = await nurse.client.get(
            f"/api/teams/t1/sheet?after={last}", headers={"If-None-Match": first.headers["ETag"]}
        )
        assert changed.status_code == 200
        assert len(await openings(world)) == 2


async def test_the_auditor_reads_who_opened_what_and_is_read_too(world: World, arm: Browser) -> None:
    await arm.receive("c1")
    await arm.client.get("/api/calls/c1")
    await world.house.rows.wait(await world.log.last_position(), timeout=30)
    async with world.signed_in("auditor-1") as auditor:
        found = (await auditor.client.get("/api/audit/readings?of=c1")).json()["readings"]
        assert [(each["by_id"], each["what"], each["of_id"]) for each in found] == [
            ("auditor-1", "audit-trail", "c1"),
            ("arm-1", "call-file", "c1"),
        ]
        page = (await auditor.client.get("/api/audit/accesses?call=c1&mode=bris_de_glace")).json()
        assert page == {"accesses": [], "before": None}
        assert (await auditor.client.get("/api/audit/accesses?mode=other")).status_code == 400
        assert (await auditor.client.get("/api/audit/accesses?call=../c1")).status_code == 400
    assert await openings(world) == [
        ("arm-1", What.CALL_FILE, "c1"),
        ("auditor-1", What.AUDIT_TRAIL, "c1"),
        ("auditor-1", What.AUDIT_TRAIL, "c1"),
    ]


async def test_a_dmp_access_is_asked_and_audited(world: World, doctor: Browser) -> None:
    steps: list[tuple[str, dict[str, Any]]] = [
        ("receive-call", {"origin": "15", "rang_at": START.isoformat()}),
        ("assign-priority", {"priority": "P1"}),
        ("transfer-to-regulator", {}),
        ("start-regulation", {}),
    ]
    for type_, words in steps:
        assert (await doctor.command("calls", type_, call="c1", **words)).is_success
    ins = {"number": "279035121518989", "oid": "1.2.250.1.213.1.4.8"}
    identified = await doctor.command(
        "calls", "identify-patient", call="c1", patient="p1", person={"last_name": "Exemple"},
        status="QUAL", ins=ins,
    )  # fmt: skip
    assert identified.is_success, identified.text
    asked = await doctor.command(
        "dmp-accesses", "request-dmp-access", access="a1", call="c1", patient="p1", mode="centre_15"
    )
    assert asked.is_success, asked.text
    await world.house.rows.wait(asked.json()["position"], timeout=30)
    async with world.signed_in("auditor-1") as auditor:
        (access,) = (await auditor.client.get("/api/audit/accesses?access=a1")).json()["accesses"]
        assert (access["practitioner"], access["mode"], access["call"]) == ("doctor-1", "centre_15", "c1")


async def test_statistics_hold_numbers_and_no_name(world: World, arm: Browser) -> None:
    await arm.receive("c-with-a-name")
    await world.house.rows.wait(await world.log.last_position(), timeout=30)
    answer = await arm.client.get("/api/statistics/intervals")
    statistics = answer.json()
    assert statistics["calls"] == 1
    pick_up = next(each for each in statistics["overall"] if each["leg"] == "pick-up")
    assert pick_up["count"] == 1
    assert 0 <= pick_up["median"] < 60
    assert "c-with-a-name" not in answer.text


async def test_a_file_kept_open_is_one_reading_for_a_quarter_of_an_hour(world: World, arm: Browser) -> None:
    await arm.receive("c1")
    world.clock.at = START + timedelta(minutes=15)
    for text in ("Une note", "Une autre"):
        await arm.command("calls", "note-observation", call="c1", text=text)
        file = (await arm.client.get("/api/calls/c1?opening=o-1")).json()
    assert [each["fact"].get("text") for each in file["facts"]][1:] == ["Une note", "Une autre"]
    assert await openings(world) == [("arm-1", What.CALL_FILE, "c1")]
    await arm.client.get("/api/calls/c1?opening=o-2")
    async with world.signed_in("doctor-1") as doctor:
        await doctor.client.get("/api/calls/c1?opening=o-1")
    assert [who for who, *_ in await openings(world)] == ["arm-1", "arm-1", "doctor-1"]
    world.clock.at = START + timedelta(minutes=30)
    await arm.client.get("/api/calls/c1?opening=o-1")
    assert len(await openings(world)) == 4


async def test_a_call_s_file_tells_its_video_sessions(world: World, arm: Browser) -> None:
    await arm.receive("c1")
    for session in ("v1", "v2"):
        await arm.command("visios", "request-visio", session=session, call="c1", phone="+33600000000")
    ended = await arm.command("visios", "end-visio", session="v1")
    await world.house.board.wait(ended.json()["position"], timeout=30)
    visios = (await arm.client.get("/api/calls/c1")).json()["visios"]
    assert [(each["session"], [told["fact"]["type"] for told in each["facts"]]) for each in visios] == [
        ("v1", ["visio-session.requested", "visio-session.ended"]),
        ("v2", ["visio-session.requested"]),
    ]
