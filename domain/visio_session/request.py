"""Asking for a video session: decided on the session and, through a tablet, on the mission there.

The room may ask at any time, by a message or through a tablet. A crew asks through its own mission only,
once the patient's agreement is recorded and as long as the team has not left: a message to a telephone
would go round that.
"""

from collections.abc import Sequence

from domain.fact import Act, Refusal
from domain.mission.states import BySide, MissionState
from domain.refusals import OutOfOrder
from domain.regulation_call.refusals import UnknownMission
from domain.visio_session import facts as f
from domain.visio_session.commands import RequestVisio
from domain.visio_session.decide import decide as decide_alone
from domain.visio_session.states import VisioSessionState
from domain.vocabulary import CREW_ROLES


class TeleconsultationConsentMissing(Refusal):
    """The crew records the patient's agreement first."""


def decide(
    command: RequestVisio, state: VisioSessionState, mission: MissionState | None, act: Act
) -> Sequence[f.VisioSessionFact]:
    """The request; `mission` is None where it goes to a telephone. Raises a Refusal where a rule says no."""
    if act.by.role in CREW_ROLES:
        _check(command, mission)
    return decide_alone(command, state, act)


def _check(command: RequestVisio, mission: MissionState | None) -> None:
    if mission is None:
        raise TeleconsultationConsentMissing(
            "a crew asks through its own mission, where the agreement is recorded"
        )
    if not isinstance(mission, BySide):
        raise OutOfOrder(f"the team of mission {command.mission} is not on the spot")
    if mission.task.call != command.call:
        raise UnknownMission(f"mission {command.mission} is not of call {command.call}")
    if mission.task.agreed is None:
        raise TeleconsultationConsentMissing(f"no agreement is recorded on mission {command.mission}")
