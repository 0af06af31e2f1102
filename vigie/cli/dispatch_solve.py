"""`vigie dispatch solve`: a problem from a file to its answer, all that a proposal shows included."""

import sys
from pathlib import Path
from typing import BinaryIO

import click
import msgspec
from rich.table import Table

from dispatch.answer import Answer, answer
from dispatch.plan import solve as solve_problem
from dispatch.propose import solve_id_of
from dispatch.reading import read
from dispatch.travel import StraightLine
from vigie.cli.screens import stdout
from vigie.policies import read_policy


@click.command()
@click.argument("problem", type=click.File("rb"))
@click.option("--dump-costs", is_flag=True, help="Add the cost of every pair and of serving nobody.")
@click.option("--policy", type=click.Path(path_type=Path), help="Weights, limits and terms, in TOML.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on a terminal too, not a table.")
def solve(problem: BinaryIO, dump_costs: bool, policy: Path | None, as_json: bool) -> None:
    """Solve PROBLEM, a JSON file ("-": standard input); docs/dispatch-problem.md has its schema.

    Prints one JSON object: assignments, the unserved with reasons, the objective, its certificate of
    optimality and what a proposal shows. On a terminal, a table.
    """
    settings = read_policy(policy)
    given = read(problem.read(), settings, StraightLine())
    plan = solve_problem(given.problem, settings, given.legs)
    name = solve_id_of(given.problem, settings, given.legs)
    found = answer(given, plan, name, costs=dump_costs)
    if as_json or dump_costs or not sys.stdout.isatty():
        click.echo(msgspec.json.encode(found))
    else:
        _print(found)


def _print(found: Answer) -> None:
    table = Table("demand", "team", "how", "minutes", "cost")
    for one in found.assignments:
        table.add_row(one.demand, one.team, one.how, f"{one.eta / 60:.1f}", f"{one.cost:,}")
    for left in found.unserved:
        reasons = ", ".join(f"{reason.value} {count}" for reason, count in left.reasons.items())
        why = left.why if not reasons else f"{left.why} ({reasons})"
        table.add_row(left.demand, "", why, "", f"{left.cost:,}")
    stdout().print(table)
    proved = found.certificate is not None and found.certificate.holds
    said = "proved: none costs less" if proved else "not proved"
    stdout().print(f"{found.status}; cost {found.objective:,} weighted seconds, {said}")
