"""The EDXL-DE envelope of the Hub Santé, JSON form, with the RC-DE header of each message in it.

The envelope is closed, the header open (a key beside the payload that nobody knows is let through, as in
the national schema), and a message carries exactly one typed payload.
"""

from typing import Annotated, Literal

import msgspec

from gateways.hub_sante.bad_message import BadMessage, decode, object_keys

Stamp = Annotated[str, msgspec.Meta(pattern=r"\A\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[-+]\d{2}:\d{2}\Z")]
"""Date and time as every national schema wants it: seconds, no fraction, an offset, never Z."""

PAYLOADS = frozenset(
    {
        "createCase", "createCaseHealth", "createCaseHealthUpdate", "customContent", "distributionElement",
        "documentLink", "emsi", "error", "geoPositionsUpdate", "geoResourcesDetails", "geoResourcesRequest",
        "interventionReport", "reference", "resourcesEngagement", "resourcesInfo", "resourcesInfoCisu",
        "resourcesRequest", "resourcesResponse", "resourcesStatus", "rpis", "appointment", "technical",
        "technicalNoreq",
    }
)  # fmt: skip
"""The payload keys of the national models (26.07.29)."""

_HEADLESS = frozenset({"customContent", "error", "technicalNoreq"})

Status = Literal["Actual", "Exercise", "System"]
Kind = Literal["Report", "Update", "Cancel", "Ack", "Error"]


class Closed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """An object that takes no other member than those named."""


class Address(Closed, frozen=True, kw_only=True):
    explicit_address_scheme: str
    explicit_address_value: str


class Descriptor(Closed, frozen=True, kw_only=True):
    language: str
    explicit_address: Address


class Embedded(Closed, frozen=True, kw_only=True):
    message: msgspec.Raw


class JsonContent(Closed, frozen=True, kw_only=True):
    embedded_json_content: Embedded


class Content(Closed, frozen=True, kw_only=True):
    json_content: JsonContent


class Envelope(Closed, frozen=True, kw_only=True):
    sender_id: str = msgspec.field(name="senderID")
    distribution_id: str = msgspec.field(name="distributionID")
    date_time_sent: str
    date_time_expires: str
    distribution_status: Literal["Actual", "Exercise"]
    distribution_kind: Kind
    descriptor: Descriptor
    content: Annotated[tuple[Content, ...], msgspec.Meta(min_length=1)]


class Party(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    uri: str = msgspec.field(name="URI")


class Header(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """RC-DE. Open: the payload is a member beside these."""

    message_id: str
    sender: Party
    sent_at: Stamp
    kind: Kind
    status: Status
    recipient: Annotated[tuple[Party, ...], msgspec.Meta(min_length=1)]


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """One typed payload: its national key, its text, where it stood, and whether it is an exercise."""

    key: str
    text: msgspec.Raw
    path: str
    exercise: bool = False


def payloads(data: bytes) -> list[Payload]:
    """The payloads of a message, bare or in its envelope, in order. Raises BadMessage."""
    members = object_keys(data)
    if "content" in members or "distributionID" in members:
        return _unwrapped(decode(data, Envelope))
    for key in members:
        if key not in PAYLOADS:
            raise BadMessage(f"$.{key}", "unknown beside a bare payload")
    return [_only(members, "$")]


def _unwrapped(envelope: Envelope) -> list[Payload]:
    found: list[Payload] = []
    if envelope.distribution_kind not in ("Report", "Update"):
        raise BadMessage("$.distributionKind", f"{envelope.distribution_kind} shares nothing")
    for index, content in enumerate(envelope.content):
        path = f"$.content[{index}].jsonContent.embeddedJsonContent.message"
        message = content.json_content.embedded_json_content.message
        payload = _only(object_keys(message, path), path)
        exercise = envelope.distribution_status == "Exercise"
        if payload.key not in _HEADLESS:
            exercise = decode(message, Header, path).status == "Exercise" or exercise
        found.append(msgspec.structs.replace(payload, exercise=exercise))
    return found


def _only(members: dict[str, msgspec.Raw], path: str) -> Payload:
    keys = [key for key in members if key in PAYLOADS]
    if len(keys) != 1:
        raise BadMessage(path, f"one payload is wanted, here: {', '.join(keys) or 'none'}")
    return Payload(key=keys[0], text=members[keys[0]], path=f"{path}.{keys[0]}")
