"""docs/facts.md says what the structs are."""

from domain import house
from tests.tree import ROOT
from vigie.facts_page import facts_of, render

PAGE = ROOT / "docs" / "facts.md"


def test_the_committed_page_is_what_the_structs_say() -> None:
    assert PAGE.read_text("utf-8") == render(), "run `make docs`"


def test_every_fact_and_its_tag_are_on_the_page() -> None:
    lines = render().splitlines()
    for kind in house.DECIDERS:
        for fact in facts_of(kind):
            heading = lines.index(f"### {fact.__name__}")
            assert lines[heading + 2].startswith(f"`{fact.__struct_config__.tag}`")


def test_every_link_leads_to_a_value() -> None:
    page = render()
    links = {part.partition(")")[0] for part in page.split("](#")[1:]}
    headings = {line.removeprefix("### ").lower() for line in page.splitlines() if line.startswith("### ")}
    assert links
    assert links <= headings
