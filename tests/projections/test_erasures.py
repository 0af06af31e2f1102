"""Which erasures wait, for a person or for the machine, and which files are gone."""

from datetime import UTC, datetime

from domain.envelope import Recorded, StreamId
from domain.erasure import facts as f
from domain.fact import Actor, Fact
from domain.regulation_call.facts import CallClosed
from domain.vocabulary import Role
from projections.erasures import ERASURES, Erasures
from projections.projection import rebuild

_BY = Actor(Role.SYSTEM, "test")


def shown(*facts: tuple[str, Fact]) -> Erasures:
    """The view after these facts of these erasures."""
    log = [
        Recorded(
            stream=StreamId(str(fact.__struct_config__.tag).partition(".")[0], name),
            version=number,
            position=number,
            at=datetime(2026, 1, 16, tzinfo=UTC),
            by=_BY,
            fact=fact,
            command_id=str(number),
        )
        for number, (name, fact) in enumerate(facts, 1)
    ]
    return rebuild(ERASURES, log).view


def asked(*files: str) -> f.ErasureRequested:
    return f.ErasureRequested(
        files=files, scope=f.Scope.FILE, authority="CNIL", reason="demande", requested_by="admin"
    )


def test_an_erasure_waits_for_a_person_then_for_the_machine() -> None:
    assert shown(("E1", asked("C1", "C2"))) == Erasures(requested={"E1": ("C1", "C2")})
    approved = shown(("E1", asked("C1", "C2")), ("E1", f.ErasureApproved()))
    assert approved == Erasures(approved={"E1": ("C1", "C2")}, erased=frozenset({"C1", "C2"}))
    done = f.ErasureDone(files=("C1", "C2"), keys=2)
    over = shown(("E1", asked("C1", "C2")), ("E1", f.ErasureApproved()), ("E1", done))
    assert over == Erasures(erased=frozenset({"C1", "C2"}), done=1)


def test_a_rejected_erasure_waits_no_more_and_erases_nothing() -> None:
    assert shown(("E1", asked("C1")), ("E1", f.ErasureRejected(why="non"))) == Erasures()


def test_other_facts_change_nothing() -> None:
    assert shown(("C1", CallClosed())) is ERASURES.initial
