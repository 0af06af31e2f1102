"""The communes of a site, by its settings."""

from pathlib import Path

import pytest

from vigie.places import places
from vigie.settings import Settings, from_environment


async def test_the_demonstration_finds_what_is_near_it() -> None:
    found = await places(Settings()).find("saint", 3)
    assert found[0].name == "Saint-Vit"
    assert found[0].metres is not None
    assert found[0].metres < 30_000


async def test_a_site_says_its_list_its_place_and_its_departments(tmp_path: Path) -> None:
    file = tmp_path / "communes.csv"
    lines = ("Dole,47.09,5.49,25000,39198", "Dolus,46.0,-1.26,3000,17140", "Dolving,48.7,7.0,400,57180")
    file.write_text("\n".join(("nom,lat,lon,pop2021,insee", *lines)), "utf-8")
    env = {
        "VIGIE_COMMUNES": str(file),
        "VIGIE_CENTRE_POSITION": "48.69, 6.18",
        "VIGIE_DEPARTMENTS": "57,54",
        "VIGIE_DUPLICATES_WITHIN": "3600",
    }
    settings = from_environment(env)
    assert (settings.centre_position, settings.departments) == ((48.69, 6.18), ("57", "54"))
    assert settings.duplicates_within == 3600
    assert [each.name for each in await places(settings).find("dol", 3)] == ["Dolving", "Dole", "Dolus"]


def test_bad_settings_are_named(tmp_path: Path) -> None:
    for wrong in ("47.24", "47.24,6.02,1", "north,6", "91,6"):
        with pytest.raises(ValueError, match="VIGIE_CENTRE_POSITION is not a latitude"):
            from_environment({"VIGIE_CENTRE_POSITION": wrong})
    with pytest.raises(ValueError, match="cannot read the communes"):
        places(Settings(communes=tmp_path / "absent.csv"))
