"""A demonstration signs people in without a password, so it answers on this machine only."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from fastapi import Request

from trimtab.kernel import ConfigurationError, NotAllowedError
from trimtab.web.settings import ServerSettings


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine's own, reached from nowhere else.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("a.cn")
    (True, True, False, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_demonstration(settings: ServerSettings) -> None:
    """Refuse to demonstrate to the network. Raises ConfigurationError WEB-020."""
    if settings.demonstration and not is_loopback(settings.host):
        raise ConfigurationError("WEB-020", host=settings.host)


def refuse_strange_host(request: Request) -> None:
    """In a demonstration, refuse a page of another site whose name was pointed at this machine
    (DNS rebinding), and whoever comes from elsewhere all the same.

    Raises NotAllowedError WEB-029.
    """
    settings: ServerSettings = request.app.state.settings
    if not settings.demonstration:
        return
    given = request.headers.get("host", "")
    try:
        name = urlsplit("//" + given).hostname or ""
    except ValueError:  # half of an IPv6 address
        name = ""
    if not is_loopback(name):
        raise NotAllowedError("WEB-029", host=given[:100])
