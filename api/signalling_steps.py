"""What a page reports of its session, as commands."""

from typing import assert_never

from api.signalling_seats import Seat
from api.signalling_words import MoveLadder, Reconnected, Seen
from domain.house import AnyCommand
from domain.visio_session.commands import MoveOnLadder, ReportPicture, ReportReconnection

Report = MoveLadder | Seen | Reconnected


def command_of(report: Report, seat: Seat) -> AnyCommand:
    """The command that a report is."""
    match report:
        case MoveLadder(step=step, why=why, automatic=automatic, took_ms=took_ms):
            return MoveOnLadder(
                session=seat.session, step=step, why=why, automatic=automatic, took_ms=took_ms
            )
        case Seen(relayed=relayed, network=network):
            return ReportPicture(
                session=seat.session,
                participant=seat.participant,
                relayed=relayed,
                network=network or None,
            )
        case Reconnected(took_ms=took_ms):
            return ReportReconnection(
                session=seat.session, participant=seat.participant, guest=seat.guest, took_ms=took_ms
            )
        case _:
            assert_never(report)
