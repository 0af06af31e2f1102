"""A comparison in words: a table, and curves for a terminal or a text file."""

import math
import re
from collections.abc import Callable, Sequence
from typing import Protocol, cast

import plotext  # pyright: ignore[reportMissingTypeStubs]  # it has no types
from rich.table import Table

from dispatch.trial.figures import Figures, Waits
from domain.vocabulary import Priority
from vigie.what_if.compare import Comparison

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_WIDTH, _HEIGHT = 90, 22
_MARKS = ("dot", "braille", "hd")
_STEPS = 60

Measure = Callable[[Figures], float]


def _mean(of: Waits) -> float:
    """In minutes; not a number where nobody was reached: 0 would read as the best of all."""
    return of.mean / 60 if of.calls > of.unanswered else math.nan


def _p90(of: Waits) -> float:
    return of.p90 / 60 if of.calls > of.unanswered else math.nan


def _journey(of: Figures) -> float:
    return of.journey / 60 if of.all.calls > of.all.unanswered else math.nan


def _mean_of(priority: Priority) -> Measure:
    return lambda f: _mean(f.by_priority[priority]) if priority in f.by_priority else math.nan


def _p90_of(priority: Priority) -> Measure:
    return lambda f: _p90(f.by_priority[priority]) if priority in f.by_priority else math.nan


def _late_of(priority: Priority) -> Measure:
    return lambda f: f.by_priority[priority].late * 100 if priority in f.by_priority else math.nan


def _measures(priorities: Sequence[Priority]) -> list[tuple[str, Measure]]:
    rows: list[tuple[str, Measure]] = [
        ("mean wait, min", lambda f: _mean(f.all)),
        ("p90 wait, min", lambda f: _p90(f.all)),
        ("late, %", lambda f: f.all.late * 100),
    ]
    for priority in priorities:
        rows += [
            (f"{priority} mean wait, min", _mean_of(priority)),
            (f"{priority} p90 wait, min", _p90_of(priority)),
            (f"{priority} late, %", _late_of(priority)),
        ]
    return [
        *rows,
        ("never answered", lambda f: float(f.all.unanswered)),
        ("switches a mission", lambda f: f.switches),
        ("mean journey a call, min", _journey),
        ("crews' time used, %", lambda f: f.utilisation * 100),
        ("moves to wait elsewhere a mission", lambda f: f.told),
        ("driven to wait elsewhere a mission, min", lambda f: f.repositioned / 60),
    ]


def as_table(of: Comparison) -> Table:
    """One row per figure: what happened, both replays, and by how much the second differs."""
    sides = (of.really, of.recorded, of.other)
    table = Table("", *(side.name for side in sides), "difference")
    table.add_row("crews", *(str(side.crews) for side in sides), f"{of.other.crews - of.recorded.crews:+d}")
    present = [priority for priority in Priority if priority in of.recorded.figures.by_priority]
    for name, measure in _measures(present):
        values = [measure(side.figures) for side in sides]
        table.add_row(name, *map(_shown, values), _shown(values[2] - values[1], "+"))
    return table


def as_sentence(of: Comparison) -> str:
    """What was replayed and what was not."""
    out = of.left_out
    left = [
        f"{count} {what}"
        for count, what in (
            (out.cancelled, "cancelled before a team came"),
            (out.without_position, "without a position"),
        )
        if count
    ]
    period = f"{of.since:%F %H:%M} to {of.until:%F %H:%M} UTC"
    bases = f"; {out.shifts_without_base} shifts without a base's position" if out.shifts_without_base else ""
    return (
        f"{of.missions} missions, {period}; left out: {', '.join(left) or 'none'}{bases}; policy: {of.policy}"
    )


class _Plot(Protocol):
    """What is used of plotext, which has no types."""

    def clear_figure(self) -> None: ...
    def theme(self, name: str) -> None: ...
    def plot_size(self, width: int, height: int) -> None: ...
    def plot(self, x: Sequence[float], y: Sequence[float], *, label: str, marker: str) -> None: ...
    def title(self, text: str) -> None: ...
    def xlabel(self, text: str) -> None: ...
    def build(self) -> str: ...


def as_plot(of: Comparison) -> str:
    """For each side, the share of its missions reached within so many minutes. Plain text, no colours."""
    plot = cast("_Plot", plotext)
    plot.clear_figure()
    plot.theme("clear")
    plot.plot_size(_WIDTH, _HEIGHT)
    sides = (of.really, of.recorded, of.other)
    longest = max((side.waits[-1] for side in sides if side.waits), default=0.0) or 60.0
    steps = [longest * step / _STEPS for step in range(_STEPS + 1)]
    for side, mark in zip(sides, _MARKS, strict=True):
        shares = [100 * sum(wait <= step for wait in side.waits) / of.missions for step in steps]
        plot.plot([step / 60 for step in steps], shares, label=side.name, marker=mark)
    plot.title("missions reached, %")
    plot.xlabel("minutes from request to arrival")
    lines = _COLOURS.sub("", plot.build()).splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _shown(value: float, sign: str = "") -> str:
    return "" if math.isnan(value) else f"{value:{sign},.2f}"
