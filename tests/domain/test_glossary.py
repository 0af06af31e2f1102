"""docs/glossary.md has every public word of the domain, with its national code."""

import importlib
import pkgutil
import re
from enum import StrEnum

import domain
from domain import house
from tests.tree import ROOT
from vigie.facts_page import facts_of

TEXT = (ROOT / "docs" / "glossary.md").read_text("utf-8")
WORDS = set(re.findall(r"`([^`]+)`", TEXT))
STORIES = {
    *("RegulationCall", "VisioSession", "MobileTeam", "Mission", "DmpAccess", "FileReading"),
    *("StandingOrder", "DispatchSolve", "LogVerification", "Erasure", "Alarm", "Document", "CrewSafety"),
    "VisioDoor",
    "Teleconsultation",
}


def enumerations() -> list[type[StrEnum]]:
    """Every code list that the domain declares, wherever it does."""
    names = [module.name for module in pkgutil.walk_packages(domain.__path__, "domain.")]
    modules = [importlib.import_module(name) for name in names]
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value.__module__ == module.__name__
    ]


def section(heading: str) -> str:
    """The text under one third-level heading."""
    return TEXT.partition(f"### `{heading}`\n")[2].partition("\n### ")[0]


def test_every_story_is_there() -> None:
    assert {kind.replace("-", "") for kind in house.DECIDERS} == {story.lower() for story in STORIES}
    assert set() == STORIES - WORDS


def test_every_fact_is_there() -> None:
    assert {fact.__name__ for kind in house.DECIDERS for fact in facts_of(kind)} - WORDS == set()


def test_every_code_of_every_list_is_there_with_its_french() -> None:
    lists = enumerations()
    assert len(lists) > 20
    for codes in lists:
        rows = section(codes.__name__)
        for member in codes:
            assert re.search(
                rf"^\| \S.* \| `{member.name}` \| `{re.escape(member.value)}` \|$", rows, re.MULTILINE
            ), member


def test_no_fact_that_is_gone_is_left() -> None:
    rows = re.findall(
        r"^\| [^|]+ \| `([A-Za-z]+)` \|",
        TEXT.partition("## Facts of")[2].partition("## Code lists")[0],
        re.MULTILINE,
    )
    assert set(rows) == {fact.__name__ for kind in house.DECIDERS for fact in facts_of(kind)}
