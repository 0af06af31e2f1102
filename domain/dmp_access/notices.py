"""The notices that follow an emergency access (R1111-48): handed over, failed and tried again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from domain.dmp_access import commands as c
from domain.dmp_access import facts as f
from domain.dmp_access.states import Begun, Refused, Requested
from domain.fact import Act
from domain.refusals import OutOfOrder

FIRST_RETRY = timedelta(minutes=15)
ATTEMPTS = 8
"""Each wait is twice the one before: the eighth attempt comes some thirty-two hours after the first. Past
that a person asks for it (RetryNotice), and the notice stays overdue in everybody's sight."""

NoticeCommand = c.RecordNotice | c.FailNotice | c.RetryNotice


def decide(command: NoticeCommand, state: Begun, act: Act) -> Sequence[f.DmpAccessFact]:
    """The facts that `command` leads to. Raises OutOfOrder where nothing was opened."""
    if isinstance(state, Requested | Refused):
        raise OutOfOrder(f"nothing was opened by DMP access {command.access}")
    if command.recipient in state.subject.informed:
        return []
    match command:
        case c.RecordNotice(recipient=recipient, proof=proof):
            return [f.PatientInformed(recipient=recipient, proof=proof)]
        case c.FailNotice(recipient=recipient, why=why):
            attempt = state.subject.failures.count(recipient) + 1
            again = attempt < ATTEMPTS
            retry_at = act.at + FIRST_RETRY * 2 ** (attempt - 1) if again else None
            return [f.NoticeFailed(recipient=recipient, why=why, attempt=attempt, retry_at=retry_at)]
        case c.RetryNotice(recipient=recipient):
            if recipient not in state.subject.failures:
                return []
            about = state.subject
            return [
                f.NoticeRetried(call=about.call, patient=about.patient, mode=about.mode, recipient=recipient)
            ]
        case _:
            assert_never(command)
