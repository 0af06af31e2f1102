"""The national code lists, against the published files where they are at hand."""

import csv
import re
from enum import StrEnum

import pytest

from domain import codes
from domain.vocabulary import Role
from tests.national import CODE_LISTS, needs_national
from tests.tree import ROOT

WHOLE: list[tuple[type[StrEnum], str]] = [
    (codes.Priority, "priorite"),
    (codes.CareLevel, "niveauSoin"),
    (codes.DecisionType, "typeDecision"),
    (codes.CaseStatus, "etat"),
    (codes.VectorStatus, "statutVecteur"),
    (codes.CareType, "typePEC"),
    (codes.Channel, "filiere"),
    (codes.CallOrigin, "origine"),
    (codes.OrientationType, "typeOrientation"),
    (codes.Sex, "sexe"),
    (codes.CallerType, "typeAppelant"),
]
PART: list[tuple[type[StrEnum], str]] = [
    (codes.DismissalCode, "attribution"),
]
OURS = {Role.AUDITOR, Role.ADMIN, Role.CALLER, Role.SYSTEM}


def published(name: str) -> list[str]:
    """The codes of one national list, in its order."""
    with (CODE_LISTS / f"HubSante.{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["code"] for row in csv.DictReader(file)]


@needs_national
@pytest.mark.parametrize(("enum", "name"), WHOLE, ids=[name for _, name in WHOLE])
def test_a_national_list_is_whole_and_in_its_order(enum: type[StrEnum], name: str) -> None:
    assert [member.value for member in enum] == published(name)


@needs_national
@pytest.mark.parametrize(("enum", "name"), PART, ids=[name for _, name in PART])
def test_a_part_of_a_national_list_has_no_code_of_its_own(enum: type[StrEnum], name: str) -> None:
    assert {member.value for member in enum} <= set(published(name))


@needs_national
def test_roles_are_national_but_those_that_the_nation_does_not_have() -> None:
    assert set(Role) - set(published("role")) == OURS


@needs_national
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_motives_of_the_pages_are_the_national_list(language: str) -> None:
    words = ROOT / "web" / "src" / "shared" / "i18n" / f"motives.{language}.ts"
    assert re.findall(r'^  "(M\d\d\.\d\d)":', words.read_text("utf-8"), re.MULTILINE) == published("motif")


def test_dmp_modes_and_identity_statuses_have_their_published_codes() -> None:
    assert {mode.value for mode in codes.DmpMode} == {"normal", "bris_de_glace", "centre_15"}
    assert [status.value for status in codes.InsStatus] == ["PROV", "RECUP", "VALI", "QUAL"]
