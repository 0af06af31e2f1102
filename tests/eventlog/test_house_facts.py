"""The house's own facts and states go through the codec and the snapshots."""

from typing import Any, get_args

import msgspec
import pytest

from domain import house
from domain.decider import Decider
from eventlog.codec import Codec
from eventlog.snapshots import fingerprint

CODEC = Codec(house.AnyFact)


@pytest.mark.parametrize("decider", house.DECIDERS.values(), ids=house.DECIDERS)
def test_every_fact_of_every_story_is_known_to_the_log(decider: Decider[Any]) -> None:
    for fact in get_args(decider.facts) or (decider.facts,):
        assert fact.__struct_config__.tag in CODEC.tags


@pytest.mark.parametrize("decider", house.DECIDERS.values(), ids=house.DECIDERS)
def test_every_state_can_be_kept_in_a_snapshot(decider: Decider[Any]) -> None:
    kept = msgspec.msgpack.encode(decider.initial)
    assert msgspec.msgpack.decode(kept, type=decider.states) == decider.initial


def test_no_story_reads_the_snapshots_of_another() -> None:
    names = [fingerprint(decider) for decider in house.DECIDERS.values()]
    assert len(set(names)) == len(names)
