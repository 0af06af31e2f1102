"""compose.yaml asks for nothing that is not there, shows nothing that is secret, and opens one port."""

import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.eventlog.production import DEPLOY, NODES, make_site
from tests.tree import ROOT

TEXT = (ROOT / "compose.yaml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
ONE_SHOT = {"init"}
PUBLISHED = {"api"}
PUBLIC = {"coturn"}
"""What patients reach without the proxy: on the public address that the site names, on nothing by itself."""
PUBLIC_ADDRESS = "${VIGIE_TURN_ADDRESS:-127.0.0.1}:"
SECRET_NAME = re.compile(r"PASSWORD|SECRET|TOKEN|CREDENTIAL|_KEY|PASS(?!FILE)")
PASSWORD_IN_ADDRESS = re.compile(r"://[^/@\s]*:[^/@\s]+@")


def faults(compose: dict[str, Any]) -> list[str]:
    """What is wrong with the services, in words."""
    services: dict[str, dict[str, Any]] = compose["services"]
    return [f"{name}: {fault}" for name, each in services.items() for fault in _faults(name, each)]


def secrets_of(service: dict[str, Any], key: str) -> set[str]:
    """The secrets a service gets, by `source` (ours) or `target` (what it reads)."""
    given: list[str | dict[str, str]] = service["secrets"]
    return {each if isinstance(each, str) else each[key] for each in given}


def _faults(name: str, service: dict[str, Any]) -> Iterator[str]:
    if name in ONE_SHOT:
        if service.get("restart") != "on-failure":
            yield "does not try again"
    else:
        if service.get("restart") != "unless-stopped":
            yield "does not come back"
        if not service.get("healthcheck", {}).get("test"):
            yield "has no health check"
    if not service.get("read_only"):
        yield "can write to its own files"
    if "no-new-privileges:true" not in service.get("security_opt", []):
        yield "may gain privileges"
    if service.get("cap_drop") != ["ALL"] or service.get("cap_add") or service.get("privileged"):
        yield "keeps privileges"
    if not str(service.get("user", "")).startswith("${VIGIE_UID:?"):
        yield "does not run as the site's user"
    ports: list[str] = service.get("ports", [])
    if ports and name not in PUBLISHED | PUBLIC:
        yield "is published"
    if not all(port.startswith(PUBLIC_ADDRESS if name in PUBLIC else "127.0.0.1:") for port in ports):
        yield "is published beyond this machine"
    for key, value in service.get("environment", {}).items():
        if SECRET_NAME.search(key) and not key.endswith("_FILE"):
            yield f"{key} would show a secret"
        if PASSWORD_IN_ADDRESS.search(str(value)):
            yield f"{key} shows a password"


def test_every_service_is_watched_confined_and_keeps_its_secrets() -> None:
    assert {*NODES, "init", "api", "worker", "postgres"} <= COMPOSE["services"].keys()
    assert faults(COMPOSE) == []


@pytest.mark.parametrize(
    ("name", "offence"),
    [
        ("api", {"restart": "no"}),
        ("init", {"restart": "no"}),
        ("worker", {"healthcheck": {}}),
        ("nats-1", {"read_only": False}),
        ("nats-2", {"security_opt": []}),
        ("nats-3", {"cap_add": ["SYS_ADMIN"]}),
        ("postgres", {"user": "0:0"}),
        ("postgres", {"ports": ["127.0.0.1:5432:5432"]}),
        ("api", {"ports": ["8015:8015"]}),
        ("coturn", {"ports": ["443:5349"]}),
        ("api", {"environment": {"POSTGRES_PASSWORD": "x"}}),
        ("worker", {"environment": {"VIGIE_DATABASE_URL": "postgresql://vigie:x@postgres/vigie"}}),
    ],
)
def test_an_offence_is_seen(name: str, offence: dict[str, Any]) -> None:
    planted = deepcopy(COMPOSE)
    planted["services"][name] |= offence
    assert len(faults(planted)) == 1


def test_the_log_and_the_database_are_on_networks_without_a_way_out() -> None:
    inside = {name for name, network in COMPOSE["networks"].items() if network.get("internal")}
    for name in (*NODES, "init", "postgres"):
        assert set(COMPOSE["services"][name]["networks"]) <= inside
    on_cluster = {name for name, each in COMPOSE["services"].items() if "cluster" in each["networks"]}
    assert on_cluster == set(NODES)


def test_the_relay_stands_apart_and_reaches_no_network_of_the_hospital() -> None:
    relay = COMPOSE["services"]["coturn"]
    assert relay["networks"] == ["public"]
    assert [name for name, each in COMPOSE["services"].items() if "public" in each["networks"]] == ["coturn"]
    assert secrets_of(relay, "source") == {"turn.conf", "turn.pem"}
    denied = {option for option in relay["command"] if option.startswith("--denied-peer-ip=")}
    for inside in ("10.0.0.0-", "127.0.0.0-", "172.16.0.0-", "192.168.0.0-", "169.254.0.0-", "fc00::-"):
        assert any(option.startswith(f"--denied-peer-ip={inside}") for option in denied), inside
    assert "--use-auth-secret" in relay["command"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert make_site(folder).returncode == 0
    return folder


def test_the_script_makes_every_file_and_value_that_is_asked_for(site: Path) -> None:
    given = dict(line.split("=", 1) for line in (site / ".env").read_text().splitlines())
    assert set(re.findall(r"\$\{(\w+):\?", TEXT)) == given.keys()
    text = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: given[found[1]], TEXT)
    compose: dict[str, Any] = yaml.safe_load(text)
    files = [Path(secret["file"]) for secret in compose["secrets"].values()]
    for service in compose["services"].values():
        files += [ROOT / volume.split(":")[0] for volume in service.get("volumes", [])]
        if "build" in service:
            files.append(ROOT / service["build"]["dockerfile"])
        assert secrets_of(service, "source") <= compose["secrets"].keys()
    assert [str(file) for file in files if not file.exists()] == []
    assert given["VIGIE_UID"] != "0"


def test_the_sites_own_values_are_nowhere_in_the_files_of_the_house(site: Path) -> None:
    password = (site / "secrets" / "database-password").read_text().strip()
    assert len(password) == 64
    assert password not in TEXT
    assert "PRIVATE KEY" not in TEXT
    assert all(file.stat().st_mode & 0o077 == 0 for file in (site / "secrets").iterdir())
    assert (site / ".gitignore").read_text() == "*\n"


def test_each_node_gets_what_its_configuration_names() -> None:
    conf = "".join((DEPLOY / "nats" / name).read_text() for name in ("nats.conf", "accounts.conf"))
    code = "\n".join(line.partition("#")[0] for line in conf.splitlines())
    for name in NODES:
        node = COMPOSE["services"][name]
        assert secrets_of(node, "target") == set(re.findall(r"\S+\.pem", code))
        assert node["environment"].keys() == set(re.findall(r"\$(VIGIE_\w+)", code))
        assert node["environment"]["VIGIE_NODE"] == name
    assert "sync_interval: always" in conf


def test_the_image_holds_the_rooms_and_the_locks_and_is_named_for_the_release() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rooms = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    let_in = set(re.findall(r"^!(\S+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.MULTILINE))
    assert {*rooms, "web", "hatch_build.py", "pyproject.toml", project["project"]["readme"]} <= let_in
    assert all((ROOT / name).exists() for name in let_in)
    recipe = (DEPLOY / "Dockerfile").read_text()
    assert recipe.count("pip install --require-hashes --only-binary :all:") == 2
    assert COMPOSE["services"]["api"]["image"] == f"vigie:${{VIGIE_RELEASE:-{project['project']['version']}}}"


@pytest.fixture
def answering() -> Iterator[Callable[[int], str]]:
    """Starts a server that answers every question with one status; returns its address."""
    servers: list[HTTPServer] = []

    def start(status: int) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_args: Any, **_named: Any) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
@pytest.mark.parametrize("name", ["nats-1", "api"])
def test_the_health_check_tells_well_from_ill(
    answering: Callable[[int], str], name: str, status: int, healthy: bool
) -> None:
    _, _, options, program, _, path = COMPOSE["services"][name]["healthcheck"]["test"]
    done = subprocess.run(
        [sys.executable, options, program, answering(status), path], check=False, capture_output=True
    )
    assert (done.returncode == 0) is healthy


def test_making_a_site_again_changes_nothing_and_renews_what_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def contents() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in (tmp_path / "secrets").iterdir()}

    assert make_site(tmp_path).returncode == 0
    first = contents()
    assert {f"{node}.pem" for node in NODES} <= first.keys()
    assert make_site(tmp_path).returncode == 0
    assert contents() == first
    monkeypatch.setenv("RENEW_DAYS", "400")
    assert make_site(tmp_path).returncode == 0
    changed = {name for name, text in contents().items() if text != first[name]}
    kept = {name for name in first if name.endswith("-ca.pem")} | {"turn.pem"}  # the site puts its own there
    assert changed == {name for name in first if name.endswith(".pem")} - kept
    (tmp_path / "authority" / "log.key").unlink()
    done = make_site(tmp_path)
    assert (done.returncode, "bring back authority/log.key" in done.stderr) == (1, True)
