"""FastStream's broker from the settings of the connection."""

import logging
from contextlib import suppress
from types import TracebackType

import nats.errors
from faststream.nats import NatsBroker
from faststream.nats.security import NatsCredentials
from faststream.security import BaseSecurity, SASLPlaintext

from eventlog.client import TolerantClient
from eventlog.connection import ConnectionSettings

log = logging.getLogger(__name__)


class _Broker(NatsBroker):
    """A broker that no stored message stops, and that can be stopped while its server is away."""

    async def _connect(self) -> TolerantClient:
        client = TolerantClient()
        await client.connect(**self._connection_kwargs)
        self.config.connect(client)
        return client

    async def stop(
        self,
        exc_type: type[BaseException] | None = None,
        exc_val: BaseException | None = None,
        exc_tb: TracebackType | None = None,
    ) -> None:
        """Stop; where the server is away, what it would have been told is left untold."""
        try:
            await super().stop(exc_type, exc_val, exc_tb)
        except (nats.errors.Error, OSError) as error:
            # Drained or not, a message given to nobody comes again after its `ack_wait`.
            log.info("the log's server is away while its consumers stop: %s", type(error).__name__)
            if self._connection is not None:
                with suppress(nats.errors.Error, OSError):  # it would still send what it has left
                    await self._connection.close()
                self._connection = None
            self.config.disconnect()


def broker_for(settings: ConnectionSettings, grace: float) -> NatsBroker:
    """A broker not yet connected. `grace` (seconds) is what its handlers get to finish at the end."""
    options = settings.options()
    tls = options.pop("tls", None)
    user, password = options.pop("user", None), options.pop("password", None)
    credentials = options.pop("user_credentials", None)
    use_ssl = tls is not None
    security: BaseSecurity | None = None
    if credentials is not None:
        security = NatsCredentials(credentials, ssl_context=tls, use_ssl=use_ssl)
    elif user is not None:
        security = SASLPlaintext(user, password or "", ssl_context=tls, use_ssl=use_ssl)
    elif use_ssl:
        security = BaseSecurity(ssl_context=tls, use_ssl=True)
    # No logger: FastStream's own would print the bodies of what it receives.
    return _Broker(**options, security=security, graceful_timeout=grace, logger=None, apply_types=False)
