"""Holds an access that is over against the rules of unusual accesses, by the log up to its end only.

What the log said later plays no part: asked again after a restart, the answer is the same.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import reduce
from typing import Any

from domain import dmp_access, mission, regulation_call
from domain.asks import AssessAccess
from domain.dmp_access import facts as f
from domain.dmp_access.commands import RecordAssessment
from domain.dmp_access.states import NotRequested, Subject
from domain.envelope import Recorded, StreamId
from domain.regulation_call import facts as call
from domain.regulation_call.states import File
from domain.rules.unusual import AccessSeen, Past, assess
from domain.rules.unusual_policy import UnusualPolicy
from eventlog.log import EventLog
from projections.access_history import AccessHistory, Asked
from projections.live import Live

Told = Sequence[Recorded[Any]]

ENDS = (call.CallCompleted, call.CallDismissed, call.DuplicateLinked)


class Assessor:
    """AccessAssessor over the log. `caught_up(position)` returns once `history` has taken that fact in."""

    def __init__(
        self,
        log: EventLog,
        history: Live[AccessHistory],
        caught_up: Callable[[int], Awaitable[None]],
        policy: UnusualPolicy,
    ) -> None:
        self._log = log
        self._history = history
        self._caught_up = caught_up
        self._policy = policy

    async def assess(self, ask: AssessAccess, cause: Recorded[Any]) -> RecordAssessment:
        """What the rules say of the access. Raises LogError."""
        await self._caught_up(cause.position)
        story = await self._told(StreamId(dmp_access.KIND, ask.access), cause)
        state = reduce(dmp_access.DECIDER.evolve, (each.fact for each in story), dmp_access.DECIDER.initial)
        if isinstance(state, NotRequested):
            return RecordAssessment(access=ask.access)
        seen = await self._seen(ask.access, story, state.subject, cause)
        return RecordAssessment(
            access=ask.access, flags=assess(seen, self._policy), policy=self._policy.digest
        )

    async def _seen(self, access: str, story: Told, subject: Subject, cause: Recorded[Any]) -> AccessSeen:
        about = await self._told(StreamId(regulation_call.KIND, subject.call), cause)
        asked = [
            each
            for each in self._history.view.asked.get(subject.practitioner.id, ())
            if each.position <= cause.position
        ]
        file = _file(about)
        patient = file.patients.get(subject.patient) if file else None
        read = [each.at for each in story if isinstance(each.fact, f.DocumentConsulted)]
        return AccessSeen(
            practitioner=subject.practitioner.id,
            role=subject.practitioner.role,
            mode=subject.mode,
            call=subject.call,
            patient=subject.patient,
            requested_at=story[0].at,
            refused=isinstance(cause.fact, f.AccessRefused),
            last_read_at=max(read, default=None),
            documents=len(read),
            call_ended_at=_ended_at(about),
            took_part=await self._took_part(subject.practitioner.id, about, cause),
            on_shift=next((each.on_shift for each in asked if each.access == access), None),
            person=patient.person if patient else None,
            place=file.place.label if file and file.place else None,
            past=tuple(_past(each, cause.position) for each in asked),
        )

    async def _took_part(self, practitioner: str, about: Told, cause: Recorded[Any]) -> bool:
        if any(each.by.id == practitioner for each in about):
            return True
        missions = [each.fact.mission for each in about if isinstance(each.fact, call.InterventionDecided)]
        for name in missions:
            told = await self._told(StreamId(mission.KIND, name), cause)
            if any(each.by.id == practitioner for each in told):
                return True
        return False

    async def _told(self, stream: StreamId, cause: Recorded[Any]) -> Told:
        return [each for each in await self._log.history(stream) if each.position <= cause.position]


def _file(about: Told) -> File | None:
    decider = regulation_call.DECIDER
    state = reduce(decider.evolve, (each.fact for each in about), decider.initial)
    return getattr(state, "file", None)


def _ended_at(about: Told) -> datetime | None:
    """When the file last ended, None where it is open."""
    for each in reversed(about):
        if isinstance(each.fact, call.CallReopened):
            return None
        if isinstance(each.fact, ENDS):
            return each.at
    return None


def _past(asked: Asked, position: int) -> Past:
    refused = asked.refused_at is not None and asked.refused_at <= position
    return Past(at=asked.at, mode=asked.mode, call=asked.call, patient=asked.patient, refused=refused)
