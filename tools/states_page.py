"""The pages of docs/states, one per kind of stream; `python -m tools.states_page` writes them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from domain import house
from domain.vocabulary import Role
from tools.exploring import Move, explore

FOLDER = Path("docs/states")


class Edge(NamedTuple):
    """One fact moves one state to another."""

    before: str
    fact: str
    after: str


def states_of(kind: str) -> list[str]:
    """The names of the states of one kind of stream, as declared; the first is before anything happened."""
    return [state.__name__ for state in get_args(house.DECIDERS[kind].states)]


def facts_of(kind: str) -> list[str]:
    """The names of the facts of one kind of stream, as declared."""
    union = house.DECIDERS[kind].facts
    return [fact.__name__ for fact in get_args(union) or (union,)]


def edges(kind: str) -> list[Edge]:
    """What each fact was seen to do, in the order of states then facts."""
    states, facts = states_of(kind), facts_of(kind)
    seen = {edge for move in explore(kind) for edge in _steps(move)}
    return sorted(
        seen, key=lambda edge: (states.index(edge.before), states.index(edge.after), facts.index(edge.fact))
    )


def _steps(move: Move) -> Iterable[Edge]:
    pairs = zip(move.states, move.facts, move.states[1:], strict=False)
    return (Edge(_name(before), _name(fact), _name(after)) for before, fact, after in pairs)


def _name(value: Any) -> str:
    return type(value).__name__


def diagram(kind: str) -> str:
    """The moves from one state to another, in mermaid."""
    moving = [edge for edge in edges(kind) if edge.before != edge.after]
    first = states_of(kind)[0]
    named = any(edge.after == first for edge in moving)
    arrows: dict[tuple[str, str], list[str]] = {}
    for edge in moving:
        before = edge.before if named or edge.before != first else "[*]"
        arrows.setdefault((before, edge.after), []).append(edge.fact)
    lines = [f"  {before} --> {after}: {', '.join(facts)}" for (before, after), facts in arrows.items()]
    left = {edge.before for edge in moving}
    ends = [f"  {state} --> [*]" for state in states_of(kind) if state not in left]
    start = [f"  [*] --> {first}"] if named else []
    return "\n".join(["```mermaid", "stateDiagram-v2", *start, *lines, *ends, "```"])


def table(kind: str) -> str:
    """Every command that leads to something, state by state."""
    rows: dict[tuple[str, str, str, str], set[Role]] = {}
    for move in explore(kind):
        facts = ", ".join(map(_name, move.facts))
        row = (_name(move.states[0]), _name(move.command), facts, _name(move.states[-1]))
        rows.setdefault(row, set()).add(move.role)
    order = states_of(kind)
    lines = [
        f"| {before} | {command} | {facts} | {after} | {_roles(roles)} |"
        for (before, command, facts, after), roles in sorted(
            rows.items(), key=lambda row: (order.index(row[0][0]), row[0][1:])
        )
    ]
    return "\n".join(["| state | command | facts | then | by |", "|---|---|---|---|---|", *lines])


def _roles(roles: Iterable[Role]) -> str:
    order = list(Role)
    return ", ".join(role.value for role in sorted(roles, key=order.index))


def render(kind: str) -> str:
    """The page of one kind of stream."""
    story = (house.DECIDERS[kind].evolve.__module__.removesuffix(".evolve")).rpartition(".")[2]
    return f"""# States of `{kind}`

Written by `python -m tools.states_page`, which tries every command in every state of `domain/{story}`:
what is not here is refused, or leads to nothing new. Facts that leave a state as it is are in the table only.

{diagram(kind)}

{table(kind)}
"""


def pages() -> dict[Path, str]:
    """Every page of docs/states."""
    return {FOLDER / f"{kind}.md": render(kind) for kind in house.DECIDERS}


def main(written: Sequence[tuple[Path, str]]) -> None:
    """Write the pages."""
    for path, text in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(list(pages().items()))
