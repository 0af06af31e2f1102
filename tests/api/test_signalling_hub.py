"""Who is told what, between sockets of one process and of several."""

import json
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from api.signalling_between import Between, heard, told
from api.signalling_hub import LOST_AFTER, MOST, Hub, RoomFull
from api.signalling_words import (
    Close,
    Ended,
    Ice,
    LadderMoved,
    NotThisProtocol,
    Peer,
    Signal,
    read,
)
from domain.visio_session.words import LadderStep, Participant

PATIENT, REGULATOR, CREW = Participant.PATIENT, Participant.REGULATOR, Participant.CREW


@dataclass
class Wire:
    """A line that keeps what it was handed."""

    said: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    end: tuple[int, str] | None = None

    def send(self, frame: bytes) -> None:
        self.said.append(json.loads(frame))

    def close(self, code: int, why: str = "") -> None:
        self.end = self.end or (code, why)

    def types(self) -> list[str]:
        return [each["type"] for each in self.said]


@dataclass
class Site:
    """Processes that hear each other, at once, through what they would send."""

    hubs: list[Hub] = field(default_factory=list[Hub])
    now: float = 0.0
    cut: bool = False

    def process(self) -> Hub:
        hub = Hub(f"process-{len(self.hubs)}", self.tell)
        self.hubs.append(hub)
        return hub

    def tell(self, session: str, message: Between) -> None:
        decoded = heard(told(message))
        assert decoded is not None
        if not self.cut:
            for hub in self.hubs:
                hub.hear(session, decoded, self.now)


def come(
    hub: Hub, id_: str, participant: Participant = PATIENT, *, key: str = "", session: str = "v1"
) -> Wire:
    """Enter and be welcomed."""
    wire = Wire()
    hub.enter(session, Peer(id=id_, participant=participant), key or id_, wire)
    hub.welcome(session, id_, Ice(), LadderStep.VIDEO)
    return wire


def alone() -> Hub:
    return Site().process()


def test_who_comes_later_is_given_who_is_there_and_those_are_told() -> None:
    hub = alone()
    first = come(hub, "a")
    second = come(hub, "b", REGULATOR)
    assert first.said[0]["peers"] == []
    told_of = {"id": "b", "participant": "regulator", "guest": None}
    assert first.said[1] == {"type": "joined", "peer": told_of}
    assert [each["id"] for each in second.said[0]["peers"]] == ["a"]


def test_a_signal_goes_to_the_one_it_is_for_under_the_name_of_who_said_it() -> None:
    hub = alone()
    first, second, third = come(hub, "a"), come(hub, "b"), come(hub, "c")
    hub.signal("v1", "a", "b", msgspec.Raw(b'{"candidate":null}'))
    hub.signal("v1", "a", "nobody", msgspec.Raw(b"{}"))
    assert second.said[-1] == {"type": "signal", "from": "a", "data": {"candidate": None}}
    assert "signal" not in first.types() + third.types()


def test_sessions_do_not_hear_each_other() -> None:
    hub = alone()
    come(hub, "a", session="v1")
    other = come(hub, "b", session="v2")
    hub.signal("v1", "a", "b", msgspec.Raw(b"{}"))
    hub.say("v1", LadderMoved(step=LadderStep.AUDIO, by="caller", automatic=True))
    hub.end("v1", "over")
    assert other.types() == ["welcome"]
    assert other.end is None


def test_what_is_said_before_the_welcome_waits_for_it() -> None:
    hub = alone()
    come(hub, "a")
    late = Wire()
    hub.enter("v1", Peer(id="b", participant=REGULATOR), "b", late)
    hub.signal("v1", "a", "b", msgspec.Raw(b"{}"))
    come(hub, "c")
    assert late.said == []
    hub.welcome("v1", "b", Ice(), LadderStep.AUDIO)
    assert late.types() == ["welcome", "signal"]
    assert [each["id"] for each in late.said[0]["peers"]] == ["a", "c"]


def test_somebody_who_comes_again_replaces_themselves() -> None:
    hub = alone()
    doctor, old = come(hub, "d", REGULATOR), come(hub, "old", key="phone")
    come(hub, "new", key="phone")
    assert old.end == (Close.REPLACED, "")
    hub.leave("v1", "old")  # its socket closes afterwards: the new one stays
    assert [(each["type"], each["peer"]) for each in doctor.said if each["type"] == "left"] == [
        ("left", "old")
    ]
    assert [peer.id for peer in hub.peers("v1")] == ["d", "new"]


def test_a_session_holds_no_more_than_four() -> None:
    hub = alone()
    for number in range(MOST):
        come(hub, f"p{number}")
    with pytest.raises(RoomFull):
        come(hub, "p5")
    come(hub, "again", key="p0")
    assert len(hub.peers("v1")) == MOST


