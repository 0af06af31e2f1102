"""The quicker ways give what nats-py's own give."""

import asyncio
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from nats.aio.client import Client

from eventlog.client import Arrived, QuickClient
from eventlog.embedded import EmbeddedServer

NAMES = st.sampled_from(["Vigie-Topic", "Nats-Sequence", "A", "a b", " A", "A ", "", "É", "A:B"])
VALUES = st.text(max_size=20) | st.sampled_from(["", " ", "a: b", " x ", "\t", ":"])
LINES = st.tuples(NAMES, st.sampled_from([":", ": ", ":\t", ""]), VALUES).map("".join)


@given(st.lists(LINES, max_size=5))
def test_the_headers_are_the_same(lines: list[str]) -> None:
    raw = "\r\n".join([*lines, "", ""]).encode()
    slow = cast("Any", Client)._parse_header_lines(raw)
    assert cast("Any", QuickClient)._parse_header_lines(raw) == slow


@given(st.binary(max_size=60))
def test_any_bytes_are_read_the_same(raw: bytes) -> None:
    slow = cast("Any", Client)._parse_header_lines(raw)
    assert cast("Any", QuickClient)._parse_header_lines(raw) == slow


HEADERS = [None, {"A": "1"}, {"A": "1", "Nats-B": "a: b"}, {"A": "é"}]
QUESTIONS = {
    "$JS.API.STREAM.CREATE.SAME": b'{"name": "SAME", "subjects": ["none"], "allow_direct": true}',
    "$JS.API.DIRECT.GET.SAME": b'{"last_by_subj": "none"}',  # answered by a status alone
    "none": b"kept",
    "$JS.API.DIRECT.GET.SAME.none": b"",
}


async def test_what_is_handed_over_at_once_is_the_same_in_the_same_order(nats_server: EmbeddedServer) -> None:
    plain, quick = Client(), QuickClient()
    usual: list[Any] = []
    at_once: list[Arrived] = []

    async def keep(message: Any) -> None:
        usual.append(message)

    for client in (plain, quick):
        await client.connect(**nats_server.settings.options())
    try:
        await cast("Any", plain).subscribe("same.*", cb=keep)
        subscription = await quick.receive("same.*", at_once.append)
        await plain.flush()
        await quick.flush()
        for number, headers in enumerate(HEADERS):
            await plain.publish(f"same.{number}", b"%d" % number, reply="r" * number, headers=headers)
        for subject, data in QUESTIONS.items():
            await plain.publish(subject, data, reply="same.answer")
            await plain.flush()
            await asyncio.sleep(0.1)  # a direct get opens just after its stream
        async with asyncio.timeout(30):
            while min(len(usual), len(at_once)) < len(HEADERS) + len(QUESTIONS):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert [as_text(each) for each in at_once] == [as_text(each) for each in usual]
        assert any((each.headers or {}).get("Status") == "404" for each in at_once)
        await quick.forget(subscription)
        await plain.publish("same.late", b"")
        await plain.flush()
        await quick.flush()
        assert at_once[-1].subject != "same.late"
    finally:
        await plain.close()
        await quick.close()


def as_text(message: Any) -> tuple[str, str, bytes, Any]:
    return message.subject, message.reply, message.data, message.headers
