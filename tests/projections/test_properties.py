"""What holds for any night, whatever people did and wherever a program stopped."""

from datetime import datetime
from itertools import zip_longest
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from domain import dmp_access, house, mission, mobile_team, regulation_call, visio_session
from domain.alarm.states import Raised
from domain.alarm_causes import WAITS
from domain.crew_safety.states import Watched
from domain.dmp_access.facts import NoticeFailed, NoticeRetried, PatientInformed
from domain.dmp_access.states import InReview, Open, OpenByBreakGlass
from domain.erasure.facts import KIND as ERASURE
from domain.erasure.facts import ErasureDone
from domain.mission import facts as m
from domain.mission.states import Alerted, Ordered, Waiting
from domain.regulation_call import facts as call
from domain.regulation_call.states import Validated
from domain.rules.alarms import CALL_WAITS, MISSION_WAITS, MISSION_WAITS_AGAIN
from domain.visio_session.states import Invited
from domain.vocabulary import Priority
from projections import audit_alarms, open_missions, team_roster, team_sheet
from projections.audit_alarms import AUDIT_ALARMS
from projections.audit_trail import WRITERS as AUDIT_WRITERS
from projections.deadlines import DEADLINES
from projections.open_missions import OPEN_MISSIONS, waiting
from projections.projection import Projection, advance, freeze, rebuild, start, thaw
from projections.regulator_board import (
    REGULATOR_BOARD,
    SECTIONS,
    RegulatorBoard,
    patch,
    patched,
)
from projections.rows import Section
from projections.team_roster import TEAM_ROSTER
from projections.team_sheet import TEAM_SHEETS, sheet
from tests.builders import INS
from tests.projections.histories import a_night
from tests.projections.night import Night
from vigie.facts_page import facts_of

VIEWS: tuple[Projection[Any], ...] = (
    REGULATOR_BOARD,
    TEAM_ROSTER,
    OPEN_MISSIONS,
    TEAM_SHEETS,
    DEADLINES,
    AUDIT_ALARMS,
)
NIGHTS = st.integers(0, 10_000).map(a_night)
# A smaller seed is not a simpler night: nothing to shrink.
quick = settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def board_of(night: Night) -> RegulatorBoard:
    return rebuild(REGULATOR_BOARD, night.log).view


def tags(night: Night, kind: str, *over: str) -> dict[str, str]:
    """The domain's own state of every stream of a kind, by its tag, but for those `over`."""
    found = {
        stream.id: str(state.__struct_config__.tag)
        for stream, state in night.states.items()
        if stream.kind == kind
    }
    return {name: tag for name, tag in found.items() if tag not in over}


@quick
@given(night=NIGHTS, part=st.floats(0, 1))
def test_checkpoint_and_tail_equal_a_rebuild_for_any_cut(night: Night, part: float) -> None:
    cut = round(part * len(night.log))
    for view in VIEWS:
        whole = rebuild(view, night.log)
        kept = thaw(view, freeze(view, rebuild(view, night.log[:cut])))
        assert kept is not None
        assert rebuild(view, night.log[cut:], since=kept) == whole


@quick
@given(night=NIGHTS, back=st.integers(1, 50))
def test_facts_delivered_twice_change_nothing(night: Night, back: int) -> None:
    for view in VIEWS:
        once = twice = start(view)
        for number, recorded in enumerate(night.log):
            once = advance(view, once, recorded)
            twice = advance(view, advance(view, twice, recorded), recorded)
            again = night.log[max(0, number - back)]
            assert advance(view, twice, again) is twice
        assert twice == once


@quick
@given(night=NIGHTS)
def test_a_fold_never_touches_the_view_it_was_given(night: Night) -> None:
    for view in VIEWS:
        standing, seen = start(view), msgspec.msgpack.encode(view.initial, order="sorted")
        for recorded in night.log:
            before, standing = standing, advance(view, standing, recorded)
            assert msgspec.msgpack.encode(before.view, order="sorted") == seen
            seen = msgspec.msgpack.encode(standing.view, order="sorted")


