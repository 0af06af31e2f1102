"""Health, counters, headers, logs: enough to run the house, nothing of a patient."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from structlog.testing import capture_logs

from api.problems import on_unexpected
from domain.fact import Fact
from eventlog.codec import PoisonEvent
from eventlog.embedded import EmbeddedServer
from tests.api.world import START, Browser, World, a_world

SECRETS = ("Exemple", "Alice", "+33612345678", "279035121518989", "3 rue des Lilas", "douleur", "c-secret-7")


async def test_each_check_is_named_with_how_far_it_is(world: World, arm: Browser) -> None:
    position = (await arm.receive("c1")).json()["position"]
    await world.house.rows.wait(position, timeout=30)
    await world.house.board.wait(position, timeout=30)
    health = (await arm.client.get("/health/ready")).json()
    assert health["ready"] is True
    assert health["release"] == "test"
    checks = {each["name"]: each for each in health["checks"]}
    views = {
        "regulator-board",
        "team-sheets",
        "audit-alarms",
        "audit-trail",
        "intervals",
        "visio-sessions",
        "teleconsultations",
    }
    assert checks.keys() == {"log", "writes", *views}
    assert {each["position"] for each in checks.values() if "position" in each} == {position}
    assert checks["regulator-board"]["lag"] == 0


async def test_a_poison_event_is_named_and_stops_nothing(world: World, arm: Browser) -> None:
    await world.house.board.wait((await arm.receive("c1")).json()["position"], timeout=30)
    board = world.house.board
    board.take(PoisonEvent(board.position + 1, "mission:m7", "unknown fact 'Alice Exemple'", version=2))
    health = await arm.client.get("/health/ready")
    checks = {each["name"]: each for each in health.json()["checks"]}
    assert checks["regulator-board"]["poison"] == [f"mission:m7 at {board.position}"]
    assert health.status_code == 200
    assert "Alice" not in health.text


async def test_dead_letters_are_counted(server: EmbeddedServer, tmp_path: Path) -> None:
    async def three() -> int:
        return 3

    async with a_world(server, tmp_path, dead_letters=three) as world, world.visitor() as browser:
        checks = (await browser.client.get("/health/ready")).json()["checks"]
        assert {"name": "dead-letters", "ok": True, "count": 3} in checks


async def test_a_house_that_stops_takes_no_more_work(world: World) -> None:
    world.house.stopping.set()
    async with world.visitor() as browser:
        assert (await browser.client.get("/health/ready")).status_code == 503


async def test_counters_tell_what_happens(world: World, arm: Browser) -> None:
    before = await counters(arm)
    await arm.receive("c-secret-7")
    await arm.receive("c-secret-7")
    await arm.client.get("/api/calls/c-secret-7")
    after = await counters(arm)
    for name, more in (
        ('vigie_facts_appended_total{kind="regulation-call"}', 1),
        ('vigie_facts_appended_total{kind="file-reading"}', 1),
        ('vigie_refusals_total{reason="AlreadyExists"}', 1),
    ):
        assert after[name] - before.get(name, 0) == more, name
    assert 'vigie_view_lag_facts{view="regulator-board"}' in after
    assert "vigie_live_clients" in after
    assert any('path="/api/calls/{call}"' in name and "requests_total" in name for name in after)
    assert not [name for name in after if "c-secret-7" in name]


async def counters(browser: Browser) -> dict[str, float]:
    """What Prometheus reads."""
    answer = await browser.client.get("/metrics")
    lines = [line for line in answer.text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def tell_everything(browser: Browser) -> list[httpx.Response]:
    """Requests full of what must never be logged: accepted, refused, malformed, lost."""
    call, words = "c-secret-7", "douleur thoracique"
    caller = {"name": "Exemple", "phone": "+33612345678"}
    return [
        await browser.command(
            "calls", "receive-call", call=call, origin="15", rang_at=START.isoformat(), caller=caller
        ),
        await browser.command("calls", "state-motive", call=call, motive=words),
        await browser.command("calls", "locate-call", call=call, place={"label": "3 rue des Lilas"}),
        await browser.command(
            "calls", "identify-patient", call=call, patient="p1",
            person={"last_name": "Exemple", "first_name": "Alice"},
            ins={"number": "279035121518989", "oid": "1.2.250.1.213.1.4.8"},
        ),
        await browser.command("calls", "identify-patient", call=call, patient="p1", person={"name": "Alice"}),
        await browser.command("calls", "state-motive", call=call, motive={"douleur": "Exemple"}),
        await browser.send("/api/calls", b'{"type":"Alice Exemple +33612345678"}'),
        await browser.client.get(f"/api/calls/{call}?name=Alice"),
        await browser.client.get("/api/patients/Alice-Exemple"),
        await browser.sign_in("Exemple", "279035121518989"),
    ]  # fmt: skip


async def test_nothing_of_a_patient_is_ever_logged(world: World, arm: Browser) -> None:
    with capture_logs() as lines:
        answers = await tell_everything(arm)
    assert {answer.status_code for answer in answers} >= {200, 400, 401, 404, 422}
    assert len(lines) == len(answers)
    written = repr(lines)
    assert [secret for secret in SECRETS if secret in written] == []
    assert {line["correlation"] for line in lines if line["status"] >= 400} == {
        answer.json()["correlation"] for answer in answers if answer.status_code >= 400
    }


async def test_a_fault_of_ours_is_a_problem_with_a_number_and_no_inside(
    world: World, arm: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> list[Fact]:
        raise RuntimeError("Alice Exemple +33612345678")

    monkeypatch.setattr("api.commands.guarded", broken)
    with capture_logs() as lines:
        answer = await arm.receive("c1")
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (500, "urn:vigie:unexpected")
    fault = next(line for line in lines if line["log_level"] == "error")
    assert (fault["error"], fault["correlation"]) == ("RuntimeError", problem["correlation"])
    assert fault["where"]
    for secret in ("Alice", "RuntimeError", "Traceback", ".py"):
        assert secret not in answer.text
    assert "Alice" not in repr(lines)
    assert on_unexpected.__module__ == "api.problems"
    assert structlog.is_configured() in (True, False)


async def test_every_answer_says_how_the_browser_must_treat_it(world: World, arm: Browser) -> None:
    for path in (
        "/",
        "/stats",
        "/api/board",
        "/nowhere",
        "/health/live",
        "/schema/openapi.json",
        "/api/session",
    ):
        headers = (await arm.client.get(path)).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'", path
        assert policy["script-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in headers["content-security-policy"]
        assert "http" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        # The doctor of the board may show themselves to a patient; nothing else asks for a camera here.
        assert f"camera=({'self' if path == '/' else ''})" in headers["permissions-policy"]
    assert (await arm.client.get("/api/board")).headers["cache-control"] == "no-store"
