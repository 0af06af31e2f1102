"""A command may stand on what its author knew of the log: a stream that moved since refuses it."""

import pytest

from eventlog.folding import StreamMoved
from eventlog.log import EventLog
from eventlog.memory import MemoryJournal
from eventlog.snapshots import MemorySnapshots
from tests.eventlog.counting_journal import CountingJournal
from tests.eventlog.ledger import act, add, another, stream


async def test_a_stream_that_moved_since_refuses_the_command(log: EventLog) -> None:
    known = (await log.execute(add("a", 1), act())).position
    await log.execute(add("b", 1), act())
    await log.execute(add("a", 2), act(), known=known)  # others may move
    with pytest.raises(StreamMoved, match=f"{known} was known"):
        await log.execute(add("a", 4), act(), known=known)
    assert (await log.load(stream("a")))[0].total == 3


async def test_a_move_by_another_process_is_seen(journal: CountingJournal, log: EventLog) -> None:
    known = (await log.execute(add("a", 1), act())).position
    await another(journal).execute(add("a", 2), act())
    with pytest.raises(StreamMoved):
        await log.execute(add("a", 4), act(), known=known)


async def test_a_move_between_the_decision_and_the_append_is_seen(
    journal: CountingJournal, log: EventLog
) -> None:
    known = (await log.execute(add("a", 1), act())).position

    async def rival() -> None:
        journal.before_append = None
        await another(journal).execute(add("a", 2), act())

    journal.before_append = rival
    with pytest.raises(StreamMoved):
        await log.execute(add("a", 4), act(), known=known)
    assert (await log.load(stream("a")))[0].total == 3


async def test_the_same_command_again_has_its_first_answer(log: EventLog) -> None:
    first = await log.execute(add("a", 1), act("c1"), known=0)
    again = await log.execute(add("a", 1), act("c1"), known=0)
    assert again.repeated
    assert again.facts == first.facts


async def test_a_stream_read_from_its_snapshot_alone_still_knows_its_place() -> None:
    journal, snapshots = MemoryJournal(), MemorySnapshots()
    log = another(journal, snapshots=snapshots, snapshot_every=2)
    for amount in (1, 2):
        last = (await log.execute(add("a", amount), act())).position
    with pytest.raises(StreamMoved):
        await another(journal, snapshots=snapshots).execute(add("a", 4), act(), known=last - 1)
    await another(journal, snapshots=snapshots).execute(add("a", 4), act(), known=last)
