"""Which policy a past period was ruled by."""

from pathlib import Path
from typing import NamedTuple

import structlog

from dispatch.policy import Policy
from vigie.policies import read_policy
from vigie.what_if.past import Past
from vigie.worker.inputs import UnreadableInputs, unpacked

log = structlog.get_logger(__name__)


class Ruled(NamedTuple):
    """The policy of the period, and where it was found."""

    policy: Policy
    found: str


def ruled(past: Past, own: Path | None) -> Ruled:
    """The policy of the last solve that was recorded; the site's `own` file where none can be read, else
    the defaults. Raises ValueError, OSError as `read_policy` does."""
    if past.solved is not None:
        try:
            return Ruled(unpacked(past.solved.inputs, past.solved.format).policy, "that of the last solve")
        except UnreadableInputs as error:
            log.warning("policy of the period not found", why=str(error))
    return Ruled(read_policy(own), "the defaults" if own is None else str(own))
