"""The eight forms, each a story over HTTP and the log: asked, refused by name, then held and reported."""

from dataclasses import dataclass
from typing import Any

import pytest

from domain.fact import Act, Actor
from domain.house import plan
from domain.teleconsultation.facts import QuestionnaireAnswered, ReportWritten, TeleconsultationBegun
from domain.teleconsultation.words import Form
from domain.visio_session.commands import ConfirmInvitation
from domain.vocabulary import Role
from tests.api.test_access import engaged, shift
from tests.api.world import Browser, World
from tests.reading import told

TOLD: dict[str, Any] = {"given_by": "patient", "told_version": 1}
REPORT = {
    "reason": "toux depuis trois jours",
    "examination": "parle sans gêne",
    "conclusion": "bronchite simple",
    "prescription": "repos",
    "follow_up": "revoir si fièvre",
}
NURSE_THERE: dict[str, Any] = {"name": "Mme Exemple", "role": "nurse", "facility": "Ehpad du Lac"}
STORIES: dict[Form, list[tuple[str, dict[str, Any], str]]] = {
    Form.TREATING_DOCTOR: [("state-follow-up", {"last_seen": "2025-11-03"}, "FollowUpMissing")],
    Form.ACCOMPANIED: [
        ("answer-record-access", {"accepted": True}, "RecordAccessNotAccepted"),
        ("name-companion", {"name": "M. Exemple", "role": "pharmacist"}, "CompanionMissing"),
    ],
    Form.CITIZEN: [("answer-record-access", {"accepted": True}, "RecordAccessNotAccepted")],
    Form.EMERGENCY: [("link-mission", {"mission": "m1"}, "MobileTeamMissing")],
    Form.REGULATION: [],
    Form.GERIATRIC: [
        ("answer-record-access", {"accepted": True}, "RecordAccessNotAccepted"),
        ("name-companion", {"name": "Mme Exemple", "role": "nurse"}, "CompanionMissing"),
        ("name-companion", NURSE_THERE, "FacilityMissing"),
    ],
    Form.SPECIALIST: [
        ("answer-record-access", {"accepted": True}, "RecordAccessNotAccepted"),
        ("state-pathway", {"speciality": "dermatology", "pathway": "outside"}, "PathwayMissing"),
    ],
    Form.PREVENTION: [
        ("answer-record-access", {"accepted": True}, "RecordAccessNotAccepted"),
        ("state-topic", {"topic": "vaccination"}, "PreventionTopicMissing"),
    ],
}
"""What each form asks between the agreement and the video session, and the refusal while it is missing."""


@dataclass
class Story:
    """One teleconsultation, asked for step by step."""

    browser: Browser

    async def does(self, what: str, **words: Any) -> None:
        answer = await self.browser.command("teleconsultations", what, teleconsultation="tc1", **words)
        assert answer.status_code == 200, (what, answer.text)

    async def refused(self, what: str, reason: str, **words: Any) -> None:
        answer = await self.browser.command("teleconsultations", what, teleconsultation="tc1", **words)
        assert (answer.status_code >= 400, answer.json().get("reason")) == (True, reason), answer.text


async def seen(world: World, doctor: Browser) -> None:
    """A video session that both sides have joined."""
    assert (
        await doctor.command("visios", "request-visio", session="v1", call="c1", phone="+33100000000")
    ).is_success
    machine = Act(at=world.clock.now(), by=Actor(Role.SYSTEM, "reactions"), command_id="sent")
    await world.log.execute(plan(ConfirmInvitation(session="v1", receipt="sms-1")), machine)
    async with world.signed_in("caller-1") as patient:
        for what, words in (
            ("open-invitation", {}),
            ("give-consent", {}),
            ("join-visio", {"participant": "patient"}),
        ):
            answer = await patient.command("visios", what, session="v1", **words)
            assert answer.status_code == 200, answer.text
    assert (await doctor.command("visios", "join-visio", session="v1", participant="regulator")).is_success


