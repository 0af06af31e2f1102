"""What a page reports of its session, as commands."""

from api.signalling_seats import Seat
from api.signalling_words import MoveLadder, Reconnected, Seen, Step
from domain.house import AnyCommand
from domain.visio_session.commands import FallBackToAudio, ReportDegradation, ReportRecovery

Report = MoveLadder | Seen | Reconnected


def command_of(report: Report, seat: Seat) -> AnyCommand | None:
    """The command that a report is; None for what the log does not keep."""
    match report:
        case MoveLadder(step=Step.VIDEO):
            return ReportRecovery(session=seat.session)
        case MoveLadder(step=Step.LOW, why=why):
            return ReportDegradation(session=seat.session, why=why)
        case MoveLadder(step=Step.AUDIO):
            return FallBackToAudio(session=seat.session)
        case _:
            return None
