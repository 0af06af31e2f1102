"""The ring itself: who gets what, without a network."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Any

import pytest

from api.feed import BoardPatch, Feed
from domain.envelope import Recorded, StreamId
from domain.fact import Actor
from domain.regulation_call.facts import CallReceived
from domain.vocabulary import CallOrigin, Role
from projections.live import Live
from projections.regulator_board import REGULATOR_BOARD, patched
from tests.api.world import START, Ticking


async def yes() -> bool:
    return True


def received(position: int, call: str, national_id: str = "n") -> Recorded[Any]:
    """A call received, as the log would give it."""
    return Recorded(
        stream=StreamId("regulation-call", call),
        version=1,
        position=position,
        at=START,
        by=Actor(Role.ARM, "arm-1"),
        fact=CallReceived(origin=CallOrigin.LINE_15, rang_at=START, national_id=national_id),
        command_id="x",
    )


@pytest.fixture
async def frames() -> AsyncGenerator[tuple[Live[Any], Feed]]:
    board = Live(REGULATOR_BOARD)
    feed = Feed(board, Ticking(), ring=4, beat_seconds=0.02)
    yield board, feed
    feed.close()


async def test_beyond_the_ring_comes_the_whole_board(frames: tuple[Live[Any], Feed]) -> None:
    board, feed = frames
    for position in range(1, 11):
        board.take(received(position, f"c{position}"))
    for since, name, count in ((5, b"snapshot", 1), (6, b"patch", 4), (9, b"patch", 1), (11, b"snapshot", 1)):
        stream = feed.frames(since, yes)
        chunk = await anext(stream)
        assert chunk.count(b"event: " + name) == count == chunk.count(b"event: "), since
        await stream.aclose()


async def test_a_client_late_by_more_than_the_ring_gets_the_whole_board_again(
    frames: tuple[Live[Any], Feed],
) -> None:
    board, feed = frames
    stream = feed.frames(None, yes)
    assert b"event: snapshot" in await anext(stream)
    for position in range(1, 4):
        board.take(received(position, f"c{position}"))
    assert (await anext(stream)).count(b"event: patch") == 3
    for position in range(4, 12):
        board.take(received(position, f"c{position}"))
    chunk = await anext(stream)
    assert b"id: 11\n" in chunk
    assert chunk.count(b"event: snapshot") == 1
    await stream.aclose()
    assert feed.watchers == 0


async def test_everybody_gets_the_very_same_bytes(frames: tuple[Live[Any], Feed]) -> None:
    board, feed = frames
    streams = [feed.frames(None, yes) for _ in range(3)]
    first = [await anext(stream) for stream in streams]
    assert first.count(first[0]) == 3
    board.take(received(1, "c1"))
    second = [await anext(stream) for stream in streams]
    assert second.count(second[0]) == 3
    for stream in streams:
        await stream.aclose()


async def test_beats_tell_the_server_s_time(frames: tuple[Live[Any], Feed]) -> None:
    _, feed = frames
    stream = feed.frames(None, yes)
    await anext(stream)
    watching = asyncio.create_task(feed.watch())
    chunk = (await anext(stream)).decode()
    watching.cancel()
    comment, event, data, *_ = chunk.split("\n")
    assert event == "event: beat"
    at = data.partition('"at":"')[2].partition('"')[0]
    assert datetime.fromisoformat(comment.removeprefix(": beat ")) == datetime.fromisoformat(at)
    await stream.aclose()


def test_a_patch_on_the_wire_brings_one_board_to_the_next() -> None:
    board = Live(REGULATOR_BOARD)
    changes: list[Any] = []
    board.subscribe(changes.append)
    board.take(received(1, "c1"))
    whole = BoardPatch(position=1, at=START, calls=changes[0].after.calls)
    assert patched(changes[0].before, whole) == changes[0].after
