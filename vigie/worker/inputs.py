"""What a solve was made from, as bytes: enough to make it again without its travel source."""

import zlib

import msgspec

from dispatch.legs import LegTable
from dispatch.policy import Policy
from dispatch.problem import Problem
from dispatch.propose import propose_with
from domain.proposal import Proposal

FORMAT = "3"
"""Zlib of the JSON of `Inputs`. In ``1`` no mission's weight grew as it waited; until ``2`` a change of hands
had one price for all priorities."""

_READ = ("1", "2", FORMAT)
_LARGEST = 256 * 1024 * 1024


class UnreadableInputs(ValueError):
    """The bytes are no inputs of a known format."""


class Inputs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that a solve depends on."""

    problem: Problem
    policy: Policy
    legs: LegTable

    def proposals(self, solve_id: str) -> dict[str, Proposal]:
        """What follows from these inputs, by mission: bit for bit the same each time."""
        return propose_with(self.problem, self.policy, self.legs, solve_id)


def packed(inputs: Inputs) -> bytes:
    """The inputs as bytes."""
    return zlib.compress(msgspec.json.encode(inputs, order="deterministic"))


def unpacked(data: bytes, written_as: str) -> Inputs:
    """The inputs that `packed` made. Raises UnreadableInputs."""
    if written_as not in _READ:
        raise UnreadableInputs(f"inputs of format {written_as!r}: this release reads {', '.join(_READ)}")
    unzip = zlib.decompressobj()
    try:
        text = unzip.decompress(data, _LARGEST)
        if not unzip.eof:
            raise UnreadableInputs("inputs cut short, or larger than any problem")
        inputs = msgspec.json.decode(text, type=Inputs)
    except (zlib.error, msgspec.DecodeError, ValueError) as error:
        raise UnreadableInputs(f"inputs cannot be read: {error}") from error
    if written_as == "1":
        inputs = msgspec.structs.replace(inputs, policy=msgspec.structs.replace(inputs.policy, growth=0.0))
    return inputs
