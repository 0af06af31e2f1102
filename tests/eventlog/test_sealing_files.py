"""Which file a fact belongs to: its own, that of its mission, or several."""

import msgspec
import pytest

from domain.dispatch_solve import RecordSolve
from domain.fact import Actor
from domain.mission import commands as m
from domain.mission.facts import TeamsProposed
from domain.mobile_team import commands as team
from domain.mobile_team.facts import CrewMember
from domain.proposal import Candidate, Proposal
from domain.vocabulary import CareType, Position, Role
from eventlog.codec import PoisonEvent
from eventlog.connection import Connection
from eventlog.sealing.blob import SEALED, key_of
from eventlog.sealing.sealing import NoFile
from tests.builders import DOCTOR, MACHINE, NOW, PLACE
from tests.eventlog.sealed import NAME, Site, opened_site
from tools.sample_missions import a_proposal

NURSE = Actor(Role.NURSE, "nurse-1")


@pytest.fixture
async def site(nats_connection: Connection) -> Site:
    return await opened_site(nats_connection)


async def test_a_fact_of_a_crew_is_sealed_with_the_file_of_its_mission(site: Site) -> None:
    await site.mission("C1", "M1")
    shift = team.StartShift(
        team="T1",
        crew=(CrewMember(NURSE.id, Role.NURSE),),
        vehicle="VL 1",
        skills=frozenset(),
        equipment=frozenset(),
        care_type=CareType.PARAMEDICAL,
        base=PLACE,
        ends_at=NOW.replace(day=NOW.day + 1),
    )
    await site.say(shift, NURSE)
    await site.say(m.OrderMission(mission="M1", team="T1", reason="chien méchant"), DOCTOR)
    await site.say(m.CancelMission(mission="M1", team="T1", why="plus de malaise"), DOCTOR)
    keys = {e.id: key_of(e.headers[SEALED]) for e in await site.journal.scan() if SEALED in e.headers}
    assert set(keys.values()) == {"C1"}
    assert "mission:M1" in keys
    assert "mobile-team:T1" not in {e.id for e in await site.journal.scan() if b"malaise" in e.data}


async def test_what_shows_the_places_of_several_patients_goes_with_any_of_them(site: Site) -> None:
    await site.mission("C1", "M1")
    await site.mission("C2", "M2")
    solve = RecordSolve(
        solve="9-0", basis=9, tick=0, inputs=b"where all wait", worker="w", missions=("M1", "M2")
    )
    await site.say(solve, MACHINE)
    await site.say(m.ProposeTeams(mission="M1", proposal=busy_team_of("M2")), MACHINE)
    last = (await site.journal.scan())[-2:]
    assert [key_of(each.headers[SEALED]) for each in last] == ["C1,C2", "C1,C2"]
    recorded, proposed = (await site.log.scan())[-2:]
    assert not isinstance(recorded, PoisonEvent)
    assert recorded.fact.inputs == b"where all wait"
    await site.keys.destroy("C2")
    recorded, proposed = (await site.log.scan())[-2:]
    assert not isinstance(recorded, PoisonEvent)
    assert not isinstance(proposed, PoisonEvent)
    assert (recorded.erased, recorded.fact.inputs, recorded.fact.missions) == (True, b"", ("M1", "M2"))
    assert isinstance(proposed.fact, TeamsProposed)
    assert proposed.fact.proposal.ranked == ()
    received = (await site.log.scan())[0]
    assert not isinstance(received, PoisonEvent)
    assert received.fact.caller.name == NAME  # the file of the other patient is whole


def busy_team_of(mission: str) -> Proposal:
    """A proposal that shows where a team is busy."""
    said = a_proposal("T1", "9-0")
    one: Candidate = msgspec.structs.replace(said.ranked[0], engaged_on=mission, position=Position(48.1, 2.1))
    return msgspec.structs.replace(said, ranked=(one,))


async def test_a_patients_words_without_a_file_are_not_stored(site: Site) -> None:
    solve = RecordSolve(solve="1-0", basis=1, tick=0, inputs=b"places", worker="w", missions=("M9",))
    with pytest.raises(NoFile):
        await site.say(solve, MACHINE)
    assert await site.journal.last_position() == 0
