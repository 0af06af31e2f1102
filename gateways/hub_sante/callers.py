"""The caller of a shared file."""

import re

from domain.vocabulary import Caller, CallerType
from gateways.hub_sante.bad_message import BadMessage
from gateways.hub_sante.messages import AlertCaller
from gateways.hub_sante.words import short

_PHONE = re.compile(r"\A\+[0-9]{5,18}\Z")


def caller(said: AlertCaller, path: str) -> Caller:
    """Who called. Raises BadMessage for a caller type that is no national code."""
    return Caller(
        type=_type(said.type, f"{path}.type"),
        name=short(said.detailed_name.complete) if said.detailed_name else None,
        phone=phone(said),
    )


def phone(said: AlertCaller) -> str | None:
    """The number to call back, else the one that called; None where neither is a phone number."""
    for contact in (said.callback_contact, said.caller_contact):
        if contact is not None and contact.type == "TEL" and _PHONE.match(contact.detail):
            return contact.detail
    return None


def _type(code: str | None, path: str) -> CallerType:
    if code is None:
        return CallerType.UNKNOWN
    try:
        return CallerType(code)
    except ValueError as error:
        raise BadMessage(path, f"no such caller type: {code}") from error
