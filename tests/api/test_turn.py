"""Credentials of the relay: what coturn computes from the same secret, for ten minutes."""

import hashlib
import hmac
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest

from api.signalling_words import Ice
from api.turn import LASTS, Turn, Ways
from domain.visio_session.words import Participant
from tests.api.world import START, Ticking

SITE = Turn(("stun:turn.test:3478", "turns:turn.test:443?transport=tcp"), b"common", Ticking())


def test_a_name_is_good_for_ten_minutes_and_its_password_is_the_secrets_word_on_it() -> None:
    plain, relay = SITE.ice("peer-1", Participant.PATIENT).servers
    assert (plain.urls, plain.username, plain.credential) == (("stun:turn.test:3478",), None, None)
    assert relay.urls == ("turns:turn.test:443?transport=tcp",)
    until, name = (relay.username or "").split(":")
    assert (int(until), name) == (int(START.timestamp()) + LASTS, "peer-1")
    expected = hmac.new(b"common", (relay.username or "").encode(), hashlib.sha1).digest()
    assert relay.credential == b64encode(expected).decode()


@pytest.mark.parametrize("participant", Participant)
def test_patients_are_relayed_where_the_site_says_so_and_the_room_is_not(participant: Participant) -> None:
    hidden = participant not in {Participant.REGULATOR, Participant.CREW}
    assert SITE.ice("p", participant).policy == "all"
    assert replace(SITE, relay_patients=True).ice("p", participant).policy == ("relay" if hidden else "all")


def test_what_a_peer_connects_through_is_told_again_at_half_time_until_they_are_gone() -> None:
    clock = Ticking()
    ways = Ways(replace(SITE, clock=clock))
    first = ways.given("peer-1", Participant.PATIENT)
    ways.given("peer-2", Participant.REGULATOR)
    assert ways.due() == {}
    clock.at += timedelta(seconds=LASTS / 2)
    ways.forget("peer-2")
    [(peer, again)] = ways.due().items()
    assert (peer, again.policy) == ("peer-1", first.policy)
    assert (again.servers[1].username or "") > (first.servers[1].username or "")
    assert ways.due() == {}
    alone = Ways(None)
    assert (alone.given("peer-1", Participant.PATIENT), alone.due()) == (Ice(), {})


def test_the_secret_is_in_no_picture_of_the_settings() -> None:
    assert "common" not in repr(SITE)
