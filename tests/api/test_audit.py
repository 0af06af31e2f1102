"""The auditor's post over HTTP: search, timeline, replay, reviews; each read and each refused read a fact."""

from datetime import timedelta
from typing import Any

import pytest

from api.auditing import Subjects
from domain.file_reading import FileOpened, ReadingRefused, What
from domain.vocabulary import Ins, Role
from tests.api.audits import INS, REASON, broken, regulated
from tests.api.world import Browser, World
from tests.browser.auditing import with_proofs
from tests.reading import all_facts, told


async def get(browser: Browser, address: str, **params: Any) -> Any:
    """What an address answers."""
    answer = await browser.client.get(f"/api/audit/{address}", params=params)
    assert answer.is_success, answer.text
    return answer.json()


async def opened(world: World, what: What) -> list[FileOpened]:
    facts = [each.fact for each in await all_facts(world.log) if isinstance(each.fact, FileOpened)]
    return [fact for fact in facts if fact.what is what]


async def test_accesses_are_searched_by_all_that_they_have(world: World, doctor: Browser) -> None:
    await regulated(doctor)
    await broken(world, doctor)
    async with world.signed_in("auditor-1") as auditor:
        for found in (
            {"practitioner": "doctor-1"},
            {"patient": "p1", "call": "c1"},
            {"mode": "bris_de_glace", "to_review": "true"},
            {"since": (world.clock.at - timedelta(hours=1)).isoformat()},
        ):
            page = await get(auditor, "accesses", **found)
            assert [each["access"] for each in page["accesses"]] == ["a1"], found
        for nothing in (
            {"practitioner": "doctor-2"},
            {"verdict": "justified"},
            {"flagged": "true"},
            {"mode": "normal"},
            {"until": (world.clock.at - timedelta(hours=1)).isoformat()},
        ):
            assert (await get(auditor, "accesses", **nothing))["accesses"] == [], nothing
    asked = [fact.asked for fact in await opened(world, What.AUDIT_TRAIL)]
    assert asked[0] == "practitioner=doctor-1"
    assert asked[2] == "mode=bris_de_glace to_review=True"


async def test_a_search_comes_by_pages(world: World, doctor: Browser) -> None:
    await regulated(doctor)
    for number in range(3):
        await broken(world, doctor, f"a{number}")
    async with world.signed_in("auditor-1") as auditor:
        first = await get(auditor, "accesses", limit=2)
        assert [each["access"] for each in first["accesses"]] == ["a2", "a1"]
        last = await get(auditor, "accesses", limit=2, before=first["before"])
        assert [each["access"] for each in last["accesses"]] == ["a0"]
        assert last["before"] is None


async def test_one_access_is_told_fact_by_fact(world: World, doctor: Browser) -> None:
    await regulated(doctor)
    await broken(world, doctor)
    async with world.signed_in("auditor-1") as auditor:
        told = await get(auditor, "accesses/a1")
        assert told["access"]["reason"] == REASON
        assert [each["fact"]["type"] for each in told["facts"]] == [
            "dmp-access.requested",
            "dmp-access.break-glass-invoked",
            "dmp-access.document-consulted",
            "dmp-access.closed",
        ]
        assert (await auditor.client.get("/api/audit/accesses/none")).status_code == 404
    assert [fact.of for fact in await opened(world, What.AUDITED_ACCESS)] == ["a1"]


async def test_the_board_and_the_file_are_replayed_as_they_were(world: World, doctor: Browser) -> None:
    await regulated(doctor)
    await broken(world, doctor, closed=False)
    then, position = world.clock.at, await world.log.last_position()
    world.clock.at += timedelta(minutes=20)
    await doctor.command("calls", "assign-priority", call="c1", priority="P3")
    await doctor.command("calls", "note-observation", call="c1", text="Plus tard")
    await doctor.command("dmp-accesses", "close-dmp-access", access="a1")
    async with world.signed_in("auditor-1") as auditor:
        now = await get(auditor, "past/board")
        assert (now["board"]["calls"]["c1"]["priority"], now["board"]["accesses"]) == ("P3", {})
        past = await get(auditor, "past/board", at=then.isoformat())
        assert past["position"] == position
        assert past["board"]["calls"]["c1"]["priority"] == "P1"
        assert past["board"]["accesses"]["a1"]["documents"] == 1
        assert past["fact"]["fact"]["type"] == "dmp-access.document-consulted"
        file = await get(auditor, "past/calls/c1", position=position)
        assert file["state"]["file"]["priority"] == "P1"
        assert "Plus tard" not in str(file)
        assert [each["id"] for each in file["accesses"]] == ["a1"]
        before = await get(auditor, "past/calls/c1", position=1)
        assert before["state"]["type"] == "received"
        assert (await auditor.client.get("/api/audit/past/calls/c1?position=0")).status_code == 404
    assert [fact.position for fact in await opened(world, What.PAST_FILE)] == [position, 1]


