"""Typed facts to journal entries and back: the fact as JSON, its envelope as headers."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import quote, unquote

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.envelope import Recorded, StreamId
from domain.fact import Actor, Fact
from domain.personal import cleared
from domain.vocabulary import Role
from eventlog.journal import Entry, LogError
from eventlog.sealing.blob import SEALED, key_of, opened, sealed
from eventlog.upcasting import Upcaster, Upcasters

if TYPE_CHECKING:
    from eventlog.sealing.keys import Keys

DIGEST = "Digest"
_SAFE = "!#$&'()*+,/:;=?@[]_.-~"  # all of printable ASCII that a header value can hold bare, but %


class PoisonEvent(LogError):
    """An entry that this program cannot read. It is named, never skipped in silence.

    `stream` is written as stored; `position` is its place in the log.
    """

    def __init__(self, position: int, stream: str, why: str, *, version: int = 0) -> None:
        super().__init__(f"{stream}@{version} at {position} cannot be read: {why}")
        self.position = position
        self.stream = stream
        self.version = version
        self.why = why


class UnreadableFact(LogError):
    """A fact about to be stored that could not be read back. Nothing of this append is stored."""


class Codec:
    """Recorded to Entry and back, for the facts of one union of tagged structs.

    Headers: At, Role, By, Command, then where present Cause, Correlation, Device-At, Schema, Digest
    and, of a sealed fact, Sealed. Its Digest is sealed as well: what has few possible values could be
    found from it. Values outside ASCII are percent-encoded. Facts are written in the current schema of
    their tag.
    """

    def __init__(
        self,
        facts: Any,
        upcasters: Mapping[tuple[str, int], Upcaster] | None = None,
        *,
        keys: "Keys | None" = None,
    ) -> None:
        """`facts` is one Fact class or a union of them; `keys` reads those that are sealed.

        Raises ValueError for a fact without a tag, two facts under one tag, or a broken chain.
        """
        self._upcasters = Upcasters(upcasters)
        self._keys = keys
        self._ciphers = {} if keys is None else keys.ciphers
        self._tags: dict[type[Any], str] = {}
        self._types: dict[str, type[Any]] = {}
        for fact in get_args(facts) or (facts,):
            tag = fact.__struct_config__.tag
            if not isinstance(tag, str):
                raise ValueError(f"{fact.__name__} has no tag")  # noqa: TRY004  # a bad value of a good type
            if tag in self._types:
                raise ValueError(f"two facts are tagged {tag!r}")
            self._tags[fact], self._types[tag] = tag, fact
        if strangers := self._upcasters.tags - self._types.keys():
            raise ValueError(f"upcasters of unknown facts: {sorted(strangers)}")
        self._decoders = {tag: msgspec.json.Decoder(fact) for tag, fact in self._types.items()}
        current = self._upcasters.current
        self._as_stored = {(tag, current(tag)): each.decode for tag, each in self._decoders.items()}
        self._encoder = msgspec.json.Encoder()

    @property
    def tags(self) -> frozenset[str]:
        """The names of every fact this codec reads."""
        return frozenset(self._types)

    def tag_of(self, fact: Fact) -> str:
        """Name of a fact on the wire. Raises UnreadableFact for a fact outside the union."""
        try:
            return self._tags[type(fact)]
        except KeyError:
            raise UnreadableFact(f"{type(fact).__name__} is not a fact of this log") from None

    def encode(self, recorded: Recorded[Any], key: tuple[str, AESGCM] | None = None) -> Entry:
        """The entry to append; `position` is left to the journal. With a `key` (its name and its cipher),
        what the fact says of a patient is sealed.

        Raises UnreadableFact where the fact breaks its own constraints: it would poison its stream.
        """
        tag = self.tag_of(recorded.fact)
        schema = self._upcasters.current(tag)
        try:
            data = self._encoder.encode(recorded.fact)
            self._decoders[tag].decode(data)
            headers = _headers(recorded, schema)
            if key is not None:
                name, cipher = key
                headers[SEALED] = f"{name} {sealed(cipher, data, recorded.event_id, tag)}"
                if recorded.digest:
                    headers[DIGEST] = sealed(cipher, recorded.digest.encode(), recorded.event_id, DIGEST)
                data = self._encoder.encode(cleared(recorded.fact))
                self._decoders[tag].decode(data)
        except ValueError as error:
            raise UnreadableFact(f"{tag} cannot be stored: {error}") from error
        return Entry(
            id=str(recorded.stream),
            version=recorded.version,
            topic=tag,
            data=data,
            headers=headers,
        )

    def decode(self, entry: Entry) -> Recorded[Any]:
        """The fact and its envelope, lifted to the current schema; `schema` says how it was stored.

        Raises PoisonEvent for an unknown tag, undecodable bytes or a broken envelope.
        """
        headers = entry.headers
        if entry.fault:
            raise PoisonEvent(entry.position, entry.id, entry.fault, version=entry.version)
        try:
            schema = int(headers.get("Schema", "1"))
            device_at = headers.get("Device-At")
            data, erased = entry.data, False
            said = headers.get(SEALED)
            if said is not None:
                data, erased = self._opened(entry, said)
            at, role, by, command = _needed(headers)
            return Recorded(
                stream=_stream(entry.id),
                version=entry.version,
                position=entry.position,
                at=_instant(at),
                by=_actor(role, by),
                fact=self._fact(entry.topic, schema, data),
                command_id=unquote(command) if "%" in command else command,
                cause=_text(headers, "Cause"),
                correlation=_text(headers, "Correlation"),
                device_at=_instant(device_at) if device_at else None,
                schema=schema,
                erased=erased,
            )
        except Exception as error:  # an upcaster may fail in any way; the reader must still go on
            why = str(error) if isinstance(error, ValueError) else repr(error)
            raise PoisonEvent(entry.position, entry.id, why, version=entry.version) from error

    def _fact(self, tag: str, schema: int, data: bytes) -> Any:
        decode = self._as_stored.get((tag, schema))
        if decode is not None:
            return decode(data)
        if tag not in self._types:
            raise ValueError(f"unknown fact {tag!r}")
        stored = self._upcasters.lift(tag, schema, msgspec.json.decode(data, type=dict[str, Any]))
        return msgspec.convert(stored, self._types[tag], str_keys=True)

    def waits_for(self, entry: Entry) -> bool:
        """Whether `ready` must be asked before this entry is read."""
        said = entry.headers.get(SEALED)
        return said is not None and key_of(said) not in self._ciphers

    async def ready(self, entries: Iterable[Entry]) -> None:
        """Fetch the keys that these entries are read with. Raises LogUnavailable, NoMasterKey."""
        # In their order: the keys of files are stored in it too, and are fetched by the page.
        wanted = dict.fromkeys(key_of(entry.headers[SEALED]) for entry in entries if self.waits_for(entry))
        if wanted and self._keys is not None:
            await self._keys.ready(wanted)

    def digest_of(self, entry: Entry) -> str:
        """What the command of a decoded entry said, in a few bytes; empty where none is kept, or erased."""
        value, said = entry.headers.get(DIGEST, ""), entry.headers.get(SEALED)
        if said is None or not value:
            return value
        cipher = self._ciphers.get(key_of(said))
        return "" if cipher is None else opened(cipher, value, f"{entry.id}@{entry.version}", DIGEST).decode()

    def _opened(self, entry: Entry, said: str) -> tuple[bytes, bool]:
        """The fact of a sealed entry, and whether it is erased."""
        name, _, blob = said.partition(" ")
        try:
            cipher = self._ciphers[name]
        except KeyError:
            raise ValueError(f"sealed, and the key of file {name} is missing") from None
        if cipher is None:
            return entry.data, True
        event = f"{entry.id}@{entry.version}"
        return opened(cipher, blob, event, entry.topic), False

    def read(self, entry: Entry) -> Recorded[Any] | PoisonEvent:
        """As decode, with the poison as a value: for readers that name it and go on."""
        try:
            return self.decode(entry)
        except PoisonEvent as poison:
            return poison


def _headers(recorded: Recorded[Any], schema: int) -> dict[str, str]:
    headers = {
        "At": _stamp(recorded.at),
        "Role": recorded.by.role.value,
        "By": _quoted(recorded.by.id),
        "Command": _quoted(recorded.command_id),
    }
    if recorded.cause is not None:
        headers["Cause"] = _quoted(recorded.cause)
    if recorded.correlation is not None:
        headers["Correlation"] = _quoted(recorded.correlation)
    if recorded.device_at is not None:
        headers["Device-At"] = _stamp(recorded.device_at)
    if schema != 1:
        headers["Schema"] = str(schema)
    if recorded.digest:
        headers[DIGEST] = recorded.digest
    return headers


def _stamp(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return at.astimezone(UTC).isoformat()


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"an instant without a time zone: {text}")
    return at


def _quoted(text: str) -> str:
    return quote(text, safe=_SAFE)


def _needed(headers: Mapping[str, str]) -> tuple[str, str, str, str]:
    try:
        return headers["At"], headers["Role"], headers["By"], headers["Command"]
    except KeyError as missing:
        raise ValueError(f"the envelope has no {missing.args[0]}") from None


def _text(headers: Mapping[str, str], name: str) -> str | None:
    value = headers.get(name)
    return unquote(value) if value is not None and "%" in value else value


@lru_cache(maxsize=4096)
def _stream(name: str) -> StreamId:
    return StreamId.parse(name)


@lru_cache(maxsize=4096)
def _actor(role: str, id_: str) -> Actor:
    return Actor(Role(role), unquote(id_))
