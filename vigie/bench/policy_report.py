"""The rows of `vigie bench policy`: each rule with its spread, then the aims."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from dispatch.trial.figures import Figures, Spread, Waits, change, difference, over, spread
from dispatch.trial.roads import PLACES
from domain.vocabulary import Priority
from vigie.bench import Row

PEER: Final = "priority then nearest"
VIGIE: Final = "Vigie"
PEER_FOLLOWED: Final = f"{PEER}, move-ups followed"
VIGIE_FOLLOWED: Final = f"{VIGIE}, move-ups followed"
AIMED: Final = (VIGIE, VIGIE_FOLLOWED)
"""Who is held to the aims: the proposals alone, and with the suggestions of where to wait."""

_LESS_WAIT: Final = -35.0
_LESS_LATE: Final = -65.0
_MOST_SWITCHES: Final = 0.2
_MOST_RATIO: Final = 1.30

_RANGE: Final = "least and most of the replications"
_INTERVAL: Final = "95 % interval of the mean (Student's t)"

_OPTIMUM: Final = "clairvoyant optimum"
_NOBODY: Final = Waits(calls=0, unanswered=0, mean=0.0, p90=0.0, late=0.0)

Played = Mapping[int, Sequence[Mapping[str, Figures]]]
Measure = Callable[[Figures], float]


class OverOptimum(Protocol):
    """Weighted waits over those of the clairvoyant, on one instance, by rule."""

    @property
    def known(self) -> dict[str, float]: ...

    @property
    def ahead(self) -> dict[str, float]:
        """Empty where nothing can be compared."""
        ...


Proved = Mapping[int, Sequence[OverOptimum]]
"""By calls an hour."""


def report(played: Played, ratios: Proved, *, scale: float, places: int) -> list[Row]:
    """All rows: figures by load and rule, ratios to the optimum, then what was aimed at."""
    rows = [
        Row(name="travel times of the roads, multiplied by", value=scale, unit=""),
        Row(name=f"places, of {PLACES} drawn, within the shortest cap of each other", value=places, unit=""),
    ]
    for load, replications in played.items():
        for rule in replications[0]:
            rows += _figures(load, rule, replications)
    for per_hour, instances in ratios.items():
        for rule in instances[0].known:
            rows += _over_optimum(per_hour, rule, instances)
    return [*rows, *_aims(played)]


def mean_of(priority: Priority) -> Measure:
    """Minutes waited on average by one priority."""
    return lambda figures: figures.by_priority.get(priority, _NOBODY).mean / 60


def late_of(priority: Priority) -> Measure:
    """The share of one priority that was late, in per cent."""
    return lambda figures: figures.by_priority.get(priority, _NOBODY).late * 100


_LADDER: Final = (Priority.P0, Priority.P1, Priority.P2, Priority.P3)

_MEASURES: tuple[tuple[str, str, Measure], ...] = (
    ("mean wait", "min", lambda figures: figures.all.mean / 60),
    ("p90 wait", "min", lambda figures: figures.all.p90 / 60),
    ("late", "%", lambda figures: figures.all.late * 100),
    *((f"mean wait of {each}", "min", mean_of(each)) for each in _LADDER),
    *((f"late of {each}", "%", late_of(each)) for each in _LADDER),
    ("switches a mission", "", lambda figures: figures.switches),
    ("mean journey a call", "min", lambda figures: figures.journey / 60),
    ("crews' time used", "%", lambda figures: figures.utilisation * 100),
    ("never answered", "calls", lambda figures: figures.all.unanswered),
    ("moves to wait elsewhere a call", "", lambda figures: figures.told),
    ("driven to wait elsewhere a call", "min", lambda figures: figures.repositioned / 60),
)


def _figures(load: int, rule: str, replications: Sequence[Mapping[str, Figures]]) -> Iterator[Row]:
    ours, peers = ([each[name] for each in replications] for name in (rule, PEER))
    for what, unit, measure in _MEASURES:
        value, peer = over(ours, measure), over(peers, measure).mean
        yield Row(
            name=f"{load} calls a day, {rule}: {what}",
            value=value.mean,
            unit=unit,
            against=PEER if peer and rule != PEER else None,
            ratio=value.mean / peer if peer and rule != PEER else None,
            low=value.least,
            high=value.most,
            spread=_RANGE,
        )


def _over_optimum(per_hour: int, rule: str, ratios: Sequence[OverOptimum]) -> Iterator[Row]:
    instances = f"{len(ratios)} instances proved"
    for whose, values in (
        (_OPTIMUM, [each.known[rule] for each in ratios]),
        ("bound of one who leaves before the call", [each.ahead[rule] for each in ratios if each.ahead]),
    ):
        if not values:
            continue
        name = f"{per_hour} calls an hour, {rule}: weighted wait over the {whose}, {instances}"
        aimed = rule in AIMED and whose == _OPTIMUM
        yield _interval(name, spread(values), unit="", aim=_MOST_RATIO if aimed else None)


def _aims(played: Played) -> Iterator[Row]:
    for rule in AIMED:
        for load, replications in played.items():
            ours, peers = ([each[name] for each in replications] for name in (rule, PEER))
            yield from _aims_at(load, rule, ours, peers, high=load == max(played))


def _aims_at(
    load: int, rule: str, ours: Sequence[Figures], peers: Sequence[Figures], *, high: bool
) -> Iterator[Row]:
    for what, measure, most in (
        ("mean wait", _MEASURES[0][2], _LESS_WAIT),
        ("late", _MEASURES[2][2], _LESS_LATE),
    ):
        less = _percent(change(ours, peers, measure))
        name = f"{load} calls a day: {what}, {rule} against {PEER}"
        yield _interval(name, less, unit="%", aim=most if high else None)
    for priority in (Priority.P0, Priority.P1):
        for what, unit, of in (("mean wait", "min", mean_of), ("late", "points", late_of)):
            more = difference(ours, peers, of(priority))
            name = f"{load} calls a day: {what} of {priority}, {rule} minus {PEER}"
            yield _interval(name, more, unit=unit, aim=0.0 if what == "mean wait" else None)
    switches = over(ours, lambda figures: figures.switches)
    yield _interval(f"{load} calls a day: switches a mission, {rule}", switches, unit="", aim=_MOST_SWITCHES)


def _percent(of: Spread) -> Spread:
    return Spread(*(100 * each for each in of))


def _interval(name: str, of: Spread, *, unit: str, aim: float | None = None) -> Row:
    """A mean with its interval; met where the mean is at most the aim."""
    return Row(
        name=name,
        value=of.mean,
        unit=unit,
        aim=None if aim is None else f"<= {aim:g} {unit}".rstrip(),
        met=None if aim is None else of.mean <= aim,
        low=of.mean - of.half,
        high=of.mean + of.half,
        spread=_INTERVAL,
    )