async def test_the_keys_lead_to_the_facts_and_accesses_beside(world: World, doctor: Browser) -> None:
    await regulated(doctor)
    first = await broken(world, doctor, "a1")
    await doctor.client.get("/api/calls/c1")
    await broken(world, doctor, "a2")
    async with world.signed_in("auditor-1") as auditor:
        steps = (await get(auditor, "past/board", position=first))["steps"]
        assert steps["earlier"] == first - 1
        assert steps["later"] == first + 2, "a reading shows nothing: it is passed over"
        assert (steps["earlier_access"], steps["later_access"]) == (first - 3, first + 2)
        beginning = (await get(auditor, "past/board", position=0))["steps"]
        assert (beginning["earlier"], beginning["later"]) == (None, 1)


async def test_what_awaits_a_verdict_is_queued_until_it_has_one(world: World, doctor: Browser) -> None:
    await regulated(doctor)
    await broken(world, doctor)
    for number, reader in enumerate(("auditor-1", "auditor-2"), 1):
        world.accounts.put(reader, "correct horse", name=reader, role=Role.AUDITOR)
        async with world.signed_in(reader) as auditor:
            [item] = (await get(auditor, "reviews"))["reviews"]
            assert (item["access"], len(item["readers"])) == ("a1", number - 1)
            read = await auditor.command(
                "dmp-accesses", "review-break-glass", access="a1", verdict="unjustified", comment="Hors cadre"
            )
            assert read.is_success, read.text
            await world.house.rows.wait(read.json()["position"], timeout=30)
    async with world.signed_in("auditor-1") as auditor:
        assert (await get(auditor, "reviews"))["reviews"] == []


ADDRESSES = {
    "accesses": What.AUDIT_TRAIL,
    "readings": What.AUDIT_TRAIL,
    "accesses/a1": What.AUDITED_ACCESS,
    "reviews": What.REVIEW_QUEUE,
    "past/board": What.PAST_BOARD,
    "past/calls/c1": What.PAST_FILE,
}


@pytest.mark.parametrize("address", ADDRESSES)
async def test_others_are_refused_by_a_fact(world: World, doctor: Browser, address: str) -> None:
    answer = await doctor.client.get(f"/api/audit/{address}")
    assert (answer.status_code, answer.json()["reason"]) == (403, "RoleNotAllowed")
    [refused] = [each for each in await all_facts(world.log) if isinstance(each.fact, ReadingRefused)]
    assert (refused.by.id, refused.fact.what) == ("doctor-1", ADDRESSES[address])
    await world.house.rows.wait(refused.position, timeout=30)
    async with world.visitor() as nobody:
        assert (await nobody.client.get(f"/api/audit/{address}")).status_code == 401
    async with world.signed_in("auditor-1") as auditor:
        [reading] = (await get(auditor, "readings", by="doctor-1"))["readings"]
        assert reading["refused"] is True


class KnowsOne:
    """Proofs that know where one person is."""

    def __init__(self) -> None:
        self.asked: list[Ins] = []

    async def subjects_of(self, ins: Ins) -> Subjects:
        self.asked.append(ins)
        return Subjects(token="t-1", subjects=(("c1", "p1"),) if ins == Ins(**INS) else ())


async def test_a_patient_is_searched_by_number_and_no_trace_of_it_is_left(world: World) -> None:
    knows = KnowsOne()
    with_proofs(world, knows)
    async with world.signed_in("doctor-1") as doctor:
        await regulated(doctor)
        await broken(world, doctor)
    async with world.signed_in("auditor-1") as auditor:
        for ins, found in ((INS, ["a1"]), (INS | {"number": "170017510112313"}, [])):
            body = {"ins": ins, "mode": "bris_de_glace"}
            answer = await auditor.client.post("/api/audit/searches", json=body, headers=auditor.token)
            assert answer.status_code == 200, answer.text
            assert [each["access"] for each in answer.json()["accesses"]] == found
        for wrong in ({"ins": {"number": "1"}}, {"person": "x"}, {"practitioner": "../x"}, {"limit": 0}):
            answer = await auditor.client.post("/api/audit/searches", json=wrong, headers=auditor.token)
            assert answer.status_code == 400, wrong
    assert knows.asked[0] == Ins(**INS)
    asked = [each.fact.asked for each in await told(world.log, FileOpened)]
    assert asked == ["ins_token=t-1 mode=bris_de_glace"] * 2
