"""Who may do what on the nodes of `deploy/`, who is let in, and what shows whoever tries."""

import asyncio
import socket
import ssl
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from eventlog import wire
from eventlog.connection import Connection, connected
from eventlog.journal import Entry, LogUnavailable
from eventlog.relay import Relay
from tests.eventlog.production import CENTRE, LAYOUT, STREAMS, Cluster, make_site, open_log
from tests.waiting import until

pytestmark = pytest.mark.timeout(180)


async def refused(connection: Connection, subject: str, payload: bytes = b"") -> None:
    with pytest.raises(LogUnavailable):
        await connection.request(subject, payload, seconds=0.3)


def forbidden(name: str) -> dict[str, bytes]:
    """What nobody may ask of a stream."""
    update = msgspec.json.encode({"name": name, "subjects": LAYOUT.subjects, "max_msgs": 1})
    return {
        f"$JS.API.STREAM.PURGE.{name}": b"",
        f"$JS.API.STREAM.MSG.DELETE.{name}": b'{"seq":1}',
        f"$JS.API.STREAM.UPDATE.{name}": update,
        f"$JS.API.STREAM.DELETE.{name}": b"",
    }


async def logged(cluster: Cluster, *words: str) -> None:
    """Wait until a node has written of a violation with these words."""
    await until(lambda: any(all(word in line for word in words) for line in cluster.violations()), seconds=5)


@pytest.mark.parametrize("user", ["writer", "operator"])
async def test_nobody_deletes_or_edits_and_whoever_tries_is_named(cluster: Cluster, user: str) -> None:
    async with connected(cluster.settings("writer")) as connection:
        journal = await open_log(connection)
        await journal.append([Entry(id=f"kept:{user}", version=1, topic="t", data=b"1")], save_id=user)
        before = await journal.scan(limit=10_000)
    questions = {subject: text for name in STREAMS for subject, text in forbidden(name).items()}
    async with connected(cluster.settings(user)) as connection:
        await asyncio.gather(*(refused(connection, *question) for question in questions.items()))
    for subject in questions:
        await logged(cluster, f"CN={user}", f'"{subject}"')
    async with connected(cluster.settings("writer")) as connection:
        assert await (await open_log(connection)).scan(limit=10_000) == before


async def test_the_writer_creates_no_stream_and_moves_no_leader(writer: Connection, cluster: Cluster) -> None:
    for subject in (
        "$JS.API.STREAM.CREATE.OTHER",
        f"$JS.API.STREAM.SNAPSHOT.{LAYOUT.stream}",
        f"$JS.API.STREAM.LEADER.STEPDOWN.{LAYOUT.stream}",
        f"$JS.API.CONSUMER.PAUSE.{LAYOUT.stream}.sms",
    ):
        await refused(writer, subject)
        await logged(cluster, "CN=writer", f'"{subject}"')


async def test_the_operator_neither_writes_nor_reads_facts(operator: Connection, cluster: Cluster) -> None:
    for subject in (LAYOUT.entry("forged", 1), f"$JS.API.DIRECT.GET.{LAYOUT.stream}"):
        await refused(operator, subject, b'{"last_by_subj":">"}')
        await logged(cluster, "CN=operator", f'"{subject}"')


async def test_a_second_publication_of_a_version_is_refused(writer: Connection) -> None:
    """A writer that lies may add versions of its own; what was there cannot be hidden."""
    journal = await open_log(writer)
    true = Entry(id="lied:about", version=1, topic="t", data=b"true")
    [position] = await journal.append([true], save_id="s1")
    answer = await writer.request(LAYOUT.entry("lied:about", 1), b"false", seconds=5)
    error = wire.ack(answer.data).error
    assert error is not None
    assert error.err_code == wire.STORE_FAILED
    assert [(each.position, each.data) for each in await journal.read("lied:about")] == [(position, b"true")]


@pytest.mark.parametrize(("spy", "victim"), [("writer", "_INBOX.operator.>"), ("operator", "_INBOX.vigie.>")])
async def test_users_do_not_read_each_others_answers(cluster: Cluster, spy: str, victim: str) -> None:
    heard: list[str] = []

    async def hear(message: Any) -> None:
        heard.append(message.subject)

    async with (
        connected(cluster.settings("operator")) as operator,
        connected(cluster.settings("writer")) as writer,
    ):
        client: Any = (writer if spy == "writer" else operator).client
        await client.subscribe(victim, cb=hear)
        await logged(cluster, f"CN={spy}", f'"{victim}"')
        for each in (operator, writer):
            await each.request(f"$JS.API.STREAM.INFO.{LAYOUT.stream}", seconds=5)
        await asyncio.sleep(0.1)
    assert heard == []


_HELLO = b'CONNECT {"verbose":false,"pedantic":false}\r\nPING\r\n'


def in_the_clear(port: int) -> bytes:
    """All a node says to a client that speaks without TLS, until it hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall(_HELLO)
        return b"".join(iter(lambda: link.recv(65536), b""))


def over_tls(port: int, tls: ssl.SSLContext, *, route: bool = False) -> bytes:
    """What a node answers over TLS; nothing where it hangs up."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
        if not route:
            plain.recv(65536)  # clients are greeted before TLS
        with tls.wrap_socket(plain, server_hostname="127.0.0.1") as link:
            link.sendall(_HELLO)
            return link.recv(65536)
    return b""


def context(authority: Path, certificate: Path | None = None) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(authority))
    if certificate is not None:
        made.load_cert_chain(certificate)
    return made


def test_a_connection_without_tls_or_without_a_users_certificate_is_refused(
    cluster: Cluster, tmp_path: Path
) -> None:
    assert make_site(tmp_path / "elsewhere").returncode == 0
    ours = cluster.secrets / "log-ca.pem"
    for port in cluster.client_ports.values():
        heard = in_the_clear(port)
        assert b'"tls_required":true' in heard
        assert b"PONG" not in heard
        assert over_tls(port, context(ours, cluster.secrets / "writer.pem")).startswith(b"PONG")
        assert over_tls(port, context(ours)) == b""
        assert over_tls(port, context(ours, tmp_path / "elsewhere" / "secrets" / "writer.pem")) == b""
        assert over_tls(port, context(ours, cluster.secrets / "nats-1.pem")) == b""


def test_no_users_certificate_opens_a_route(cluster: Cluster) -> None:
    nodes = cluster.secrets / "cluster-ca.pem"
    for port in cluster.route_ports.values():
        assert b"INFO" in over_tls(port, context(nodes, cluster.secrets / "nats-2-route.pem"), route=True)
        assert over_tls(port, context(nodes, cluster.secrets / "writer.pem"), route=True) == b""


async def test_processes_speak_of_video_sessions_and_the_operator_does_not_hear(
    cluster: Cluster, writer: Connection, operator: Connection
) -> None:
    relay, heard = Relay(writer, CENTRE), list[tuple[str, bytes]]()
    async with relay.listening(lambda room, payload: heard.append((room, payload))):
        client: Any = operator.client
        await client.subscribe(f"signal.{CENTRE}.*", cb=None)
        await logged(cluster, "CN=operator", f'"signal.{CENTRE}.*"')
        await relay.tell("v1", b"offer")
        await until(lambda: heard == [("v1", b"offer")])
    await operator.publish(f"signal.{CENTRE}.v1", b"forged")
    await logged(cluster, "CN=operator", f'"signal.{CENTRE}.v1"')
