"""`vigie dispatch what-if`: the missions of a log played again, beside what happened to them."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from eventlog.jetstream import open_journal
from tests.vigie.shell import Done, Shell
from vigie.bench.replay import write
from vigie.doors import open_log
from vigie.settings import Settings

EVENTS = 900


@pytest.fixture
def busy(settings: Settings) -> Settings:
    """The first quarter of an hour of a busy centre: some thirty missions for twenty teams."""

    async def tell() -> None:
        async with open_log(settings) as doors:
            await write(await open_journal(doors.connection, doors.layout), EVENTS)

    asyncio.run(tell())
    return settings


@pytest.fixture
def other(tmp_path: Path) -> str:
    """A policy unlike Vigie's own."""
    file = tmp_path / "other.toml"
    file.write_text("switching = 1800\nlook_ahead_horizon = 0\n")
    return str(file)


def refused(done: Done, *words: str) -> None:
    """One line on the error stream, exit code 2."""
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1), done.err
    assert all(word in done.err for word in words), done.err


@pytest.mark.usefixtures("busy")
def test_what_happened_and_both_replays_stand_side_by_side(vigie: Shell, other: str, tmp_path: Path) -> None:
    done = vigie("dispatch", "what-if", "--policy", other)
    assert done.code == 0, done.err
    assert "2026-01-01 00:0" in done.out
    for words in ("what happened", "as recorded, replayed", "otherwise, replayed", "p90 wait, min"):
        assert words in done.out
    assert "minutes from request to arrival" in done.out
    plot = tmp_path / "curves.txt"
    drawn = vigie("dispatch", "what-if", "--policy", other, "--plot", str(plot))
    assert "minutes from request to arrival" not in drawn.out
    assert plot.read_text().strip() in done.out.replace(" \n", "\n")


@pytest.mark.usefixtures("busy")
def test_json_is_the_same_each_time_and_counts_every_mission(vigie: Shell, other: str) -> None:
    one, again = (vigie("dispatch", "what-if", "--policy", other, "--json").out for _ in range(2))
    assert one == again
    said = msgspec.json.decode(one)
    assert said["missions"] > 10
    for side in ("really", "recorded", "other"):
        assert said[side]["figures"]["all"]["calls"] == said["missions"]
        answered = said["missions"] - said[side]["figures"]["all"]["unanswered"]
        assert len(said[side]["waits"]) == answered
    assert said["really"]["figures"]["journey"] is None
    assert said["recorded"]["crews"] == said["other"]["crews"] == 20


@pytest.mark.usefixtures("busy")
def test_the_same_policy_changes_nothing(vigie: Shell, tmp_path: Path) -> None:
    same = tmp_path / "same.toml"
    same.write_text("")
    said = msgspec.json.decode(vigie("dispatch", "what-if", "--policy", str(same), "--json").out)
    assert said["recorded"]["figures"] == said["other"]["figures"]


@pytest.mark.usefixtures("busy")
def test_fewer_crews_a_roster_or_the_peers_rule_can_be_tried(vigie: Shell, tmp_path: Path) -> None:
    fewer = msgspec.json.decode(vigie("dispatch", "what-if", "--teams", "2", "--json").out)
    assert (fewer["recorded"]["crews"], fewer["other"]["crews"]) == (20, 2)
    assert fewer["other"]["figures"]["all"]["mean"] > fewer["recorded"]["figures"]["all"]["mean"]
    more = msgspec.json.decode(vigie("dispatch", "what-if", "--teams", "23", "--json").out)
    assert more["other"]["crews"] == 23
    roster = tmp_path / "roster.toml"
    roster.write_text('[[teams]]\nid = "A"\nlat = 48.5\nlon = 2.5\nequipment = ["ecg"]\nskills = ["nurse"]\n')
    alone = msgspec.json.decode(vigie("dispatch", "what-if", "--roster", str(roster), "--json").out)
    assert (alone["other"]["crews"], alone["other"]["figures"]["all"]["unanswered"]) == (1, 0)
    peers = vigie("dispatch", "what-if", "--rule", "priority-then-nearest", "--json").out
    assert msgspec.json.decode(peers)["other"]["name"] == "priority then nearest"


