"""Finding communes by name: the list that is carried, and a site's own."""

from pathlib import Path

import pytest

from domain.vocabulary import Position
from gateways.places.communes import Commune, read_communes
from gateways.places.search import CommuneSearch
from tests.tree import ROOT

BESANCON = Position(47.24, 6.02)
NATIONAL = ROOT.parent / "shared" / "geo" / "communes_fr.csv"


@pytest.fixture(scope="module")
def carried() -> CommuneSearch:
    return CommuneSearch(read_communes(), centre=BESANCON, departments=["25"])


async def names(search: CommuneSearch, asked: str, limit: int = 8) -> list[str]:
    return [found.name for found in await search.find(asked, limit)]


async def test_accents_hyphens_case_and_saints_make_no_difference(carried: CommuneSearch) -> None:
    for asked in ("besançon", "BESANCON", "Besan"):
        assert (await names(carried, asked))[0] == "Besançon", asked
    for asked in ("st vit", "Saint-Vit", "ST-VIT"):
        assert (await names(carried, asked))[0] == "Saint-Vit", asked


async def test_a_word_half_typed_may_still_be_another(carried: CommuneSearch) -> None:
    found = await names(CommuneSearch([a_commune("Strasbourg"), a_commune("Saint-Vit")]), "St")
    assert sorted(found) == ["Saint-Vit", "Strasbourg"]


async def test_an_article_may_be_left_out_and_any_word_may_come_first(carried: CommuneSearch) -> None:
    assert (await names(carried, "mans"))[0] == "Le Mans"
    assert "Noidans-lès-Vesoul" in await names(carried, "vesoul noid")
    assert await names(carried, "zzz") == []


async def test_what_is_near_comes_before_what_is_far_and_the_whole_name_before_both() -> None:
    far = a_commune("Dolegrande", population=90_000, at=Position(43.3, 5.4))
    near, whole = a_commune("Dolette", at=Position(47.3, 6.1)), a_commune("Dole", at=Position(47.09, 5.49))
    search = CommuneSearch([far, near, whole], centre=BESANCON)
    assert await names(search, "dol") == ["Dolette", "Dole", "Dolegrande"]
    assert (await names(search, "dole"))[0] == "Dole"
    assert (await names(CommuneSearch([near, far]), "dol"))[0] == "Dolegrande"


async def test_numbers_are_departments_post_codes_or_insee_codes() -> None:
    ajaccio = a_commune("Ajaccio", insee="2A004", department="2A", post_codes=("20000", "20090"))
    search = CommuneSearch([ajaccio, a_commune("Ajain", insee="23002", department="23")])
    for asked in ("2A", "2a", "20090", "2A004", "aja 2A", "ajaccio (20000)"):
        assert await names(search, asked) == ["Ajaccio"], asked
    [found] = await search.find("20090", 8)
    assert (found.insee, found.department, found.post_codes) == ("2A004", "2A", ("20000", "20090"))


async def test_a_place_says_its_region_and_how_far_it_is(carried: CommuneSearch) -> None:
    [vesoul] = await carried.find("Vesoul", 1)
    assert vesoul.region == "Bourgogne-Franche-Comté"
    assert vesoul.metres == pytest.approx(44_000, rel=0.02)
    assert (vesoul.insee, vesoul.department) == (None, None)


async def test_the_lands_overseas_are_there(carried: CommuneSearch) -> None:
    assert [each.region for each in await carried.find("Mamoudzou", 1)] == ["Mayotte"]


@pytest.mark.skipif(not NATIONAL.exists(), reason="the national list is not beside this checkout")
async def test_a_site_may_give_the_national_list_with_its_codes() -> None:
    search = CommuneSearch(read_communes(NATIONAL), centre=BESANCON, departments=["25"])
    [found] = await search.find("isle sur doubs", 1)
    assert (found.insee, found.department, found.post_codes) == ("25315", "25", ("25250",))
    assert await names(search, "25000") == ["Besançon"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nom,lat,lon,pop2021\n", "no commune in"),
        ("nom,lat,lon,pop2021\nDole,47.09,5.49,1\nDole,north,5,1\n", "communes.csv:3: not a commune"),
        ("nom,lat,lon,pop2021\nDole,147.09,5.49,1\n", "communes.csv:2: not a commune"),
        ("name,lat\nDole,47\n", "communes.csv:2: not a commune"),
    ],
)
def test_a_bad_list_is_refused_by_its_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "communes.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=told):
        read_communes(file)
    with pytest.raises(ValueError, match="cannot read the communes"):
        read_communes(tmp_path / "absent.csv")


def a_commune(
    name: str,
    *,
    population: int = 900,
    at: Position = BESANCON,
    insee: str | None = None,
    department: str | None = None,
    post_codes: tuple[str, ...] = (),
) -> Commune:
    return Commune(
        name=name,
        position=at,
        population=population,
        insee=insee,
        department=department,
        post_codes=post_codes,
    )
