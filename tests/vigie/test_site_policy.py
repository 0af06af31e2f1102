"""What a centre's policy file says reaches whoever orders."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.codes import Priority
from vigie.clock import RealClock
from vigie.ids import random_ids
from vigie.running import running
from vigie.settings import Settings
from vigie.site import build_house

pytestmark = pytest.mark.usefixtures("outside")


async def test_the_time_to_answer_is_that_of_the_policy_file(
    settings: Settings, clock: RealClock, tmp_path: Path
) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("acknowledge = { P0 = 20, P1 = 40, P2 = 90, P3 = 90, NR = 90 }\n")
    async with running(replace(settings, policy=file), clock, stepwise=True) as parts:
        house = build_house(parts, clock, random_ids())
        assert house.acknowledge == {
            Priority.P0: 20,
            Priority.P1: 40,
            **dict.fromkeys((Priority.P2, Priority.P3, Priority.NOT_REGULATED), 90),
        }
