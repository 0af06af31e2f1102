"""Once the session is over the patient's device opens one thing more: the questionnaire, once, a day."""

import csv
import io
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.teleconsultation import facts as f
from domain.teleconsultation.answering import QUESTIONNAIRE_LASTS
from domain.visio_session.links import Link
from tests.api.patients import Phone, a_phone, invited
from tests.api.world import Browser, World
from tests.reading import told

CONSENT: dict[str, Any] = {"told_version": 1, "language": "fr"}
ANSWERS = [{"question": "explained", "value": 5}, {"question": "change", "value": 3}]


async def held(world: World, doctor: Browser, phone: Phone) -> Callable[..., Awaitable[None]]:
    """A teleconsultation under way on session v1, which the patient came to by their link."""
    token = await invited(world, doctor)
    assert (await phone.open(token)).status_code == 200
    assert (await phone.post("consent", **CONSENT)).status_code == 204
    await doctor.command("calls", "assign-priority", call="c-v1", priority="P3")
    assert (await doctor.command("calls", "start-regulation", call="c-v1")).status_code == 200

    async def does(what: str, **words: Any) -> None:
        answer = await doctor.command("teleconsultations", what, teleconsultation="tc1", **words)
        assert answer.status_code == 200, answer.text
        await world.house.board.wait(await world.log.last_position(), timeout=10)

    await does("open-teleconsultation", call="c-v1", form="regulation")
    await does("record-agreement", given_by="patient", told_version=1)
    await does("link-session", session="v1")
    await does("begin-teleconsultation")
    return does


async def over(doctor: Browser) -> None:
    ended = await doctor.command("visios", "end-visio", session="v1", result="decision-changed")
    assert ended.status_code == 200, ended.text


async def test_the_device_answers_once_before_the_report_and_opens_nothing_else(
    world: World, doctor: Browser
) -> None:
    async with a_phone(world) as phone, a_phone(world) as other:
        does = await held(world, doctor, phone)
        assert (await phone.post("questionnaire/open")).json() == {"questions": []}
        early = await phone.post("questionnaire", answers=ANSWERS)
        assert (early.status_code, early.json()["reason"]) == (409, "OutOfOrder")
        await over(doctor)
        for door, body in (("consent", CONSENT), ("refuse", {}), ("trouble", {"kind": "other"})):
            assert (await phone.post(door, None, **body)).status_code == 410
        questions = (await phone.post("questionnaire/open")).json()["questions"]
        assert questions[0] == {"question": "explained", "lowest": 1, "highest": 5}
        assert len(questions) == 5
        for door in ("questionnaire/open", "questionnaire"):
            assert (await other.post(door)).status_code == 410
            assert (await phone.post(door, headers={"origin": "http://evil.test"})).status_code == 403
        wrong = await phone.post("questionnaire", answers=[{"question": "explained", "value": 9}])
        assert (wrong.status_code, wrong.json()["reason"]) == (422, "AnswersWrong")
        assert (await phone.post("questionnaire", answers=ANSWERS)).status_code == 204
        twice = await phone.post("questionnaire", answers=ANSWERS)
        assert twice.status_code in {409, 410}, "refused by the rule, or nothing is asked any more"
        await world.house.board.wait(await world.log.last_position(), timeout=10)
        assert (await phone.post("questionnaire/open")).json() == {"questions": []}
    [answered] = await told(world.log, f.QuestionnaireAnswered)
    assert [(each.question, each.value) for each in answered.fact.answers] == [
        ("explained", 5),
        ("change", 3),
    ]
    assert (answered.by.id, answered.fact.read_out) == ("visio-v1", False)
    await does("write-report", reason="toux", examination="calme", conclusion="bronchite")
    await _counted(world, doctor)


async def _counted(world: World, doctor: Browser) -> None:
    """The board, the numbers and their file say it, and name nobody."""
    state: Any = world.house.board.view.teleconsultations["tc1"].state
    assert (state.answered, state.declined, state.versions) == (True, False, 1)
    await world.house.rows.wait(await world.log.last_position(), timeout=10)
    until = (world.clock.at + timedelta(minutes=1)).isoformat()
    found = (await doctor.client.get("/api/statistics/teleconsultations", params={"until": until})).json()
    assert (found["overall"]["reported"], found["overall"]["answered"], found["overall"]["read_out"]) == (
        1,
        1,
        0,
    )
    assert [each["form"] for each in found["by_form"]] == ["regulation"]
    assert next(each for each in found["questions"] if each["question"] == "change")["median"] == 3
    period = {"since": found["since"], "until": found["until"]}
    file = await doctor.client.get("/api/statistics/teleconsultations.csv", params=period)
    rows = list(csv.reader(io.StringIO(file.text, newline="")))
    assert ["explained", "PREM", "5", "1"] in rows
    assert rows[1][:2] == ["all", "1"]
    assert not {"tc1", "c-v1", "v1"} & {cell for row in rows for cell in row}


async def test_to_decline_is_one_request_and_nobody_asks_again(world: World, doctor: Browser) -> None:
    async with a_phone(world) as phone:
        await held(world, doctor, phone)
        await over(doctor)
        assert (await phone.post("questionnaire")).status_code == 204
        await world.house.board.wait(await world.log.last_position(), timeout=10)
        assert (await phone.post("questionnaire", answers=ANSWERS)).status_code == 410
    [declined] = await told(world.log, f.QuestionnaireDeclined)
    assert not declined.fact.read_out
    assert await told(world.log, f.QuestionnaireAnswered) == []


@pytest.mark.parametrize("held_first", [True, False], ids=["too late", "no teleconsultation"])
async def test_nothing_is_asked_a_day_later_or_after_a_session_of_no_teleconsultation(
    world: World, doctor: Browser, held_first: bool
) -> None:
    async with a_phone(world) as phone, a_phone(world) as guest:
        if held_first:
            await held(world, doctor, phone)
        else:
            await phone.open(await invited(world, doctor))
            await phone.post("consent", **CONSENT)
        words = {"guest": "g1", "kind": "interpreter", "phone": "+33600000001"}
        assert (await doctor.command("visios", "invite-guest", session="v1", **words)).status_code == 200
        assert (await guest.open(world.house.patients.key.token(Link("v1", 1, "g1")))).status_code == 200
        await over(doctor)
        assert (await guest.post("questionnaire/open")).status_code == 410, "a guest speaks for nobody"
        asked = (await phone.post("questionnaire/open")).json()["questions"]
        assert bool(asked) is held_first
        world.clock.at += QUESTIONNAIRE_LASTS + timedelta(seconds=1)
        assert (await phone.post("questionnaire/open")).json() == {"questions": []}
        answer = await phone.post("questionnaire", answers=ANSWERS)
        expected = (409, "QuestionnaireTooLate") if held_first else (410, None)
        assert (answer.status_code, answer.json().get("reason")) == expected
    assert await told(world.log, f.QuestionnaireAnswered) == []
