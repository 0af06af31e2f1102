"""What the public door of video sessions is given."""

import secrets
from dataclasses import dataclass, field

from api.throttle import Throttle
from domain.visio_session.links import LinkKey

FAILURES = 30
"""Links that do not open, from one address in a quarter of an hour, before 429: a whole network of telephones
may share one."""
CODE_FAILURES = 5
"""Spoken codes, from one address."""
CODES_FROM_ANYWHERE = 60
"""Spoken codes, from all addresses together: eight digits are not many."""
ANYWHERE = "anywhere"


def _a_key() -> LinkKey:
    return LinkKey(secrets.token_bytes(32))


@dataclass(frozen=True, kw_only=True)
class Patients:
    """`key` makes and reads links; `address` is that of the page; `centre` and `phone_to_call` are what who
    opens a link reads, always, whatever is wrong. `reports`: what an operator shows to tell of messages."""

    key: LinkKey = field(default_factory=_a_key)
    address: str = "/v"
    centre: str = "SAMU"
    phone_to_call: str = "15"
    reports: bytes | None = field(default=None, repr=False)
    links: Throttle = field(default_factory=lambda: Throttle(FAILURES))
    codes: Throttle = field(default_factory=lambda: Throttle(CODE_FAILURES))
    all_codes: Throttle = field(default_factory=lambda: Throttle(CODES_FROM_ANYWHERE))
