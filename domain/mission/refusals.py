"""Why a mission says no."""

from domain.fact import Refusal


class MissionOver(Refusal):
    """The mission is closed or cancelled and stays so."""

    field = "mission"


class AlreadyOrdered(Refusal):
    """A team is on this mission already."""

    field = "mission"


class NotThisTeam(Refusal):
    """Another team is on this mission."""

    field = "team"


class TeamAlreadyEngaged(Refusal):
    """This team is on another mission: it is never re-assigned silently."""

    field = "team"


class TeamNotAvailable(Refusal):
    """This team is off duty or out of service."""

    field = "team"


class OrderedByNobody(Refusal):
    """A machine proposes; a named person orders."""


class OverrideReasonMissing(Refusal):
    """Another team than the proposed one: say why."""

    field = "reason"


class ProposalOutdated(Refusal):
    """The proposal on the screen is not the last one: look again."""

    field = "solve_id"


class TooLateToCancel(Refusal):
    """The team has arrived: a mission is cancelled only before arrival."""


class PatientStillInCare(Refusal):
    """The mission cannot close before the patient is handed over."""


class BilanEmpty(Refusal):
    """A bilan says something: vitals or words."""

    field = "text"


class TooManyTransits(Refusal):
    """The national statuses know two transit stops."""
