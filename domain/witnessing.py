"""What an outside witness of the log answers. Notes and signatures are bytes: see `docs/proofs.md`."""

import msgspec


class Cosigned(msgspec.Struct, frozen=True):
    """The log has only grown since the witness saw it last: its lines of signature say so."""

    lines: bytes


class SeenOtherwise(msgspec.Struct, frozen=True):
    """The witness saw the log last at another size than the one asked from."""

    size: int


class CosigningRefused(msgspec.Struct, frozen=True):
    """The witness will not sign this: the log has not only grown, or the witness does not know it."""

    why: str


class WitnessAway(msgspec.Struct, frozen=True):
    """No answer: to be asked again later."""

    why: str


WitnessAnswer = Cosigned | SeenOtherwise | CosigningRefused | WitnessAway
