"""Webhooks: the message as signed JSON, posted to an address that somebody has added.

::

    Trimtab-Signature: t=1700000000,v1=<hex of HMAC-SHA256(secret, "1700000000." + body)>
    Idempotency-Key:   <message id>
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from trimtab import __version__
from trimtab.app.delivery.email import is_loopback
from trimtab.app.delivery.secrets import read_secret
from trimtab.kernel import ConfigurationError, InputRejectedError, StateError
from trimtab.ports.delivery import Letter

_TIMEOUT_SECONDS = 15
_COME_AGAIN = frozenset({408, 409, 425, 429})
SECRET_PREFIX = "TRIMTAB_WEBHOOK_"
OPEN_HOSTS = "TRIMTAB_WEBHOOK_OPEN_HOSTS"
"""Hosts that may be reached by plain http, separated by commas."""


def sign(secret: str, instant: int, body: bytes) -> str:
    """The signature header of a body sent at ``instant`` (seconds since 1970)."""
    signed = hmac.new(secret.encode(), f"{instant}.".encode() + body, hashlib.sha256)
    return f"t={instant},v1={signed.hexdigest()}"


def check_address(address: str, environment: Mapping[str, str]) -> SplitResult:
    """The parts of a web address that messages may be posted to.

    Raises InputRejectedError NOTIFY-030 for what is no web address or carries a password,
    NOTIFY-031 for http to a host that is neither this machine nor named in
    TRIMTAB_WEBHOOK_OPEN_HOSTS.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise InputRejectedError("NOTIFY-030") from None
    printable = address.isascii() and address.isprintable() and " " not in address
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc or not printable:
        raise InputRejectedError("NOTIFY-030")
    allowed = {name.strip().lower() for name in environment.get(OPEN_HOSTS, "").split(",")}
    if parts.scheme == "http" and not is_loopback(host) and host not in allowed:
        raise InputRejectedError("NOTIFY-031", host=host, setting=OPEN_HOSTS)
    return parts


def check_secret_name(name: str | None) -> str:
    """The variable that holds the signing secret; others are not read.

    Raises InputRejectedError NOTIFY-032.
    """
    if name is None or not name.startswith(SECRET_PREFIX) or name == OPEN_HOSTS:
        raise InputRejectedError("NOTIFY-032", name=name or "", prefix=SECRET_PREFIX)
    return name


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like any other: the message goes where it was addressed."""

    def redirect_request(self, *_asked: Any, **_named: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class WebhookSender:
    """Implements ``trimtab.ports.delivery.Sender``.

    Raises ConfigurationError NOTIFY-033 without the secret, InputRejectedError NOTIFY-034 when
    the receiver refuses for good (3xx, 4xx), StateError NOTIFY-035 when it cannot be reached or
    may take the message later (5xx, 408, 409, 425, 429), and what ``check_address`` raises.
    """

    environment: Mapping[str, str]

    def send(self, letter: Letter) -> None:
        """Post the letter."""
        parts = check_address(letter.target, self.environment)
        host = str(parts.hostname)
        request = self._request(letter)
        try:
            with _opener(host).open(request, timeout=_TIMEOUT_SECONDS):
                return
        except urllib.error.HTTPError as answer:
            status = answer.code
            answer.close()
            if status >= 500 or status in _COME_AGAIN:
                raise StateError("NOTIFY-035", host=host, reason=f"HTTP {status}") from None
            raise InputRejectedError("NOTIFY-034", host=host, status=status) from None
        except (OSError, http.client.HTTPException) as error:
            raise StateError("NOTIFY-035", host=host, reason=_reason(error)) from error

    def _request(self, letter: Letter) -> urllib.request.Request:
        name = check_secret_name(letter.secret_name)
        secret = read_secret(name, self.environment)
        if not secret:
            raise ConfigurationError("NOTIFY-033", name=name)
        body = payload(letter)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"trimtab/{__version__}",
            "Idempotency-Key": letter.letter_id,
            "Trimtab-Signature": sign(secret, int(time.time()), body),
        }
        return urllib.request.Request(letter.target, body, headers, method="POST")


def payload(letter: Letter) -> bytes:
    """What is posted: the words for people, the params for programs."""
    content = {
        "message_id": letter.letter_id,
        "topic": letter.topic,
        "language": letter.language,
        "subject": letter.subject,
        "body": letter.body,
        "params": dict(letter.params),
        "written_at": letter.written_at.isoformat(),
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _opener(host: str) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = [_NoRedirects()]
    if is_loopback(host):
        handlers.append(urllib.request.ProxyHandler({}))  # this machine is not behind the proxy
    return urllib.request.build_opener(*handlers)


def _reason(error: OSError | http.client.HTTPException) -> str:
    """In technical words, without the address."""
    inner = getattr(error, "reason", error)
    if isinstance(inner, ssl.SSLError):
        return inner.reason or "TLS"
    return getattr(inner, "strerror", None) or type(inner).__name__
