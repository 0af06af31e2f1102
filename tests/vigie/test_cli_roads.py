"""`vigie roads`, and the settings that choose where journeys come from."""

from pathlib import Path

import pytest

from dispatch.osrm import OsrmTimes
from dispatch.roads.times import RoadTimes
from dispatch.travel import StraightLine
from tests.dispatch.streets import Town, grid
from tests.vigie.shell import Shell
from vigie.settings import Settings, from_environment
from vigie.travel import graph_file, load_roads, travel_of


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return grid(4, 100).write(tmp_path / "Petite Ville-2026.osm.pbf")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_an_extract_is_imported_and_shown(vigie: Shell, extract: Path, data: Path) -> None:
    done = vigie("roads", "import", str(extract), "--data", str(data))
    assert done.code == 0, done.err
    assert done.out.startswith("vigie: petite-ville-2026: 4 km, ")
    shown = vigie("roads", "show", "--data", str(data))
    assert shown.code == 0
    for word in ("petite-ville-2026", extract.name, "© OpenStreetMap contributors"):
        assert word in shown.out


def test_a_name_may_be_given_and_one_import_replaces_another(vigie: Shell, extract: Path, data: Path) -> None:
    for _ in range(2):
        assert vigie("roads", "import", str(extract), "--name", "ville", "--data", str(data)).code == 0
    assert [file.name for file in (data / "roads").iterdir()] == ["ville.roads"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "the file is empty"), (b"no map at all, only words\n" * 9, "not an OpenStreetMap PBF file")],
)
def test_a_bad_extract_is_one_line_and_leaves_the_graph_before_it(
    vigie: Shell, extract: Path, data: Path, tmp_path: Path, content: bytes, said: str
) -> None:
    vigie("roads", "import", str(extract), "--name", "ville", "--data", str(data))
    before = (data / "roads" / "ville.roads").read_bytes()
    bad = tmp_path / "bad.osm.pbf"
    bad.write_bytes(content)
    done = vigie("roads", "import", str(bad), "--name", "ville", "--data", str(data))
    assert done.code == 2
    assert done.err.strip().startswith(f"vigie: bad.osm.pbf: {said}")
    assert len(done.err.strip().splitlines()) == 1
    assert (data / "roads" / "ville.roads").read_bytes() == before


def test_a_truncated_extract_is_one_line(vigie: Shell, extract: Path, data: Path) -> None:
    extract.write_bytes(extract.read_bytes()[:-40])
    done = vigie("roads", "import", str(extract), "--data", str(data))
    assert done.code == 2
    assert "the file is truncated" in done.err
    assert not (data / "roads").exists()


def test_an_extract_of_paths_is_refused(vigie: Shell, data: Path, tmp_path: Path) -> None:
    town = Town()
    town.street((0, 0), (0, 100), highway="path")
    done = vigie("roads", "import", str(town.write(tmp_path / "paths.osm.pbf")), "--data", str(data))
    assert done.code == 2
    assert "paths.osm.pbf: there is no road in it" in done.err


@pytest.mark.parametrize("name", ["", "../x", "A B", "a/b", ".hidden", "x" * 65])
def test_a_name_that_is_no_file_name_is_refused(vigie: Shell, extract: Path, data: Path, name: str) -> None:
    done = vigie("roads", "import", str(extract), "--name", name, "--data", str(data))
    assert done.code == (0 if not name else 2)  # no name at all is the default
    assert name == "" or "is no name of a road graph" in done.err


def test_what_is_missing_or_spoilt_is_said(vigie: Shell, extract: Path, data: Path) -> None:
    assert vigie("roads", "import", str(data / "no.osm.pbf"), "--data", str(data)).code == 2
    nothing = vigie("roads", "show", "--data", str(data))
    assert (nothing.code, "there is no road graph in" in nothing.err) == (2, True)
    vigie("roads", "import", str(extract), "--name", "ville", "--data", str(data))
    file = data / "roads" / "ville.roads"
    file.write_bytes(file.read_bytes()[:-1])
    shown = vigie("roads", "show", "--data", str(data))
    assert shown.code == 0
    assert "damaged" in shown.out


def test_the_settings_choose_the_source(vigie: Shell, extract: Path, data: Path) -> None:
    vigie("roads", "import", str(extract), "--name", "ville", "--data", str(data))
    assert isinstance(travel_of(Settings(data=data)), StraightLine)
    assert isinstance(travel_of(Settings(data=data, travel="roads")), RoadTimes)
    assert isinstance(travel_of(Settings(data=data, travel="roads", roads="ville")), RoadTimes)
    assert isinstance(travel_of(Settings(data=data, travel="osrm", osrm_url="http://127.0.0.1:1")), OsrmTimes)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(travel="helicopter"), "VIGIE_TRAVEL is 'helicopter': it is one of estimate, roads, osrm"),
        (Settings(travel="roads"), "there is no road graph in .*: make one with `vigie roads import`"),
        (Settings(travel="roads", roads="ville"), "no road graph ville in .*: there is no road graph"),
        (Settings(travel="roads", roads="../ville"), "is no name of a road graph"),
        (Settings(travel="osrm"), "say where the server is in VIGIE_OSRM_URL"),
        (Settings(travel="osrm", osrm_url="ville:5000"), "not an http:// or https:// address"),
    ],
)
def test_a_source_that_cannot_be_had_is_one_line(settings: Settings, said: str, data: Path) -> None:
    from dataclasses import replace

    with pytest.raises(ValueError, match=said):
        travel_of(replace(settings, data=data))


def test_several_graphs_have_to_be_told_apart(vigie: Shell, extract: Path, data: Path) -> None:
    for name in ("est", "ouest"):
        vigie("roads", "import", str(extract), "--name", name, "--data", str(data))
    with pytest.raises(ValueError, match=r"there are est, ouest in .*: say which one in VIGIE_ROADS"):
        load_roads(Settings(data=data))
    assert load_roads(Settings(data=data, roads="est")).label.name == "est"
    assert graph_file(data, "est").exists()


def test_the_environment_is_read() -> None:
    env = {
        "VIGIE_TRAVEL": "osrm",
        "VIGIE_ROADS": "est",
        "VIGIE_OSRM_URL": "http://osrm:5000",
        "VIGIE_OSRM_TABLE": "500",
    }
    found = from_environment(env)
    assert (found.travel, found.roads, found.osrm_table) == ("osrm", "est", 500)
    assert "osrm:5000" not in repr(found)
    assert from_environment({}).travel == "estimate"
    with pytest.raises(ValueError, match="VIGIE_OSRM_TABLE is not a whole number"):
        from_environment({"VIGIE_OSRM_TABLE": "many"})
