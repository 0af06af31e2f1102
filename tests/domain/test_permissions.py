"""Who may ask for what: every command is in the table, and no door of the house forgets it."""

from typing import get_args

import pytest

from domain import house
from domain.dmp_access import commands as dmp
from domain.fact import Act, Actor, Command, Refusal
from domain.house import AnyCommand
from domain.mission import commands as mission
from domain.refusals import RoleNotAllowed
from domain.regulation_call import commands as call
from domain.rules.permissions import PERMISSIONS
from domain.visio_session import commands as visio
from domain.vocabulary import Role
from tests.builders import NOW, PEOPLE
from tools.exploring import COMMANDS

SAMPLES = [command for commands in COMMANDS.values() for command in commands]


def refused(command: AnyCommand, by: Actor) -> bool:
    """Whether a role is refused on streams where nothing has happened."""
    plan = house.plan(command)
    states = [house.DECIDERS[stream.kind].initial for stream in (*plan.writes, *plan.reads)]
    try:
        plan.decide(states, Act(at=NOW, by=by, command_id="c-1"))
    except RoleNotAllowed:
        return True
    except Refusal:
        return False
    return False


def test_every_command_is_in_the_table() -> None:
    assert set(PERMISSIONS) == set(get_args(house.AnyCommand))
    assert all(PERMISSIONS.values())


@pytest.mark.parametrize("by", PEOPLE, ids=lambda by: by.role.name)
def test_the_house_checks_the_role_of_every_command(by: Actor) -> None:
    for command in SAMPLES:
        assert refused(command, by) == (by.role not in PERMISSIONS[type(command)]), type(command)


@pytest.mark.parametrize(
    ("command", "roles"),
    [
        (mission.OrderMission, {Role.REGULATOR}),
        (call.DecideIntervention, {Role.REGULATOR}),
        (call.ValidateCall, {Role.REGULATOR}),
        (dmp.ReviewBreakGlass, {Role.AUDITOR}),
        (dmp.RevokeAccess, {Role.AUDITOR, Role.ADMIN}),
        (dmp.ConsultDocument, {Role.REGULATOR, Role.NURSE}),
        (visio.GiveConsent, {Role.CALLER, Role.NURSE, Role.AMBULANCE_CREW}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_the_law_or_prudence_reserves_is_reserved(command: type[Command], roles: set[Role]) -> None:
    assert PERMISSIONS[command] == roles


def test_a_machine_decides_nothing_medical_and_sends_nobody() -> None:
    medical = (call.GiveAdvice, call.DecideIntervention, mission.OrderMission, mission.AssignDestination)
    assert not [command for command in medical if Role.SYSTEM in PERMISSIONS[command]]


def test_an_administrator_touches_no_patient() -> None:
    allowed = {command for command, roles in PERMISSIONS.items() if Role.ADMIN in roles}
    names = {"RevokeAccess", "OpenFile", "RefuseReading", "EraseSubject"}
    assert {command.__name__ for command in allowed} == names
