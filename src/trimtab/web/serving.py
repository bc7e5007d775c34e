"""The server process: an address, the application, and an end that loses nothing."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from trimtab.app.serving import serving
from trimtab.app.workbench.bench import Workbench
from trimtab.kernel import ConfigurationError
from trimtab.web.application import create_application
from trimtab.web.demonstration import check_demonstration
from trimtab.web.logging import set_up_logging
from trimtab.web.settings import ServerSettings

_BACKLOG = 128
_PATIENCE_SECONDS = 30
"""How long requests at work may take once the server was told to stop."""


def serve(
    settings: ServerSettings,
    *,
    create: bool = False,
    told: Callable[[Workbench, str], None] | None = None,
) -> None:
    """Serve a workspace until SIGTERM or SIGINT; returns when all is closed.

    Requests that are being answered are finished, jobs go back to the queue. ``told`` hears the
    address once the server is ready to listen. Raises ConfigurationError WEB-110 for an address
    that cannot be listened at, WEB-020 for a demonstration that others could reach, and what
    ``trimtab.app.serving.serving`` raises.
    """
    check_demonstration(settings)
    set_up_logging()
    listening = _listen(settings.host, settings.port)
    try:
        with (
            _signals_are_ours(),
            serving(
                settings.folder,
                settings.database_url,
                create=create,
                demonstration=settings.demonstration,
                workers=settings.workers,
            ) as bench,
        ):
            server = uvicorn.Server(_configuration(create_application(bench, settings), settings))
            if told is not None:
                told(bench, address_of(settings.host, listening))
            server.run(sockets=[listening])
    finally:
        listening.close()


def address_of(host: str, listening: socket.socket) -> str:
    """``http://127.0.0.1:8000``: what a browser is given."""
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as failure:
        listening.close()
        reason = getattr(failure, "strerror", None) or str(failure)
        raise ConfigurationError("WEB-110", host=host, port=port, reason=reason) from None
    listening.set_inheritable(False)
    listening.listen(_BACKLOG)  # whoever comes before the application is there waits for it
    return listening


def _configuration(application: object, settings: ServerSettings) -> uvicorn.Config:
    return uvicorn.Config(
        application,  # type: ignore[arg-type]
        log_config=None,
        access_log=False,  # our own line a request says the route, never the address
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_PATIENCE_SECONDS,
        lifespan="off",
    )


@contextmanager
def _signals_are_ours() -> Iterator[None]:
    """The server re-raises the signal that ended it; it must not end this process too."""

    def stay(_number: int, _frame: object) -> None:
        return

    before = {number: signal.signal(number, stay) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
