"""What a solve was made from: as this release writes it, and as an earlier one did."""

import base64
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dispatch.policy import Policy
from vigie.worker.inputs import FORMAT, UnreadableInputs, packed, unpacked

EARLIER = Path(__file__).with_name("earlier_solve.json")
"""Three teams and four missions, solved and written before the weight of a mission grew as it waits."""


@pytest.fixture
def earlier() -> dict[str, Any]:
    return json.loads(EARLIER.read_text())


def test_an_earlier_solve_is_made_again_bit_for_bit(earlier: dict[str, Any]) -> None:
    inputs = unpacked(base64.b64decode(earlier["inputs"]), earlier["format"])
    assert inputs.policy.growth == 0 != Policy().growth
    assert json.loads(msgspec.json.encode(inputs.proposals("solve-1"))) == earlier["proposals"]


def test_what_is_written_is_read_again(earlier: dict[str, Any]) -> None:
    inputs = unpacked(base64.b64decode(earlier["inputs"]), earlier["format"])
    inputs = msgspec.structs.replace(inputs, policy=Policy())
    assert unpacked(packed(inputs), FORMAT) == inputs
    assert inputs.proposals("solve-1") != unpacked(packed(inputs), "1").proposals("solve-1")


def test_a_format_of_another_release_is_named(earlier: dict[str, Any]) -> None:
    with pytest.raises(UnreadableInputs, match="format '3': this release reads 1, 2"):
        unpacked(base64.b64decode(earlier["inputs"]), "3")
