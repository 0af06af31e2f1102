"""What a solve was made from: as this release writes it, and as earlier ones did."""

import base64
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dispatch.policy import Policy
from domain.vocabulary import Priority
from vigie.worker.inputs import FORMAT, Inputs, UnreadableInputs, packed, unpacked

HERE = Path(__file__)


def written(name: str) -> dict[str, Any]:
    """Three teams and four missions, solved and written by an earlier release."""
    return json.loads(HERE.with_name(name).read_text())


def read(earlier: dict[str, Any], **fields: Any) -> Inputs:
    return unpacked(base64.b64decode(earlier["inputs"]), fields.get("format", earlier["format"]))


@pytest.mark.parametrize("name", ["earlier_solve.json", "earlier_solve_2.json"])
def test_an_earlier_solve_is_made_again_bit_for_bit(name: str) -> None:
    earlier = written(name)
    assert json.loads(msgspec.json.encode(read(earlier).proposals("solve-1"))) == earlier["proposals"]


def test_no_weight_grew_in_the_first_format() -> None:
    assert read(written("earlier_solve.json")).policy.growth == 0 != Policy().growth


def test_a_change_had_one_price_in_the_second() -> None:
    policy = read(written("earlier_solve_2.json")).policy
    assert {policy.to_change(priority) for priority in Priority} == {2400}


def test_what_is_written_is_read_again() -> None:
    inputs = msgspec.structs.replace(read(written("earlier_solve.json")), policy=Policy())
    assert unpacked(packed(inputs), FORMAT) == inputs
    assert inputs.proposals("solve-1") != unpacked(packed(inputs), "1").proposals("solve-1")


def test_a_format_of_another_release_is_named() -> None:
    with pytest.raises(UnreadableInputs, match="format '4': this release reads 1, 2, 3"):
        read(written("earlier_solve.json"), format="4")