@pytest.mark.usefixtures("busy")
def test_idle_crews_may_follow_the_suggestions_of_that_time(vigie: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "roster.toml"
    roster.write_text(
        "".join(
            f'[[teams]]\nid = "{name}"\nlat = 48.5\nlon = 2.5\nequipment = ["ecg"]\nskills = ["nurse"]\n'
            for name in "ABCDEFGH"
        )
    )
    words = ("dispatch", "what-if", "--roster", str(roster), "--from", "2026-01-01T00:06", "--json")
    stayed, followed = (
        msgspec.json.decode(vigie(*words, *more).out)["other"] for more in ((), ("--move-ups",))
    )
    assert followed["name"] == "otherwise, replayed, move-ups followed"
    assert (stayed["figures"]["told"], stayed["figures"]["repositioned"]) == (0, 0)
    assert followed["figures"]["told"] > 0
    assert followed["figures"]["repositioned"] > 0
    assert followed["figures"]["all"]["unanswered"] == 0
    table = vigie("dispatch", "what-if", "--move-ups", "--from", "2026-01-01T00:06").out
    assert "driven to wait elsewhere a mission, min" in table


@pytest.mark.usefixtures("busy")
def test_suggestions_are_made_from_earlier_calls_alone(vigie: Shell) -> None:
    refused(
        vigie("dispatch", "what-if", "--move-ups", "--from", "2025-12-31"), "no call was located", "--from"
    )


@pytest.mark.usefixtures("busy")
def test_where_nobody_was_reached_there_is_no_wait_to_boast_of(vigie: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "far.toml"
    roster.write_text('[[teams]]\nid = "A"\nlat = -48.5\nlon = 2.5\n')
    told = vigie("dispatch", "what-if", "--roster", str(roster)).out
    cells = {
        name: [cell.strip() for cell in line.split("│")[4:6]]
        for line in told.splitlines()
        for name in ("mean wait", "p90 wait", "mean journey", "never answered")
        if line.startswith(f"│ {name}")
    }
    assert cells.pop("never answered")[0] != "0.00"
    assert cells == {name: ["", ""] for name in ("mean wait", "p90 wait", "mean journey")}


@pytest.mark.usefixtures("busy")
def test_a_period_holds_the_missions_asked_for_in_it(vigie: Shell) -> None:
    halves = [
        vigie("dispatch", "what-if", "--teams", "5", "--json", *words).out
        for words in (("--to", "2026-01-01T00:06"), ("--from", "2026-01-01T01:06+01:00"), ())
    ]
    first, second, whole = (msgspec.json.decode(each)["missions"] for each in halves)
    assert first > 0
    assert second > 0
    assert first + second == whole


@pytest.mark.usefixtures("busy")
def test_bad_words_are_one_line_and_exit_2(vigie: Shell, tmp_path: Path, other: str) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('switching = "long"\n')
    refused(vigie("dispatch", "what-if"), "nothing would differ", "--policy")
    refused(vigie("dispatch", "what-if", "--policy", str(bad)), str(bad), "$.switching")
    refused(vigie("dispatch", "what-if", "--policy", str(tmp_path / "none.toml")), "none.toml")
    refused(vigie("dispatch", "what-if", "--roster", str(bad)), str(bad))
    refused(vigie("dispatch", "what-if", "--policy", other, "--from", "2030-01-01"), "no mission", "2030")
    refused(
        vigie("dispatch", "what-if", "--policy", other, "--from", "2026-01-02", "--to", "2026-01-01"),
        "before it begins",
    )
    refused(vigie("dispatch", "what-if", "--teams", "2", "--roster", other), "exclude")
    span = "since = 2026-01-02T07:00:00Z\nuntil = 2026-01-01T07:00:00Z\n"
    bad.write_text(f'[[teams]]\nid = "A"\nlat = 48.5\nlon = 2.5\n{span}')
    refused(vigie("dispatch", "what-if", "--roster", str(bad)), "until is not after since", "$.teams[0]")
    refused(vigie("dispatch", "what-if", "--teams", "2", "--plot", str(tmp_path / "no" / "f.txt")), "f.txt")


def test_a_log_without_missions_is_exit_2(vigie: Shell) -> None:
    refused(vigie("dispatch", "what-if", "--teams", "2"), "no mission in the log")
