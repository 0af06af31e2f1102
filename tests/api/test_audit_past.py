"""Boards of former times are the live board's own, wherever one looks first and however few are kept."""

import asyncio
import random

from api.audit_past import Past
from projections.projection import rebuild
from projections.regulator_board import REGULATOR_BOARD
from tests.api.audits import broken, regulated
from tests.api.world import Browser, World
from tests.reading import all_facts


async def test_every_place_shows_what_a_rebuild_up_to_it_shows(world: World, doctor: Browser) -> None:
    for number in range(4):
        await regulated(doctor, f"c{number}")
        await broken(world, doctor, f"a{number}", f"c{number}")
    facts = await all_facts(world.log)
    past = Past(world.log, spacing=2, most=4)
    places = [*range(len(facts) + 1), *range(len(facts) + 1)]
    random.Random(3).shuffle(places)
    for position in places:
        expected = rebuild(REGULATOR_BOARD, facts[:position]).view
        assert await past.board(position) == expected, position
    past.forget()
    assert await past.board(len(facts)) == world.house.board.view


async def test_an_instant_is_the_last_fact_recorded_by_then(world: World, doctor: Browser) -> None:
    await regulated(doctor)
    facts = await all_facts(world.log)
    past = Past(world.log)
    for fact in facts:
        last = max(each.position for each in facts if each.at <= fact.at)
        assert await past.place_of(fact.at) == last
    assert await past.place_of(facts[0].at.replace(year=2000)) == 0
    assert await past.place_of(facts[0].at.replace(year=2100)) == len(facts)


async def test_the_past_is_warm_after_the_first_request_of_an_auditor(world: World, doctor: Browser) -> None:
    await regulated(doctor)
    past: Past = world.app.state.past
    async with world.signed_in("auditor-1") as auditor:
        assert (await auditor.client.get("/api/audit/reviews")).is_success
    await past.close()
    assert await past.board(2) == rebuild(REGULATOR_BOARD, (await all_facts(world.log))[:2]).view


async def test_what_is_forgotten_while_a_board_is_folded_is_read_again(world: World, doctor: Browser) -> None:
    for number in range(3):
        await regulated(doctor, f"c{number}")
    last = await world.log.last_position()
    past = Past(world.log, spacing=1)
    folding = asyncio.create_task(past.board(last))
    await asyncio.sleep(0)
    past.forget()
    assert await folding == world.house.board.view
