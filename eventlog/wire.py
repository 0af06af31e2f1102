"""The JSON of the JetStream API, as far as the log uses it."""

from typing import Any, Final

import msgspec

TOPIC: Final = "Vigie-Topic"
SAVE: Final = "Vigie-Save"
EXPECTED: Final = "Nats-Expected-Last-Subject-Sequence"
BATCH_ID: Final = "Nats-Batch-Id"
BATCH_SEQUENCE: Final = "Nats-Batch-Sequence"
BATCH_COMMIT: Final = "Nats-Batch-Commit"
SEQUENCE: Final = "Nats-Sequence"
SUBJECT: Final = "Nats-Subject"

# Numbers of the server's errors (server/errors.json of nats-server).
CONFLICTS: Final = frozenset({10071, 10164, 10201})
STORE_FAILED: Final = 10077
STORE_FULL: Final = frozenset({10002, 10023, 10028, 10047, STORE_FAILED})
TOO_LARGE: Final = frozenset({10054})
BATCH_INCOMPLETE: Final = 10176
BATCH_TOO_MANY: Final = 10199
STREAM_UNKNOWN: Final = 10059
STREAM_EXISTS: Final = 10058
NO_MESSAGE: Final = 10037


class ApiError(msgspec.Struct, frozen=True):
    """An error of the server."""

    code: int = 0
    err_code: int = 0
    description: str = ""


class Ack(msgspec.Struct, frozen=True):
    """The answer to a publication, or to the commit of a batch (`count` messages up to `seq`)."""

    seq: int = 0
    count: int = 1
    error: ApiError | None = None


class StreamConfig(msgspec.Struct, frozen=True, omit_defaults=False):
    """The part of a stream's configuration the log has an opinion on."""

    name: str
    subjects: list[str] = []
    retention: str = "limits"
    storage: str = "file"
    discard: str = "new"
    num_replicas: int = 1
    max_age: int = 0
    max_msgs: int = -1
    max_msgs_per_subject: int = -1
    discard_new_per_subject: bool = False
    max_bytes: int = -1
    deny_delete: bool = False
    deny_purge: bool = False
    allow_rollup_hdrs: bool = False
    allow_direct: bool = False
    allow_atomic: bool = False


class StreamState(msgspec.Struct, frozen=True):
    """How much a stream holds."""

    messages: int = 0
    bytes: int = 0
    first_seq: int = 0
    last_seq: int = 0
    num_subjects: int = 0


class StreamAnswer(msgspec.Struct, frozen=True):
    """The answer to the creation of a stream, or to a question about one."""

    config: StreamConfig | None = None
    state: StreamState | None = None
    error: ApiError | None = None


class SubjectCounts(msgspec.Struct, frozen=True):
    """How many messages each subject of a filter has: one page."""

    subjects: dict[str, int] | None = None


class SubjectsAnswer(msgspec.Struct, frozen=True):
    """The answer to a question about the subjects of a stream; `total` counts those of all pages."""

    state: SubjectCounts | None = None
    total: int = 0
    error: ApiError | None = None


class StoredMessage(msgspec.Struct, frozen=True):
    """A message as the leader gives it: headers and data in base64."""

    subject: str
    seq: int
    data: bytes = b""
    hdrs: bytes = b""


class StoredAnswer(msgspec.Struct, frozen=True):
    """The answer to a question to the leader about one message."""

    message: StoredMessage | None = None
    error: ApiError | None = None


class ConsumerAnswer(msgspec.Struct, frozen=True):
    """The answer to the creation of a consumer."""

    name: str = ""
    error: ApiError | None = None


def encode(value: Any) -> bytes:
    """JSON of a question."""
    return msgspec.json.encode(value)


ack = msgspec.json.Decoder(Ack).decode
stream_answer = msgspec.json.Decoder(StreamAnswer).decode
subjects_answer = msgspec.json.Decoder(SubjectsAnswer).decode
stored_answer = msgspec.json.Decoder(StoredAnswer).decode
consumer_answer = msgspec.json.Decoder(ConsumerAnswer).decode


def parse_headers(block: bytes) -> dict[str, str]:
    """Names and values of a header block (``NATS/1.0`` line, then ``name: value`` lines)."""
    headers: dict[str, str] = {}
    for line in block.decode(errors="replace").split("\r\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers[name] = value.strip()
    return headers
