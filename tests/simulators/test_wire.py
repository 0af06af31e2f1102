"""The wire signs in, tells refusals from failures, and asks again with the same command id."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import httpx
import msgspec
import pytest

from domain.house import AnyCommand
from domain.regulation_call.commands import CompleteCall
from domain.rules.permissions import MACHINE, PERMISSIONS
from simulators.tally import Tally
from simulators.timeline import AcceleratedTimeline
from simulators.wire import DOORS, Outcome, OutOfReach, Refused, Wire

START = datetime(2026, 11, 21, 20, tzinfo=UTC)
COMMAND = CompleteCall(call="c1")
ANSWER = {
    "command_id": "k",
    "repeated": False,
    "position": 7,
    "facts": [
        {"event": "regulation-call:c1@3", "position": 7, "fact": {"type": "regulation-call.completed"}}
    ],
}


class Stub:
    """A server that answers as told, in order, and then always as the last time."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.sign_ins = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/session":
            self.sign_ins += 1
            headers = [
                ("set-cookie", f"vigie=s{self.sign_ins}"),
                ("set-cookie", f"csrftoken=t{self.sign_ins}"),
            ]
            return httpx.Response(200, headers=headers, json={})
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def ok() -> httpx.Response:
    return httpx.Response(200, json=ANSWER)


def through(
    stub: Callable[[httpx.Request], httpx.Response], device_at: datetime | None = None
) -> tuple[Outcome | Exception, Tally, timedelta]:
    """What a command got, what was counted, and how long it took on the timeline."""
    got: list[Outcome | Exception] = []
    tally = Tally()

    async def night() -> timedelta:
        timeline = AcceleratedTimeline(START)
        ended = START
        async with httpx.AsyncClient(transport=httpx.MockTransport(stub), base_url="http://vigie") as client:
            wire = Wire(client, timeline, tally, "arm-01", "secret", longest_wait=0.001)

            async def actor() -> None:
                nonlocal ended
                try:
                    got.append(await wire.command(COMMAND, "k", device_at))
                except (Refused, OutOfReach) as error:
                    got.append(error)
                ended = timeline.now()

            timeline.spawn("actor", actor())
            await timeline.run(START + timedelta(hours=3))
        return ended - START

    took = asyncio.run(night())
    return got[0], tally, took


def test_a_command_goes_to_its_door_with_its_id_and_the_token() -> None:
    stub = Stub(ok())
    outcome, _, took = through(stub, device_at=START)
    [request] = stub.requests
    assert (request.method, request.url.path) == ("POST", "/api/calls")
    assert msgspec.json.decode(request.content) == {"type": "complete-call", "call": "c1"}
    assert request.headers["command-id"] == "k"
    assert request.headers["x-csrftoken"] == "t1"
    assert "vigie=s1" in request.headers["cookie"]
    assert request.headers["device-at"] == "2026-11-21T20:00:00+00:00"
    assert isinstance(outcome, Outcome)
    assert (outcome.positions, outcome.tags) == ((7,), {"regulation-call.completed"})
    assert took == timedelta()


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("no"),
        httpx.ReadTimeout("late"),
        httpx.RemoteProtocolError("cut"),
        httpx.Response(502),
        httpx.Response(503),
        httpx.Response(504),
    ],
    ids=str,
)
def test_what_fails_is_asked_again_with_the_same_id(failure: httpx.Response | Exception) -> None:
    stub = Stub(failure, failure, ok())
    outcome, tally, took = through(stub)
    assert isinstance(outcome, Outcome)
    assert [request.headers["command-id"] for request in stub.requests] == ["k", "k", "k"]
    assert len({request.content for request in stub.requests}) == 1
    assert tally.retries == 2
    assert took == timedelta(), "what a machine is slow at moves nothing in the night"


def test_a_refusal_is_counted_by_name_and_not_repeated() -> None:
    problem = {"type": "urn:vigie:refusal:out-of-order", "reason": "OutOfOrder", "detail": "not now"}
    stub = Stub(httpx.Response(409, json=problem))
    outcome, tally, _ = through(stub)
    assert isinstance(outcome, Refused)
    assert (outcome.reason, outcome.status) == ("OutOfOrder", 409)
    assert len(stub.requests) == 1
    assert tally.refusals == {"OutOfOrder": 1}


@pytest.mark.parametrize(
    ("response", "name"),
    [
        (httpx.Response(400, json={"type": "urn:vigie:malformed", "detail": "$.call"}), "malformed"),
        (httpx.Response(418, content=b"<html>"), "418"),
    ],
)
def test_other_problems_are_named_too(response: httpx.Response, name: str) -> None:
    outcome, _, _ = through(Stub(response))
    assert isinstance(outcome, Refused)
    assert outcome.reason == name


def test_a_session_that_ended_is_opened_again_once() -> None:
    stub = Stub(httpx.Response(401), ok())
    outcome, _, _ = through(stub)
    assert isinstance(outcome, Outcome)
    assert stub.sign_ins == 2
    assert stub.requests[1].headers["x-csrftoken"] == "t2"
    refused, _, _ = through(Stub(httpx.Response(401)))
    assert isinstance(refused, Refused)


def test_a_server_that_never_answers_is_given_up() -> None:
    stub = Stub(httpx.ConnectError("no"))
    outcome, _, _ = through(stub)
    assert isinstance(outcome, OutOfReach)
    assert len(stub.requests) == 40


def test_every_command_of_people_has_a_door() -> None:
    def leaves(union: Any) -> list[Any]:
        return [leaf for part in get_args(union) for leaf in (leaves(part) or [part])]

    people = {command for command in leaves(AnyCommand) if PERMISSIONS[command] - MACHINE}
    by_reading = {"OpenFile", "RefuseReading", "RecordVerification"}
    with_their_content = {"AddDocument"}
    by_command_line = {"EraseSubject", "ApproveErasure", "RejectErasure"}
    without = {command.__name__ for command in people} - {command.__name__ for command in DOORS}
    assert without == by_reading | with_their_content | by_command_line
