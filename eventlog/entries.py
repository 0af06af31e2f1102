"""Entries from the messages of the stream.

A replay reads millions of headers. Those that this log's own writer leaves are read in one go; what is
not exactly so, down to a space, takes the longer way, and tests compare the two.
"""

import re
from collections.abc import Mapping
from typing import Final

from eventlog import wire
from eventlog.client import headers_of
from eventlog.following import Raw
from eventlog.headers import custom_texts, header_text
from eventlog.journal import Entry
from eventlog.layout import Layout

Said = tuple[str, str, dict[str, str]]
"""Topic, save id and the other headers of an entry."""

_NO_ENTRY: Final = "subject is not an entry"

_NEEDED: Final = (wire.TOPIC, wire.SAVE, "At", "Role", "By", "Command")
_OPTIONAL: Final = ("Cause", "Correlation", "Device-At", "Schema", "Sealed")
_BATCH: Final = (wire.BATCH_ID, wire.BATCH_SEQUENCE, wire.BATCH_COMMIT)
# Words with one space between them: nothing to strip, no percent sign to decode.
_VALUE: Final = "(?:[!-$&-~]++(?: [!-$&-~]++)*+)?+"


def _line(name: str, value: str, times: str = "") -> str:
    return f"(?:{name}: {value}\\r\\n){times}"


_BLOCK: Final = re.compile(
    "NATS/1.0\\r\\n"
    + _line(wire.EXPECTED, _VALUE)
    + "".join(_line(name, f"({_VALUE})") for name in _NEEDED)
    + "".join(_line(name, f"({_VALUE})", "?+") for name in _OPTIONAL)
    + "".join(_line(name, _VALUE, "?+") for name in _BATCH)
    + "\\r\\n"
).fullmatch


def entry_of(
    layout: Layout, subject: str, position: int, data: bytes, headers: Mapping[str, str]
) -> Entry | None:
    """The entry of a stored message, with `fault` where its subject is none; None for a mark."""
    topic, save_id = header_text(headers.get(wire.TOPIC, "")), header_text(headers.get(wire.SAVE, ""))
    return _entry(layout, subject, position, data, (topic, save_id, custom_texts(headers)))


def entry_of_raw(layout: Layout, position: int, message: Raw) -> Entry | None:
    """As `entry_of`, of a message as it came."""
    subject = message.subject.decode(errors="replace")
    said = of_this_log(message.headers)
    if said is None:
        return entry_of(layout, subject, position, message.data, headers_of(message.headers) or {})
    return _entry(layout, subject, position, message.data, said)


def _entry(layout: Layout, subject: str, position: int, data: bytes, said: Said) -> Entry | None:
    parsed = layout.parse_entry(subject)
    if parsed is None and layout.is_mark(subject):
        return None
    name, version = parsed or (subject, 0)
    topic, save_id, headers = said
    return Entry(
        id=name,
        version=version,
        fault="" if parsed else _NO_ENTRY,
        topic=topic,
        data=data,
        headers=headers,
        position=position,
        save_id=save_id,
    )


def of_this_log(block: bytes) -> Said | None:
    """What a block of headers says, where this log's writer left it; None where it takes a closer look."""
    found = _BLOCK(block.decode("ascii")) if block.isascii() else None
    if found is None:
        return None
    topic, save_id, at, role, by, command, cause, correlation, device_at, schema, sealed = found.groups()
    headers = {"At": at, "Role": role, "By": by, "Command": command}
    if cause is not None:
        headers["Cause"] = cause
    if correlation is not None:
        headers["Correlation"] = correlation
    if device_at is not None:
        headers["Device-At"] = device_at
    if schema is not None:
        headers["Schema"] = schema
    if sealed is not None:
        headers["Sealed"] = sealed
    return topic, save_id, headers
