"""Who may do what: every route and every command, for every role."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from typing import Any, get_args

import pytest

from domain.alarm.commands import AlarmCommand
from domain.crew_safety.commands import CrewSafetyCommand
from domain.dmp_access.commands import ByTheDoor, DmpAccessCommand
from domain.mission.commands import MissionCommand
from domain.mobile_team.commands import MobileTeamCommand
from domain.regulation_call.commands import RegulationCallCommand
from domain.rules.permissions import MACHINE, PERMISSIONS
from domain.standing_order.commands import StandingOrderCommand
from domain.teleconsultation.commands import TeleconsultationCommand
from domain.visio_session.commands import VisioSessionCommand
from domain.vocabulary import Role
from tests.api.examples import example
from tests.api.world import PEOPLE, START, Browser, World
from tests.reading import all_facts

UNIONS = {
    "calls": RegulationCallCommand,
    "visios": VisioSessionCommand,
    "teams": MobileTeamCommand,
    "missions": MissionCommand,
    "dmp-accesses": DmpAccessCommand,
    "standing-orders": StandingOrderCommand,
    "alarms": AlarmCommand,
    "crew-safety": CrewSafetyCommand,
    "teleconsultations": TeleconsultationCommand,
}
EVERY = [(where, command) for where, union in UNIONS.items() for command in get_args(union)]
A_PERSON_OF: dict[Role, str] = {role: user for user, (role, _) in reversed(PEOPLE.items())}

ROOM = {Role.ARM, Role.REGULATOR}
CREW_OF_T1 = {Role.NURSE, Role.AMBULANCE_CREW}
WATCHERS = ROOM | {Role.ADMIN}
READS: list[tuple[str, set[Role]]] = [
    ("/api/session", set(A_PERSON_OF)),
    ("/api/board", WATCHERS),
    ("/api/coverage", WATCHERS),
    ("/api/calls/c1", ROOM),
    ("/api/calls/c1/possible-duplicates", ROOM),
    ("/api/places?q=besan", ROOM),
    ("/api/missions/m1", ROOM | CREW_OF_T1),
    ("/api/visios/v1/codes", ROOM),
    ("/api/missions/m1/proposal", WATCHERS),
    ("/api/standing-orders", WATCHERS),
    ("/api/teleconsultations/tc1", ROOM),
    ("/api/alarms", {Role.AUDITOR}),
    ("/api/teams/t1/sheet", WATCHERS | CREW_OF_T1),
    ("/api/teams/t2/sheet", WATCHERS),
    ("/api/tablet/settings", CREW_OF_T1),
    ("/api/media/p1", ROOM | CREW_OF_T1),
    ("/api/media/p1/parts?mission=m1", CREW_OF_T1),
    ("/api/dmp-accesses/a1", ROOM | CREW_OF_T1),
    ("/api/dmp-accesses/a1/documents", {Role.REGULATOR, Role.NURSE}),
    ("/api/dmp-accesses/a1/documents/d1", {Role.REGULATOR, Role.NURSE}),
    ("/api/audit/accesses", {Role.AUDITOR}),
    ("/api/audit/accesses/a1", {Role.AUDITOR}),
    ("/api/audit/readings", {Role.AUDITOR}),
    ("/api/audit/reviews", {Role.AUDITOR}),
    ("/api/audit/past/board?position=1", {Role.AUDITOR}),
    ("/api/audit/past/calls/c1?position=1", {Role.AUDITOR}),
    ("/api/audit/integrity", {Role.AUDITOR}),
    ("/api/audit/exports/e1", {Role.AUDITOR}),
    ("/api/audit/exports/e1/file", {Role.AUDITOR}),
    ("/api/statistics/intervals", ROOM | {Role.AUDITOR, Role.ADMIN}),
    ("/api/statistics/intervals.csv", ROOM | {Role.AUDITOR, Role.ADMIN}),
    ("/api/statistics/visios", ROOM | {Role.AUDITOR, Role.ADMIN}),
    ("/api/statistics/visios.csv", ROOM | {Role.AUDITOR, Role.ADMIN}),
    ("/api/statistics/teleconsultations", ROOM | {Role.AUDITOR, Role.ADMIN}),
    ("/api/statistics/teleconsultations.csv", ROOM | {Role.AUDITOR, Role.ADMIN}),
    ("/api/tiles", ROOM | {Role.ADMIN}),
    ("/api/tiles/0/0/0", ROOM | {Role.ADMIN}),
]
ASKED_OF_THE_AUDITOR = {"/api/audit/exports", "/api/audit/searches", "/api/audit/verifications"}
PAGES = {"/", "/v", "/audit", "/tablet", "/wall", "/print", "/stats", "/tablet-sw.js", "/tablet.webmanifest"}
PATIENT_DOORS = {
    *(f"/v/{door}" for door in ("open", "consent", "refuse", "trouble", "location", "report", "delivery")),
    *(f"/v/questionnaire{rest}" for rest in ("", "/open")),
    *(f"/v/photos/{{photo}}{rest}" for rest in ("", "/parts", "/parts/{part}")),
}
"""Tried in test_patient_door.py and test_patient_questionnaire.py: nobody is signed in there, and a link or
its device lets in."""
OPEN = {"/health/live", "/health/ready", "/metrics", "/schema/openapi.json"} | PAGES


@pytest.fixture
async def everyone(world: World) -> AsyncGenerator[dict[Role, Browser]]:
    async with AsyncExitStack() as stack:
        yield {
            role: await stack.enter_async_context(world.signed_in(user)) for role, user in A_PERSON_OF.items()
        }


async def test_every_role_gets_exactly_the_reads_that_are_its_own(everyone: dict[Role, Browser]) -> None:
    for path, allowed in READS:
        let_in = {
            role
            for role, browser in everyone.items()
            if (await browser.client.get(path)).status_code in (200, 404)
        }
        assert let_in == allowed, path


async def test_the_live_feed_refuses_who_does_not_watch_the_board(everyone: dict[Role, Browser]) -> None:
    for role in set(everyone) - WATCHERS:
        assert (await everyone[role].client.get("/live")).status_code == 403, role


async def test_a_team_s_live_sheet_is_for_its_own_crew_alone(everyone: dict[Role, Browser]) -> None:
    for role, browser in everyone.items():
        assert (await browser.client.get("/api/teams/t9/live")).status_code == 403, role
        if role not in CREW_OF_T1:
            assert (await browser.client.get("/api/teams/t1/live")).status_code == 403, role


async def test_only_a_crew_sends_pictures(everyone: dict[Role, Browser]) -> None:
    for role in set(everyone) - CREW_OF_T1:
        browser = everyone[role]
        part = await browser.client.put("/api/media/p1/parts/0", content=b"x", headers=browser.token)
        whole = await browser.client.post("/api/media/p1", json={}, headers=browser.token)
        assert {part.status_code, whole.status_code} == {403}, role


async def test_only_the_auditor_has_exports_made_and_the_log_verified(everyone: dict[Role, Browser]) -> None:
    for path in ASKED_OF_THE_AUDITOR:
        for role in set(everyone) - {Role.AUDITOR}:
            browser = everyone[role]
            answer = await browser.client.post(path, json={"format": "csv"}, headers=browser.token)
            assert answer.status_code == 403, (path, role)


async def test_every_command_is_refused_to_every_role_but_its_own(everyone: dict[Role, Browser]) -> None:
    for where, command in EVERY:
        body = example(command)
        for role, browser in everyone.items():
            answer = await browser.command(
                where, body["type"], **{k: v for k, v in body.items() if k != "type"}
            )
            if _of_the_house(command) and answer.status_code != 403:
                assert (answer.status_code, answer.json()["field"]) == (400, "$.type"), (body, role)
            elif role not in PERMISSIONS[command]:
                assert answer.status_code == 403, (body, role)
                assert answer.json()["reason"] == "RoleNotAllowed", (body, role)
            else:
                reason = answer.json().get("reason")
                assert reason != "RoleNotAllowed", (body, role)
                assert answer.status_code in (200, 403, 404, 409, 422), (body, role, answer.text)


def _of_the_house(command: type[Any]) -> bool:
    """Whether no person asks for this, whatever their role: no door takes it."""
    return PERMISSIONS[command] == MACHINE or command in get_args(ByTheDoor)


async def test_without_a_session_everything_is_closed_but_health_and_sign_in(world: World) -> None:
    async with world.visitor() as browser:
        await browser.client.get("/api/session")  # for the token against forged requests
        for path, _ in READS:
            assert (await browser.client.get(path)).status_code == 401, path
        assert (await browser.client.get("/live")).status_code == 401
        assert (await browser.client.get("/api/teams/t1/live")).status_code == 401
        for where, command in EVERY:
            body = example(command)
            answer = await browser.command(where, body.pop("type"), **body)
            assert answer.status_code == 401, where
        place = {"lat": 48.5, "lon": 2.6, "at": START.isoformat()}
        answer = await browser.client.post("/api/teams/t1/position", json=place, headers=browser.token)
        assert answer.status_code == 401
    assert await all_facts(world.log) == []


async def test_no_route_has_been_forgotten_by_these_tests(world: World) -> None:
    tested = {path.partition("?")[0] for path, _ in READS} | {f"/api/{where}" for where in UNIONS} | OPEN
    tested |= ASKED_OF_THE_AUDITOR
    tested |= {"/api/visios/{session}/snapshots/{media}", *PATIENT_DOORS}
    # Web sockets: who may open one is in test_signalling and test_signalling_patient.
    tested |= {"/api/visios/{session}/signal", "/v/signal"}
    tested |= {"/live", "/assets/{file_path}", "/api/teams/t1/position", "/schema", "/schema/{path}"}
    tested |= {"/api/tiles/{z}/{x}/{y}", "/api/teams/t1/live", "/api/media/p1/parts/{part}"}
    named = {"c1": "{call}", "m1": "{mission}", "t1": "{team}", "t2": "{team}", "a1": "{access}"}
    named |= {"v1": "{session}"}
    named |= {"d1": "{document}", "e1": "{export}", "p1": "{media}", "tc1": "{teleconsultation}"}
    generic = {"/".join(named.get(part, part) for part in path.split("/")) for path in tested}
    routes = {route.path_format.replace(":path", "") for route in world.app.routes}
    assert routes <= generic, routes - generic


async def shift(browser: Browser, team: str, nurse: str) -> None:
    """Start the shift of a team."""
    answer = await browser.command(
        "teams", "start-shift", team=team, crew=[{"id": nurse, "role": "INFIRMIER"}], vehicle="VSAV 1",
        skills=["nurse"], equipment=["ecg"], care_type="PARAMED", base={"label": "Melun"},
        ends_at="2026-01-11T08:00:00Z",
    )  # fmt: skip
    assert answer.status_code == 200, answer.text


async def engaged(world: World, doctor: Browser, call: str, mission: str, team: str) -> None:
    """Bring a call to a mission with `team` on it, as people and reactions do."""
    steps: list[tuple[str, dict[str, Any]]] = [
        ("receive-call", {"origin": "15", "rang_at": START.isoformat()}),
        ("locate-call", {"place": {"label": "3 rue des Lilas", "position": {"lat": 48.5, "lon": 2.6}}}),
        ("assign-priority", {"priority": "P1"}),
        ("transfer-to-regulator", {}),
        ("start-regulation", {}),
        ("decide-intervention", {"mission": mission}),
    ]
    for type_, words in steps:
        answer = await doctor.command("calls", type_, call=call, **words)
        assert answer.status_code == 200, answer.text
    await world.react()
    answer = await doctor.command("missions", "order-mission", mission=mission, team=team)
    assert answer.status_code == 200, answer.text
    await world.react()


async def test_a_crew_acts_for_its_own_team_only(world: World, doctor: Browser) -> None:
    async with world.signed_in("nurse-1") as nurse, world.signed_in("nurse-2") as other:
        await shift(nurse, "t1", "nurse-1")
        await engaged(world, doctor, "c1", "m1", "t1")
        answer = await other.command("missions", "acknowledge-mission", mission="m1", team="t1")
        assert (answer.status_code, answer.json()["reason"]) == (403, "NotYourTeam")
        assert (await nurse.command("missions", "acknowledge-mission", mission="m1", team="t1")).is_success
        answer = await other.command("teams", "end-shift", team="t1")
        assert answer.json()["reason"] == "NotYourTeam"
        assert (await other.client.get("/api/missions/m1")).json()["reason"] == "NotYourMission"
        assert (await nurse.client.get("/api/missions/m1")).status_code == 200


async def test_a_crew_acts_on_the_call_of_its_mission_only(world: World, doctor: Browser) -> None:
    async with world.signed_in("nurse-1") as nurse, world.signed_in("nurse-2") as other:
        await shift(nurse, "t1", "nurse-1")
        await shift(other, "t2", "nurse-2")
        await engaged(world, doctor, "c1", "m1", "t1")
        words: dict[str, Any] = {"call": "c1", "patient": "p1", "person": {"last_name": "Exemple"}}
        answer = await other.command("calls", "identify-patient", **words)
        assert (answer.status_code, answer.json()["reason"]) == (403, "NotYourMission")
        assert (await nurse.command("calls", "identify-patient", **words)).is_success
        visio = await doctor.command("visios", "request-visio", session="v1", call="c1", mission="m1")
        assert visio.is_success
        answer = await other.command("visios", "open-invitation", session="v1")
        assert answer.json()["reason"] == "NotYourMission"


async def test_a_crew_asks_for_the_doctor_once_the_patient_agreed_and_for_its_own_mission_only(
    world: World, doctor: Browser
) -> None:
    own: dict[str, Any] = {"mission": "m1", "team": "t1"}
    asked: dict[str, Any] = {"session": "v1", "call": "c1", "mission": "m1"}
    async with world.signed_in("nurse-1") as nurse:
        await shift(nurse, "t1", "nurse-1")
        await engaged(world, doctor, "c1", "m1", "t1")
        for step in ("acknowledge-mission", "report-departure", "report-arrival"):
            assert (await nurse.command("missions", step, **own)).is_success
        early = await nurse.command("visios", "request-visio", **asked)
        assert (early.status_code, early.json()["reason"]) == (409, "TeleconsultationConsentMissing")
        agreed: dict[str, Any] = {**own, "given_by": "patient", "told_version": 1}
        answer = await doctor.command("missions", "consent-teleconsultation", **agreed)
        assert answer.json()["reason"] == "RoleNotAllowed"
        assert (await nurse.command("missions", "consent-teleconsultation", **agreed)).is_success
        other = await nurse.command("visios", "request-visio", **{**asked, "mission": "m9"})
        assert (other.status_code, other.json()["reason"]) == (403, "NotYourMission")
        assert (await nurse.command("visios", "request-visio", **asked)).is_success
        await world.house.sheets.wait(await world.log.last_position(), timeout=30)
        sheet = (await nurse.client.get("/api/teams/t1/sheet")).json()["sheet"]
        assert sheet["mission"]["teleconsultation"]["given_by"] == "patient"
        assert [row["id"] for row in sheet["visios"]] == ["v1"]


async def test_nobody_joins_a_video_session_as_somebody_else(world: World, doctor: Browser) -> None:
    await doctor.receive("c1")
    await doctor.command("visios", "request-visio", session="v1", call="c1", phone="+33600000000")
    async with world.signed_in("caller-1") as caller:
        for browser, participant in ((caller, "regulator"), (doctor, "patient")):
            answer = await browser.command("visios", "join-visio", session="v1", participant=participant)
            assert (answer.status_code, answer.json()["reason"]) == (403, "NotYourself")


async def test_a_crew_repeating_an_old_command_gets_its_first_answer(world: World, doctor: Browser) -> None:
    number = "7d2f6a0e-0000-4000-8000-000000000001"
    async with world.signed_in("nurse-1") as nurse:
        await shift(nurse, "t1", "nurse-1")
        await engaged(world, doctor, "c1", "m1", "t1")
        words: dict[str, Any] = {"call": "c1", "patient": "p1", "person": {"last_name": "Exemple"}}
        first = await nurse.command("calls", "identify-patient", number, **words)
        await doctor.command("missions", "cancel-mission", mission="m1", team="t1", why="erreur")
        again = await nurse.command("calls", "identify-patient", number, **words)
        assert again.json() == {**first.json(), "repeated": True}
        fresh = await nurse.command("calls", "identify-patient", **words)
        assert fresh.json()["reason"] == "NotYourMission"
