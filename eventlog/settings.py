"""How to reach NATS."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_RECONNECT_SECONDS: Final = 0.1
_CONNECT_SECONDS: Final = 2


@dataclass(frozen=True, kw_only=True)
class ConnectionSettings:
    """How to reach NATS. Secrets stay out of `repr`.

    `credentials` is a .creds file; `ca`, `certificate` and `key` are PEM files for TLS. Addresses
    may carry `user:password@`, but then keep them out of logs.
    """

    servers: tuple[str, ...] = field(repr=False)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    credentials: Path | None = None
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    inbox_prefix: str = "_INBOX.vigie"
    name: str = "vigie"

    def options(self) -> dict[str, Any]:
        """Keyword arguments for `nats.connect` (FastStream's broker takes them too)."""
        options: dict[str, Any] = {
            "servers": list(self.servers),
            "name": self.name,
            "inbox_prefix": self.inbox_prefix,
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": _RECONNECT_SECONDS,
            "connect_timeout": _CONNECT_SECONDS,
        }
        if self.user is not None:
            options |= {"user": self.user, "password": self.password}
        if self.credentials is not None:
            options["user_credentials"] = str(self.credentials)
        if self.ca is not None or self.certificate is not None:
            options["tls"] = self._tls()
        return options

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=None if self.ca is None else str(self.ca))
        if self.certificate is not None:
            context.load_cert_chain(self.certificate, self.key)
        return context
