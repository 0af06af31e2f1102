"""When a server that runs but takes no writes is started again, and when it is left alone."""

from pathlib import Path

import pytest

from eventlog import room
from eventlog.journal import LogFull, LogUnavailable, VersionTaken
from eventlog.last_write import FORGOTTEN_SECONDS, LastWrite
from eventlog.room import Room

LATE = LogUnavailable("the log did not answer in time")


class Seconds:
    """Real time, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Disk:
    """The room that a disk says it has."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.free = room.RESERVE_BYTES

        def free(_: Room) -> int:
            return self.free

        monkeypatch.setattr(Room, "_free", free)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def writes(seconds: Seconds) -> LastWrite:
    return LastWrite(seconds)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.mark.parametrize("error", [LATE, LogFull("the log is full")])
def test_it_starts_again_once_the_disk_has_room_again(
    tmp_path: Path, seconds: Seconds, writes: LastWrite, disk: Disk, error: LogFull | LogUnavailable
) -> None:
    watched = Room(tmp_path, writes, seconds)
    disk.free -= 1
    assert not watched.must_restart()
    writes.note(error)
    assert not watched.must_restart()
    seconds.now += 10 * FORGOTTEN_SECONDS
    assert not watched.must_restart()
    assert writes.why == str(error), "nobody has tried again, but the disk is known to be full"
    disk.free += 1
    assert watched.must_restart()
    watched.restarted()
    assert not writes.why
    assert not watched.must_restart()


def test_one_late_answer_or_a_limit_reached_restarts_nothing(
    tmp_path: Path, seconds: Seconds, writes: LastWrite, disk: Disk
) -> None:
    watched = Room(tmp_path, writes, seconds)
    writes.note(LATE)
    seconds.now += 60
    assert not watched.must_restart()
    for _ in range(10):
        writes.note(LogFull("the limit of the store"))
        seconds.now += 10
        assert not watched.must_restart()
    assert disk.free >= room.RESERVE_BYTES


def test_writes_late_for_long_restart_it_but_not_twice_at_once(
    tmp_path: Path, seconds: Seconds, writes: LastWrite, disk: Disk
) -> None:
    watched = Room(tmp_path, writes, seconds)
    watched.restarted()
    for late in range(6):
        writes.note(LATE)
        assert watched.must_restart() is (late == 5), disk.free
        seconds.now += 2
    watched.restarted()
    writes.note(LATE)
    seconds.now += 9
    writes.note(LATE)
    assert not watched.must_restart()
    writes.note(None)
    assert not writes.failed


def test_a_disk_full_and_freed_while_writes_went_well_restarts_nothing(
    tmp_path: Path, seconds: Seconds, writes: LastWrite, disk: Disk
) -> None:
    watched = Room(tmp_path, writes, seconds)
    disk.free -= 1
    watched.must_restart()
    disk.free += 1
    assert not watched.must_restart()
    writes.note(LATE)
    assert not watched.must_restart()


def test_a_failure_is_told_until_a_write_succeeds_or_it_is_old(seconds: Seconds, writes: LastWrite) -> None:
    writes.note(LATE)
    writes.note(VersionTaken("somebody was first"))
    assert writes.why == str(LATE)
    writes.note(None)
    assert not writes.why
    writes.note(LATE)
    seconds.now += FORGOTTEN_SECONDS + 1
    assert (writes.why, writes.failed) == ("", True)


def test_the_room_of_a_real_disk_is_measured(tmp_path: Path, writes: LastWrite) -> None:
    writes.note(LATE)
    gone = Room(tmp_path / "gone", writes)
    assert not gone.must_restart(), "a folder that cannot be asked has no room"