async def there(world: World, doctor: Browser, form: Form) -> None:
    """The call, held by the doctor; with a crew beside the patient where the form has one."""
    if form is not Form.EMERGENCY:
        await doctor.receive("c1")
        await doctor.command("calls", "assign-priority", call="c1", priority="P3")
        assert (await doctor.command("calls", "start-regulation", call="c1")).is_success
        return
    async with world.signed_in("nurse-1") as nurse:
        await shift(nurse, "t1", "nurse-1")
        await engaged(world, doctor, "c1", "m1", "t1")
        for what in ("acknowledge-mission", "report-departure", "report-arrival"):
            assert (await nurse.command("missions", what, mission="m1", team="t1")).is_success
        words: dict[str, Any] = {"mission": "m1", "team": "t1", **TOLD}
        assert (await nurse.command("missions", "consent-teleconsultation", **words)).is_success


@pytest.mark.parametrize("form", Form)
async def test_each_form_is_held_once_all_that_it_asks_is_there(
    world: World, doctor: Browser, form: Form
) -> None:
    await there(world, doctor, form)
    story = Story(doctor)
    known = form is Form.TREATING_DOCTOR
    await story.does("open-teleconsultation", call="c1", form=form, known=known, purpose="toux")
    await story.refused("begin-teleconsultation", "AgreementMissing")
    if form is not Form.EMERGENCY:  # there, the crew has recorded it on its mission
        await story.does("record-agreement", **TOLD)
    for what, words, missing in STORIES[form]:
        if form is not Form.EMERGENCY:
            await story.refused("begin-teleconsultation", missing)
        await story.does(what, **words)
    await story.refused("begin-teleconsultation", "VideoSessionMissing")
    await seen(world, doctor)
    await story.does("link-session", session="v1")
    await story.does("begin-teleconsultation")
    await doctor.command("visios", "end-visio", session="v1", result="decision-confirmed")
    await story.does("write-report", **REPORT)
    await story.does("answer-questionnaire", answers=[{"question": "again", "value": 9}])
    await _told(world, doctor, form)


async def _told(world: World, doctor: Browser, form: Form) -> None:
    """The log, the file and the board say the same."""
    [begun] = await told(world.log, TeleconsultationBegun)
    [report] = await told(world.log, ReportWritten)
    [answered] = await told(world.log, QuestionnaireAnswered)
    assert begun.position < report.position < answered.position
    assert (begun.by.id, report.fact.conclusion, answered.fact.read_out) == (
        "doctor-1",
        "bronchite simple",
        True,
    )
    answer = await doctor.client.get("/api/teleconsultations/tc1")
    assert answer.status_code == 200, answer.text
    whole = answer.json()
    state = whole["state"]
    assert (state["type"], state["subject"]["form"]) == ("reported", form)
    assert state["gathered"]["sessions"] == ["v1"]
    assert all(line["met"] for line in whole["checklist"] if line["needed"])
    assert whole["facts"][-1]["fact"]["type"] == "teleconsultation.questionnaire-answered"
    await world.house.board.wait(answered.position, timeout=10)
    row = (await doctor.client.get("/api/board")).json()["board"]["teleconsultations"]["tc1"]
    assert (row["call"], row["state"]["type"], bool(row["ended_at"])) == ("c1", "reported", True)


async def test_reading_one_is_reading_its_file_and_no_other_room_s_affair(
    world: World, doctor: Browser
) -> None:
    await there(world, doctor, Form.CITIZEN)
    assert (await doctor.client.get("/api/teleconsultations/tc1")).status_code == 404
    await Story(doctor).does("open-teleconsultation", call="c1", form="citizen")
    before = await world.log.last_position()
    assert (await doctor.client.get("/api/teleconsultations/tc1")).status_code == 200
    assert await world.log.last_position() == before + 1
    async with world.signed_in("nurse-1") as nurse:
        assert (await nurse.client.get("/api/teleconsultations/tc1")).status_code == 403
        answer = await nurse.command("teleconsultations", "record-agreement", teleconsultation="tc1", **TOLD)
        assert (answer.status_code, answer.json()["reason"]) == (403, "NotYourMission")
