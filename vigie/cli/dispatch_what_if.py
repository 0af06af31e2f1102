"""`vigie dispatch what-if`: a past period played again under other weights, crews or rules."""

import asyncio
from datetime import datetime
from pathlib import Path

import click
import msgspec

from eventlog.codec import PoisonEvent
from vigie.cli.options import Moment, data_option, reading_settings
from vigie.cli.progress import counted, progress_bar
from vigie.cli.screens import stdout
from vigie.demo_file import written_whole
from vigie.doors import open_log
from vigie.policies import read_policy
from vigie.preparedness import read_settings
from vigie.settings import Settings
from vigie.travel import travel_of
from vigie.what_if.compare import Comparison, Following, Otherwise, RuleName, compare
from vigie.what_if.demand import EarlierCalls
from vigie.what_if.past import Past
from vigie.what_if.roster import read_roster
from vigie.what_if.ruled import Ruled, ruled
from vigie.what_if.scenario import replay_of
from vigie.what_if.words import as_plot, as_sentence, as_table

_FILE = click.Path(path_type=Path)


@click.command(name="what-if")
@data_option
@click.option("--policy", type=_FILE, help="Other settings, in TOML.")
@click.option(
    "--teams", type=click.IntRange(1, 1000), help="So many crews, the first or copies of those recorded."
)
@click.option("--roster", type=_FILE, help="Other crews, in TOML.")
@click.option(
    "--rule", type=click.Choice([each.value for each in RuleName]), default="vigie", show_default=True
)
@click.option("--move-ups", is_flag=True, help="Idle crews wait where Vigie suggests.")
@click.option(
    "--from", "since", type=Moment(), help="First request (default: that of the log). UTC without offset."
)
@click.option("--to", "until", type=Moment(), help="Missions asked for before (default: all).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--plot", type=_FILE, help="Write the curves to this text file.")
def what_if(
    data: Path | None,
    policy: Path | None,
    teams: int | None,
    roster: Path | None,
    rule: str,
    move_ups: bool,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
    plot: Path | None,
) -> None:
    """Play the missions of a past period again: as ruled then, and otherwise, beside what happened.

    Every proposal is taken to be ordered at once; crews start at their bases.
    """
    if policy is None and teams is None and roster is None and rule == RuleName.VIGIE and not move_ups:
        raise ValueError("nothing would differ: give --policy, --teams, --roster, --rule or --move-ups")
    if teams is not None and roster is not None:
        raise ValueError("--teams and --roster exclude each other")
    settings = reading_settings(data)
    given = None if policy is None else read_policy(policy)
    crews = None if roster is None else read_roster(roster)
    coverage = read_settings(settings.preparedness)
    with written_whole(plot) as write:
        past = Past(until)
        earlier = EarlierCalls(coverage, since) if move_ups else None
        asyncio.run(_read(settings, past, earlier))
        found = ruled(past, settings.policy)
        otherwise = Otherwise(policy=given or found.policy, teams=teams, roster=crews, rule=RuleName(rule))
        if earlier is not None:
            follow = Following(coverage, earlier.zones(past.period(since, until)[0]))
            otherwise = msgspec.structs.replace(otherwise, follow=follow)
        comparison = _compared(settings, past, (since, until), found, otherwise)
        write(as_plot(comparison).encode())
    _print(comparison, as_json=as_json, drawn=plot is None)


async def _read(settings: Settings, past: Past, earlier: EarlierCalls | None) -> None:
    async with open_log(settings) as doors:
        async for recorded in counted(doors.log, "reading the log"):
            if not isinstance(recorded, PoisonEvent):
                past.take(recorded)
                if earlier is not None:
                    earlier.take(recorded)


def _compared(
    settings: Settings,
    past: Past,
    wanted: tuple[datetime | None, datetime | None],
    found: Ruled,
    otherwise: Otherwise,
) -> Comparison:
    since, until = past.period(*wanted)
    replay = replay_of(past, since, until, found.policy.service)
    travel = travel_of(settings)
    with progress_bar() as bar:
        task = bar.add_task("playing", total=None)
        return compare(
            replay, until, found, otherwise, travel, progress=lambda what: bar.update(task, description=what)
        )


def _print(comparison: Comparison, *, as_json: bool, drawn: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode(comparison))
        return
    out = stdout()
    out.print(as_sentence(comparison))
    out.print(as_table(comparison))
    if drawn:
        out.print(as_plot(comparison), markup=False, soft_wrap=True)
