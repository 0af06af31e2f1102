"""A mission corrected before its team is there: what the room, the crew and the timeline show."""

from domain.mission import facts as m
from domain.vocabulary import Place, Position, Priority
from projections.mission_row import Revised
from projections.mission_timeline import timeline
from tests.builders import PLACE, a_proposal
from tests.projections.telling import Telling
from tests.projections.test_dispatch_views import MISSION, REQUESTED, SENT, of_team, on_m1, row

ELSEWHERE = Place(label="12 rue Basse, Dole", position=Position(47.09, 5.49), insee="39198")


def test_a_correction_is_on_the_board_until_another_order_or_the_arrival() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, m.TeamsProposed(proposal=a_proposal()))
    told.tell(MISSION, "M1", m.MissionRevised(place=ELSEWHERE))
    shown = row(told)
    assert (shown.place, shown.insee) == (ELSEWHERE.label, ELSEWHERE.insee)
    assert shown.position == ELSEWHERE.position
    assert shown.revised == Revised(at=told.at, place=PLACE.label)
    assert shown.proposal is None
    told.tell(MISSION, "M1", m.MissionRevised(priority=Priority.P0), m.MissionRevised(priority=Priority.P1))
    assert row(told).priority is Priority.P1
    assert row(told).revised == Revised(at=told.at, place=PLACE.label, priority=REQUESTED.priority)
    for ends in ((SENT,), (SENT, m.TeamAlerted(), m.TeamDeparted(), m.TeamArrived())):
        over = Telling().tell(MISSION, "M1", REQUESTED, m.MissionRevised(place=ELSEWHERE), *ends)
        assert row(over).revised is None
        assert row(over).place == ELSEWHERE.label


def test_no_arrival_is_announced_for_where_the_patient_is_not() -> None:
    proposed = m.TeamsProposed(proposal=a_proposal("T1"))
    told = Telling().tell(MISSION, "M1", REQUESTED, proposed, m.MissionOrdered(team="T1"))
    assert row(told).eta == 600
    told.tell(MISSION, "M1", m.MissionRevised(place=ELSEWHERE))
    assert row(told).eta is None


def test_a_crew_on_its_way_sees_where_the_patient_is_and_that_it_is_new() -> None:
    told = on_m1().tell(MISSION, "M1", m.MissionRevised(place=ELSEWHERE, priority=Priority.P0))
    part = of_team(told).mission
    assert part is not None
    assert (part.place, part.priority) == (ELSEWHERE, Priority.P0)
    assert part.revised == Revised(at=told.at, place=PLACE.label, priority=REQUESTED.priority)
    told.tell(MISSION, "M1", m.TeamAlerted(), m.TeamDeparted(), m.TeamArrived())
    arrived = of_team(told).mission
    assert arrived is not None
    assert (arrived.place, arrived.revised) == (ELSEWHERE, None)


def test_the_timeline_says_where_and_how_urgent_at_the_end() -> None:
    told = Telling().tell(MISSION, "M1", REQUESTED, m.MissionRevised(place=ELSEWHERE, priority=Priority.P0))
    shown = timeline(told.log)
    assert shown is not None
    assert (shown.place, shown.priority, len(shown.steps)) == (ELSEWHERE, Priority.P0, 2)
