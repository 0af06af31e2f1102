"""Erasures: those that wait for a second person or for the machine, and every file ever erased."""

from typing import Any

import msgspec
from msgspec.structs import replace

from domain.envelope import Recorded
from domain.erasure import facts as f
from projections.projection import Projection


class Erasures(msgspec.Struct, frozen=True, gc=False):
    """`requested` wait for approval, `approved` for their keys to be destroyed: files by erasure.
    `erased` are all the files whose key is gone for good, those approved included.
    `done` counts the erasures carried out."""

    requested: dict[str, tuple[str, ...]] = {}
    approved: dict[str, tuple[str, ...]] = {}
    erased: frozenset[str] = frozenset()
    done: int = 0


def _apply(view: Erasures, recorded: Recorded[Any]) -> Erasures:
    if recorded.stream.kind != f.KIND:
        return view
    name = recorded.stream.id
    match recorded.fact:
        case f.ErasureRequested(files=files):
            return replace(view, requested={**view.requested, name: files})
        case f.ErasureRejected():
            return replace(view, requested=_without(view.requested, name))
        case f.ErasureApproved():
            files = view.requested.get(name, ())
            return replace(
                view,
                requested=_without(view.requested, name),
                approved={**view.approved, name: files},
                erased=view.erased.union(files),
            )
        case f.ErasureDone():
            return replace(view, approved=_without(view.approved, name), done=view.done + 1)
        case _:
            return view


def _without(files: dict[str, tuple[str, ...]], name: str) -> dict[str, tuple[str, ...]]:
    return {each: value for each, value in files.items() if each != name}


ERASURES: Projection[Erasures] = Projection(
    name="erasures", version=1, initial=Erasures(), apply=_apply, view_type=Erasures
)