@quick
@given(night=NIGHTS)
def test_the_board_agrees_with_the_domain(night: Night) -> None:
    board = board_of(night)
    calls = {name: row.state for name, row in board.calls.items()}
    assert calls == tags(night, regulation_call.KIND, "validated", "closed", "dismissed")
    missions = {name: row.state for name, row in board.missions.items()}
    assert missions == tags(night, mission.KIND, "closed", "cancelled")
    visios = {name: row.state for name, row in board.visios.items()}
    assert visios == tags(night, visio_session.KIND)
    words = {"available": "available", "engaged": "engaged", "out-of-service": "unavailable"}
    teams = {name: words[row.availability] for name, row in board.teams.items()}
    assert teams == tags(night, mobile_team.KIND, "off-duty")
    accesses = {name: row.state for name, row in board.accesses.items()}
    over = "refused", "closed", "awaiting-review", "awaiting-second-reading", "disputed", "reviewed"
    opened = tags(night, dmp_access.KIND, *over)
    assert accesses == {name: tag.removesuffix("-by-break-glass") for name, tag in opened.items()}


@quick
@given(night=NIGHTS)
def test_no_board_of_the_night_shows_two_missions_for_a_team(night: Night) -> None:
    standing = start(REGULATOR_BOARD)
    for recorded, following in zip_longest(night.log, night.log[1:]):
        standing = advance(REGULATOR_BOARD, standing, recorded)
        if following is not None and following.command_id == recorded.command_id:
            continue  # one append is shown fact by fact: what is promised is how it ends
        teams = [row.team for row in standing.view.missions.values() if row.team is not None]
        assert len(teams) == len(set(teams))
    board = standing.view
    engaged = {name: row.mission for name, row in board.teams.items() if row.mission is not None}
    assert engaged == {row.team: name for name, row in board.missions.items() if row.team is not None}


@quick
@given(night=NIGHTS)
def test_patches_make_the_next_board(night: Night) -> None:
    page, standing = RegulatorBoard(), start(REGULATOR_BOARD)
    for recorded in night.log:
        before, standing = standing.view, advance(REGULATOR_BOARD, standing, recorded)
        change = patch(before, standing.view)
        assert bool(change) == (before is not standing.view)
        page = patched(page, change)
        assert page == standing.view
    assert patched(RegulatorBoard(), patch(RegulatorBoard(), page)) == page
    assert patched(page, patch(page, RegulatorBoard())) == RegulatorBoard()


@quick
@given(night=NIGHTS)
def test_no_board_of_the_night_names_a_patient(night: Night) -> None:
    standing = start(REGULATOR_BOARD)
    for recorded in night.log:
        standing = advance(REGULATOR_BOARD, standing, recorded)
        shown = msgspec.json.encode(standing.view).decode()
        for secret in ("Exemple", "1938-02-29", "1950-06-01", INS.number, "+33"):
            assert secret not in shown


@quick
@given(night=NIGHTS)
def test_roster_open_missions_and_sheets_agree_with_the_board(night: Night) -> None:
    board = board_of(night)
    roster = rebuild(TEAM_ROSTER, night.log).view.teams
    assert {name: (row.availability, row.mission) for name, row in roster.items()} == {
        name: (row.availability, row.mission) for name, row in board.teams.items()
    }
    rows = rebuild(OPEN_MISSIONS, night.log).view
    states = {stream.id: state for stream, state in night.states.items() if stream.kind == mission.KIND}
    before_arrival = {name: each for name, each in states.items() if isinstance(each, Waiting)}
    assert {name: row.state for name, row in rows.missions.items()} == before_arrival
    requested = {name for name, tag in tags(night, mission.KIND).items() if tag == "requested"}
    assert {each.id for each in waiting(rows)} == requested
    sheets = rebuild(TEAM_SHEETS, night.log).view
    for name, row in board.teams.items():
        shown = sheet(sheets, name)
        assert shown is not None
        assert (shown.mission.id if shown.mission else None) == row.mission
        if shown.mission is not None:
            assert shown.mission.steps == board.missions[shown.mission.id].steps
            assert shown.mission.status == board.missions[shown.mission.id].status


