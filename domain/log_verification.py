"""LogVerification: an auditor had the whole log compared with what was signed, and what came out.

One stream for a centre, so that its state is the last verification.
"""

from collections.abc import Sequence

import msgspec

from domain.decider import Decider
from domain.fact import Act, Command, Fact
from domain.vocabulary import Identifier, LongText

KIND = "log-verification"
THE_LOG = "log"
"""The only stream of this kind."""


class LogVerified(Fact, frozen=True, kw_only=True, tag="log-verification.done"):
    """Who had it done and when it ended are in the envelope.

    `facts` were read, of which `signed` lie under the last good one of `checkpoints`, whose root is `root`
    (base64, None where there is none). `witnessed`: up to where a witness agreed. `faults`: how many were
    found, `first` in words.
    """

    facts: int
    signed: int
    checkpoints: int
    faults: int
    root: str | None = None
    witnessed: int | None = None
    first: LongText | None = None


class RecordVerification(Command, frozen=True, kw_only=True, tag="record-verification"):
    """Issued once a verification is over, whatever came out."""

    log: Identifier
    facts: int
    signed: int
    checkpoints: int
    faults: int
    root: str | None = None
    witnessed: int | None = None
    first: LongText | None = None


class NeverVerified(msgspec.Struct, frozen=True, tag="never-verified"):
    """Nobody has asked yet."""


class Verified(msgspec.Struct, frozen=True, tag="verified"):
    """The last verification."""

    last: LogVerified


LogVerificationState = NeverVerified | Verified


def evolve(state: LogVerificationState, fact: LogVerified) -> LogVerificationState:
    """The state after one more fact."""
    return Verified(fact)


def decide(command: RecordVerification, state: LogVerificationState, act: Act) -> Sequence[LogVerified]:
    """Every verification is kept."""
    fact = LogVerified(
        facts=command.facts,
        signed=command.signed,
        checkpoints=command.checkpoints,
        faults=command.faults,
        root=command.root,
        witnessed=command.witnessed,
        first=command.first,
    )
    return [fact]


DECIDER: Decider[LogVerificationState] = Decider(
    kind=KIND, initial=NeverVerified(), evolve=evolve, facts=LogVerified, states=LogVerificationState
)
