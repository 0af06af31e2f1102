"""The first answer to a command that comes again: its facts, read back from the streams that it wrote."""

from collections.abc import Mapping
from typing import Any

from domain.envelope import Recorded, StreamId
from domain.fact import Act, Refusal
from eventlog.codec import Codec
from eventlog.folding import Folded
from eventlog.journal import Journal


class CommandIdTaken(Refusal):
    """This command id was already used by somebody else: its answer is not theirs to see."""


class CommandIdReused(Refusal):
    """This command id was already used by the same person, for another command."""


async def first_answer(
    journal: Journal, codec: Codec, writes: Mapping[StreamId, Folded], act: Act
) -> tuple[Recorded[Any], ...]:
    """The facts of the command id of `act`, in log order; none where it is new to these streams.

    Raises CommandIdTaken, CommandIdReused, PoisonEvent, LogUnavailable.
    """
    found: list[Recorded[Any]] = []
    digests: set[str] = set()
    for stream, known in writes.items():
        if act.command_id not in known.commands:
            continue
        first, last = known.commands[act.command_id]
        entries = await journal.read(str(stream), after=first - 1, until=last)
        await codec.ready(entries)
        for entry in entries:
            recorded = codec.decode(entry)
            if recorded.command_id == act.command_id:
                found.append(recorded)
                digests.add(codec.digest_of(entry))
    if found and found[0].by != act.by:
        raise CommandIdTaken(f"command id {act.command_id} belongs to another author")
    # Facts older than digests have none, and those of an erased file no longer: there, once is once.
    digests.discard("")
    if act.digest and digests and act.digest not in digests:
        raise CommandIdReused(f"command id {act.command_id} was used for another command")
    return tuple(sorted(found, key=lambda each: each.position))