@quick
@given(night=NIGHTS)
def test_a_deadline_is_pending_exactly_while_it_has_something_to_do(night: Night) -> None:
    pending = rebuild(DEADLINES, night.log).view.pending
    expected = {str(stream): at for stream, state in night.states.items() if (at := _due(state))}
    for stream, state in night.states.items():
        if isinstance(state, InReview) and state.review.due_at and not state.review.overdue:
            expected[f"{stream}/review"] = state.review.due_at
    expected |= _notices_to_retry(night) | _waits(night)
    assert {name: each.at for name, each in pending.items()} == expected


def _notices_to_retry(night: Night) -> dict[str, datetime]:
    """By the last that was heard of each notice."""
    due: dict[str, datetime | None] = {}
    for recorded in night.log:
        match recorded.fact:
            case NoticeFailed(recipient=recipient, retry_at=at):
                due[f"{recorded.stream}/{recipient}"] = at
            case PatientInformed(recipient=recipient) | NoticeRetried(recipient=recipient):
                due[f"{recorded.stream}/{recipient}"] = None
            case _:
                continue
    return {name: at for name, at in due.items() if at is not None}


def _waits(night: Night) -> dict[str, datetime]:
    """Since somebody began to wait, or to wait again, until they do no more."""
    due: dict[str, datetime | None] = {}
    for recorded in night.log:
        topic, at = f"{recorded.stream}/{WAITS}", recorded.at
        match recorded.fact:
            case call.PriorityAssigned(priority=priority) | call.PriorityRevised(priority=priority):
                due[topic] = at + CALL_WAITS[priority] if priority in CALL_WAITS else None
            case m.MissionRequested(priority=priority) | m.MissionRevised(priority=Priority() as priority):
                due[topic] = at + MISSION_WAITS[priority]
            case m.TeamDeclined() | m.AlertExpired() | m.TeamWithdrawn():
                due[topic] = at + MISSION_WAITS_AGAIN
            case m.MissionOrdered() | m.MissionCancelled() | m.MissionClosed() | call.CallCompleted():
                due[topic] = None
            case call.RegulationStarted() | call.CallDismissed() | call.DuplicateLinked():
                due[topic] = None
            case _:
                continue
    return {name: at for name, at in due.items() if at is not None}


def _due(state: Any) -> datetime | None:
    match state:
        case Validated(closes_at=at):
            return at
        case Invited(expires_at=at) | Open(expires_at=at) | OpenByBreakGlass(expires_at=at):
            return at
        case Ordered(acknowledge_by=at) | Alerted(acknowledge_by=at) | Raised(acknowledge_by=at):
            return at
        case Watched(due_at=at):
            return at
        case _:
            return None


def test_nights_hold_every_kind_of_fact() -> None:
    nightly = [each for kind, each in house.DECIDERS.items() if kind != ERASURE]  # months later
    unseen: set[type[Any]] = {fact for each in nightly for fact in get_args(each.facts) or (each.facts,)}
    for seed in range(240):
        unseen -= {type(recorded.fact) for recorded in a_night(seed).log}
        if not unseen:
            break
    assert unseen == set()


@pytest.mark.parametrize(
    "sections",
    [SECTIONS, team_roster.SECTIONS, open_missions.SECTIONS, team_sheet.SECTIONS, audit_alarms.SECTIONS],
)
def test_no_fact_is_forgotten(sections: dict[str, Section[Any]]) -> None:
    for kind, section in sections.items():
        assert section.fold.known == set(facts_of(kind))


def test_the_audit_trail_forgets_no_fact_of_an_access() -> None:
    expected = {*get_args(dmp_access.DECIDER.facts), *get_args(house.DECIDERS["file-reading"].facts)}
    assert set(AUDIT_WRITERS) == expected | {ErasureDone}
