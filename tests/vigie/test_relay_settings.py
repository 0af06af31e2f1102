"""The relay of video, from the environment: what is missing is said by name."""

from pathlib import Path
from typing import Any

import pytest

from vigie.settings import from_environment
from vigie.site import turn_of

URLS = "turns:turn.test:443?transport=tcp, stun:turn.test:3478"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "turn.secret"
    file.write_text("common\n")
    return file


def test_a_site_without_a_relay_says_nothing() -> None:
    assert turn_of(from_environment({})) is None


def test_addresses_and_the_secret_come_from_the_environment(secret: Path) -> None:
    env = {"VIGIE_TURN_URLS": URLS, "VIGIE_TURN_SECRET_FILE": str(secret), "VIGIE_RELAY_PATIENTS": "1"}
    turn = turn_of(from_environment(env))
    assert turn is not None
    assert turn.urls == ("turns:turn.test:443?transport=tcp", "stun:turn.test:3478")
    assert (turn.secret, turn.relay_patients) == (b"common", True)


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"VIGIE_TURN_URLS": "https://turn.test"}, "VIGIE_TURN_URLS"),
        ({"VIGIE_TURN_URLS": "turn:user@turn.test"}, "VIGIE_TURN_URLS"),
        ({"VIGIE_TURN_URLS": "turn:turn.test"}, "VIGIE_TURN_SECRET_FILE"),
        ({"VIGIE_RELAY_PATIENTS": "1"}, "VIGIE_RELAY_PATIENTS"),
        ({"VIGIE_TURN_URLS": "stun:turn.test", "VIGIE_RELAY_PATIENTS": "1"}, "VIGIE_RELAY_PATIENTS"),
    ],
)
def test_what_cannot_work_is_refused_by_name(env: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        from_environment(env)


@pytest.mark.parametrize("content", [None, "\n"])
def test_a_secret_that_is_not_there_or_empty_is_refused(tmp_path: Path, content: Any) -> None:
    file = tmp_path / "turn.secret"
    if content is not None:
        file.write_text(content)
    env = {"VIGIE_TURN_URLS": "turn:turn.test", "VIGIE_TURN_SECRET_FILE": str(file)}
    with pytest.raises(ValueError, match="VIGIE_TURN_SECRET_FILE"):
        turn_of(from_environment(env))
