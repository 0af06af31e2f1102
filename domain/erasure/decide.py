"""What an erasure answers to each command."""

from collections.abc import Sequence
from typing import assert_never

from domain import regulation_call
from domain.erasure import commands as c
from domain.erasure import facts as f
from domain.erasure.states import Approved, Done, ErasureState, NotRequested, Rejected, Requested
from domain.fact import Act, Refusal
from domain.refusals import AlreadyExists, NotFound, OutOfOrder
from domain.regulation_call.states import Closed, Dismissed, RegulationCallState, Unknown

Facts = Sequence[f.ErasureFact]


class FileStillOpen(Refusal):
    """Only a file that is closed or dismissed is erased: care comes first, and all of it must be there."""

    field = "files"


class ErasureOfOwn(Refusal):
    """Nobody approves or rejects the erasure that they asked for."""


def request(
    command: c.EraseSubject, state: ErasureState, files: Sequence[RegulationCallState], act: Act
) -> Facts:
    """An erasure asked for; `files` are the states of the files that it names, in their order.

    Raises AlreadyExists, NotFound, FileStillOpen.
    """
    if not isinstance(state, NotRequested):
        raise AlreadyExists(f"erasure {command.erasure} was asked for already")
    for name, file in zip(command.files, files, strict=True):
        if isinstance(file, Unknown):
            raise NotFound(f"no {regulation_call.KIND} {name}")
        if not isinstance(file, Closed | Dismissed):
            raise FileStillOpen(f"call {name} is {file.__struct_config__.tag}")
    return [
        f.ErasureRequested(
            files=command.files,
            scope=command.scope,
            authority=command.authority,
            reason=command.reason,
            requested_by=act.by.id,
        )
    ]


def decide(command: c.AfterErasureRequest, state: ErasureState, act: Act) -> Facts:
    """The facts that `command` leads to. Raises a Refusal where a rule says no."""
    if isinstance(state, NotRequested):
        raise NotFound(f"no erasure {command.erasure}")
    match command:
        case c.ApproveErasure():
            return _approve(state, act)
        case c.RejectErasure(why=why):
            _second_person(_waiting(state), act)
            return [f.ErasureRejected(why=why)]
        case c.ConcludeErasure(keys=keys):
            return _conclude(state, keys)
        case _:
            assert_never(command)


def _approve(state: ErasureState, act: Act) -> Facts:
    if isinstance(state, Approved | Done):
        return []
    _second_person(_waiting(state), act)
    return [f.ErasureApproved()]


def _waiting(state: ErasureState) -> Requested:
    if not isinstance(state, Requested):
        raise OutOfOrder(f"this erasure is {state.__struct_config__.tag}")
    return state


def _second_person(state: Requested, act: Act) -> None:
    if act.by.id == state.by:
        raise ErasureOfOwn(f"asked for by {state.by}")


def _conclude(state: ErasureState, keys: int) -> Facts:
    match state:
        case Approved(files=files):
            return [f.ErasureDone(files=files, keys=keys)]
        case Done():
            return []
        case NotRequested() | Requested() | Rejected():
            raise OutOfOrder(f"this erasure is {state.__struct_config__.tag}")
        case _:
            assert_never(state)
