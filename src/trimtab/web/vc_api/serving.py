"""The conformance server's process: a self-signed certificate, an address, an end."""

from __future__ import annotations

import signal
import socket
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from trimtab.app.vc_api_issuer import OpenIssuer
from trimtab.app.vc_api_tls import self_signed_certificate
from trimtab.credentials.securing import Contexts
from trimtab.kernel import ConfigurationError
from trimtab.messages import Language
from trimtab.web.logging import set_up_logging
from trimtab.web.vc_api.conformance import create_conformance_application

_BACKLOG = 128
_KEPT_ALIVE_SECONDS = 120
"""Longer than any client keeps a connection, so that none is closed while a request is sent."""

_LOOPBACKS = {"127.0.0.1": "::1", "::1": "127.0.0.1"}
""""localhost" may mean either of them, and some clients try one only."""


def serve_conformance(
    host: str,
    port: int,
    suites: Sequence[str],
    contexts: Contexts,
    *,
    https: bool = True,
    with_status: bool = True,
    language: Language = Language.EN,
    told: Callable[[OpenIssuer, str], None],
) -> None:
    """Serve until SIGTERM or SIGINT, with a new key each time; ``told`` hears issuer and address.

    Raises InputRejectedError CREDENTIALS-127 for a suite that is not known, ConfigurationError
    WEB-110 for an address that cannot be listened at.
    """
    issuer = OpenIssuer.new(contexts, suites, at=datetime.now(UTC), with_status=with_status)
    set_up_logging()
    with _listening(host, port) as sockets, _certificate(host) as (certificate, key):
        shown = f"[{host}]" if ":" in host else host
        address = f"http{'s' * https}://{shown}:{sockets[0].getsockname()[1]}"
        configuration = uvicorn.Config(
            create_conformance_application(issuer, language),
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_keep_alive=_KEPT_ALIVE_SECONDS,
            ssl_certfile=certificate if https else None,
            ssl_keyfile=key if https else None,
        )
        told(issuer, address)
        _Server(configuration).run(sockets=sockets)


class _Server(uvicorn.Server):
    """Ends when it is told to and lets this process tidy up: the library would end it as well."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        numbers = (signal.SIGTERM, signal.SIGINT)
        before = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _listening(host: str, port: int) -> Iterator[list[socket.socket]]:
    """The sockets of an address; of a loopback address also that of the other family, if free."""
    with ExitStack() as stack:
        try:
            sockets = [stack.enter_context(_socket(host, port))]
        except (OSError, OverflowError) as failure:
            reason = getattr(failure, "strerror", None) or str(failure)
            raise ConfigurationError("WEB-110", host=host, port=port, reason=reason) from None
        if other := _LOOPBACKS.get(host):
            with suppress(OSError):
                taken = sockets[0].getsockname()[1]
                sockets.append(stack.enter_context(_socket(other, taken)))
        yield sockets


def _socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=_BACKLOG)


@contextmanager
def _certificate(host: str) -> Iterator[tuple[str, str]]:
    """Certificate and key as files, which the TLS library wants, gone with the server."""
    certificate, key = self_signed_certificate(host, datetime.now(UTC))
    with tempfile.TemporaryDirectory(prefix="trimtab-conformance-") as folder:
        places = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        for place, content in zip(places, (certificate, key), strict=True):
            place.write_bytes(content)
        yield str(places[0]), str(places[1])
