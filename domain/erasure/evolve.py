"""How each fact moves an erasure."""

from typing import assert_never

from domain.erasure import facts as f
from domain.erasure.states import Approved, Done, ErasureState, Rejected, Requested


def evolve(state: ErasureState, fact: f.ErasureFact) -> ErasureState:
    """The state after one more fact."""
    match fact:
        case f.ErasureRequested(files=files, requested_by=by):
            return Requested(files, by)
        case f.ErasureApproved():
            return Approved(state.files if isinstance(state, Requested) else ())
        case f.ErasureRejected():
            return Rejected()
        case f.ErasureDone():
            return Done()
        case _:
            assert_never(fact)
