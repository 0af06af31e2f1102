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


class AnsweredTooLate(NotThisTeam):
    """The crew did not answer in time: the mission was taken back."""


class MissionWithdrawn(NotThisTeam):
    """A person has taken this crew off the mission."""


class AlertStillValid(Refusal):
    """The crew still has time to answer."""


class AgainstConstraint(Refusal):
    """A person has forced, forbidden or held a team here: that is lifted first."""

    field = "team"


class NobodyToHold(Refusal):
    """No team is on its way to this mission."""

    field = "mission"


class MovesDisagree(Refusal):
    """Each mission and each team is named once, and each move changes something."""

    field = "moves"


class TooLateToMove(Refusal):
    """The team has arrived: it stays."""

    field = "moves"


class AwaitsAPerson(Refusal):
    """A person has had a say on this mission, or must: the machine orders it no more."""

    field = "mission"


class NotCovered(Refusal):
    """The standing order does not cover this: not now, not this priority, or not so far."""

    field = "standing_order"


class NotTheProposedTeam(Refusal):
    """The machine orders the team that it has proposed, and no other."""

    field = "team"


class TeamAlreadyEngaged(Refusal):
    """This team is on another mission: it is never re-assigned silently."""

    field = "team"


class TeamNotAvailable(Refusal):
    """This team is off duty or out of service."""

    field = "team"


class TeamNotOnShift(Refusal):
    """No such team is on shift: nothing can be wanted of it."""

    field = "team"


class OrderedByNobody(Refusal):
    """A machine proposes; a named person orders."""


class OverrideReasonMissing(Refusal):
    """Another team than the proposed one: say why."""

    field = "reason"


class ForcedElsewhere(OverrideReasonMissing):
    """A person wants this team on another mission: say why it goes here."""


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
