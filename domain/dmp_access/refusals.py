"""Why an access does not do what is asked of it. What an auditor looks for is refused by a fact instead."""

from domain.fact import Refusal


class AccessNotOpen(Refusal):
    """The access is not open: refused, over, or the DMP has not answered."""


class AccessTimeIsUp(Refusal):
    """The access has expired: ask again."""


class NotYourAccess(Refusal):
    """Only the practitioner behind the request may see the documents (EX_AIR-085)."""


class AccessStillValid(Refusal):
    """The access has not expired yet."""


class AnotherCall(Refusal):
    """The access is for another call: ask anew."""

    field = "call"


class ReviewOfOwnAccess(Refusal):
    """Nobody reviews their own access."""


class SecondReaderNeeded(Refusal):
    """The second reading, and what settles a dispute, are by somebody who has not read yet."""


class NothingToReview(Refusal):
    """This access does not await a reading: not over, not for review, disputed, or reviewed."""


class NothingToSettle(Refusal):
    """No two readers disagree on this access."""


class FinalVerdictNeeded(Refusal):
    """What settles a dispute is justified or unjustified."""

    field = "verdict"


class NothingToExplain(Refusal):
    """No reader has asked a question that is still without an answer."""


class ReviewNotDueYet(Refusal):
    """The review still has time."""
