"""FastStream's broker from the settings of the connection."""

from faststream.nats import NatsBroker
from faststream.nats.security import NatsCredentials
from faststream.security import BaseSecurity, SASLPlaintext

from eventlog.connection import ConnectionSettings


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
    return NatsBroker(**options, security=security, graceful_timeout=grace, logger=None, apply_types=False)