def test_the_end_is_said_and_closes_those_it_is_for() -> None:
    hub = alone()
    patient, doctor = come(hub, "a"), come(hub, "b", REGULATOR)
    hub.end("v1", "withdrawn", lambda peer: peer.participant is PATIENT)
    assert patient.said[-1] == {"type": "ended", "how": "withdrawn"}
    assert patient.end == (Close.DONE, "withdrawn")
    assert doctor.end is None


def test_an_empty_session_is_forgotten() -> None:
    hub = alone()
    come(hub, "a")
    hub.leave("v1", "a")
    hub.leave("v1", "a")
    assert (hub.holds("v1"), hub.sockets) == (False, 0)


def test_two_processes_hold_one_session_between_them() -> None:
    site = Site()
    one, other = site.process(), site.process()
    patient = come(one, "a")
    doctor = Wire()
    other.enter("v1", Peer(id="b", participant=REGULATOR), "b", doctor)
    other.welcome("v1", "b", Ice(), LadderStep.VIDEO)
    assert [each["id"] for each in doctor.said[0]["peers"]] == ["a"]
    assert patient.said[-1]["peer"]["id"] == "b"
    other.signal("v1", "b", "a", msgspec.Raw(b'{"description":{}}'))
    one.signal("v1", "a", "b", msgspec.Raw(b"{}"))
    assert patient.said[-1] == {"type": "signal", "from": "b", "data": {"description": {}}}
    assert doctor.said[-1]["from"] == "a"
    one.leave("v1", "a")
    assert doctor.said[-1] == {"type": "left", "peer": "a"}


def test_who_comes_again_by_another_process_is_replaced_there() -> None:
    site = Site()
    one, other = site.process(), site.process()
    old, doctor = come(one, "old", key="phone"), come(one, "d", REGULATOR)
    come(other, "new", key="phone")
    assert old.end == (Close.REPLACED, "")
    assert [peer.id for peer in one.peers("v1")] == ["d", "new"]
    assert [each["type"] for each in doctor.said] == ["welcome", "left", "joined"]


def test_processes_that_lost_sight_of_each_other_say_who_makes_the_offer() -> None:
    site = Site(cut=True)
    one, other = site.process(), site.process()
    patient, doctor = come(one, "a"), come(other, "b", REGULATOR)
    site.cut = False
    one.beat(site.now)
    assert doctor.said[-1]["offer"] is True
    other.beat(site.now)
    assert patient.said[-1]["offer"] is True


def test_peers_of_a_process_that_says_nothing_any_more_are_gone() -> None:
    site = Site()
    one, other = site.process(), site.process()
    doctor = come(one, "d", REGULATOR)
    come(other, "a")
    site.hubs.remove(other)
    one.beat(LOST_AFTER - 1)
    assert "left" not in doctor.types()
    one.beat(LOST_AFTER + 1)
    assert doctor.said[-1] == {"type": "left", "peer": "a"}


def test_what_a_process_no_longer_names_is_gone() -> None:
    site = Site()
    one, other = site.process(), site.process()
    doctor = come(one, "d", REGULATOR)
    come(other, "a")
    come(other, "c")
    site.cut = True
    other.leave("v1", "a")
    site.cut = False
    other.beat(site.now)
    assert [each["peer"] for each in doctor.said if each["type"] == "left"] == ["a"]
    assert [peer.id for peer in one.peers("v1")] == ["d", "c"]


def test_words_of_another_release_are_passed_over() -> None:
    assert heard(b'{"type":"new","process":"p"}') is None
    assert heard(b"\xff") is None


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "[]",
        '{"type":"signal","to":"a"}',
        '{"type":"signal","to":"a","data":"x"}',
        '{"type":"signal","to":"a","data":{},"more":1}',
        '{"type":"welcome","you":"a"}',
        '{"type":"ladder","step":"upstairs","why":"?"}',
        '{"type":"seen","relayed":true,"network":"4G; drop"}',
        '{"type":"reconnected","took_ms":-1}',
        "[" * 100_000,
    ],
)
def test_a_frame_that_is_none_of_the_protocol_is_refused(frame: str) -> None:
    with pytest.raises(NotThisProtocol):
        read(frame)


def test_what_peers_say_to_each_other_passes_unread() -> None:
    message = read('{"type":"signal","to":"a","data":{"description":{"sdp":"v=0"},"x":[1]}}')
    assert isinstance(message, Signal)
    assert bytes(message.data) == b'{"description":{"sdp":"v=0"},"x":[1]}'


def test_a_closed_room_takes_no_words() -> None:
    hub = alone()
    hub.say("v1", Ended(how="x"))
    hub.end("v1", "x")
    hub.signal("v1", "a", "b", msgspec.Raw(b"{}"))
    hub.welcome("v1", "a", Ice(), LadderStep.VIDEO)
    assert hub.peers("v1") == ()
