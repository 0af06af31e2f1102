"""What an export is asked for, in the names that the log is counted by: so that nothing can be left out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from api.auditing import ExportWanted
from eventlog.proof import concerning as names
from eventlog.proof.query_check import Query

Groups = tuple[tuple[str, ...], ...]
_MOST: Final = 1000


def groups_of(wanted: ExportWanted, first: datetime, last: datetime) -> Groups:
    """A name of each group is what every fact that answers counts for. `first` and `last`: where a period has
    no beginning or no end, it is proved from the one and to the other. Empty for a period of more than _MOST
    months, days and hours: then nothing is claimed.

    A period is proved by whole hours of UTC: accesses of its first and last hour are shown too.
    """
    found: list[tuple[str, ...]] = []
    if wanted.person is not None:
        found.append((names.practitioner(wanted.person),))
    if wanted.patient is not None:
        found.append((names.patient(wanted.patient),))
    if wanted.subjects is not None:
        found.append(tuple(names.subject(*each) for each in wanted.subjects))
    if wanted.call is not None:
        found.append((names.call(wanted.call),))
    if wanted.mode is not None:
        found.append((names.mode(wanted.mode),))
    if wanted.verdict is not None:
        found.append((names.verdict(wanted.verdict),))
    if wanted.since is not None or wanted.until is not None:
        since = wanted.since or min(first, wanted.until or first)
        spans = names.period(since, wanted.until or max(last, since))
        if len(spans) > _MOST:
            return ()
        found.append(spans)
    return tuple(found) if found else ((names.ANY_ACCESS,),)


def said_of(complete: Sequence[str], groups: Groups) -> tuple[str, ...]:
    """What is proved complete, in words: names, and the bounds of a period."""
    every = [name for group in groups for name in group]
    told = [Query([list(group)], every).words() for group in groups]
    return tuple(dict.fromkeys([*complete, *told]))
