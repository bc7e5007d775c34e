"""E-mail by SMTP, with STARTTLS unless told otherwise."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from trimtab.app.delivery.secrets import read_secret
from trimtab.kernel import ConfigurationError, InputRejectedError, StateError
from trimtab.ports.delivery import Letter

_TIMEOUT_SECONDS = 30
_LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)


class Security(StrEnum):
    """How the connection is protected; the port that is usual for it."""

    STARTTLS = "starttls"
    IMPLICIT = "tls"  # from the first byte: RFC 8314
    PLAIN = "plain"

    @property
    def port(self) -> int:
        return {"starttls": 587, "tls": 465, "plain": 25}[self.value]


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """Where mail is handed over. The password is never shown."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authorities: Path | None = None  # certificates to trust beside those of the machine

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> EmailSettings:
        """Settings from TRIMTAB_SMTP_*.

        Raises ConfigurationError NOTIFY-010 (host or sender missing), NOTIFY-011 (a value not
        understood), NOTIFY-012 (password over an open connection), NOTIFY-013 (password file).
        """
        host, sender = (environment.get(f"TRIMTAB_SMTP_{name}", "") for name in ("HOST", "FROM"))
        if not host or not sender:
            raise ConfigurationError("NOTIFY-010")
        security = _security(environment.get("TRIMTAB_SMTP_SECURITY", Security.STARTTLS.value))
        user = environment.get("TRIMTAB_SMTP_USER")
        authorities = environment.get("TRIMTAB_SMTP_CA_FILE")
        if user and security is Security.PLAIN and not is_loopback(host):
            raise ConfigurationError("NOTIFY-012", host=host)
        return cls(
            host=host,
            port=_port(environment.get("TRIMTAB_SMTP_PORT"), security),
            security=security,
            sender=checked_address(sender),
            user=user,
            password=read_secret("TRIMTAB_SMTP_PASSWORD", environment) if user else None,
            authorities=Path(authorities) if authorities else None,
        )


def _security(given: str) -> Security:
    try:
        return Security(given.lower())
    except ValueError:
        allowed = ", ".join(Security)
        raise ConfigurationError(
            "NOTIFY-011", name="TRIMTAB_SMTP_SECURITY", value=given, allowed=allowed
        ) from None


def _port(given: str | None, security: Security) -> int:
    if given is None:
        return security.port
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 2**16):
        raise ConfigurationError(
            "NOTIFY-011", name="TRIMTAB_SMTP_PORT", value=given, allowed="1-65535"
        )
    return int(given)


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, whatever a name server says."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def checked_address(address: str) -> str:
    """One plain ASCII address, without a name beside it.

    Raises InputRejectedError NOTIFY-014, for a line break above all: what follows one would be
    a header of its own.
    """
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise InputRejectedError("NOTIFY-014")
    return address


def compose(letter: Letter, sender: str) -> EmailMessage:
    """The letter as an e-mail in UTF-8. Its Message-ID is the same at every attempt."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = checked_address(letter.target)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = f"<{letter.letter_id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
    mail["Content-Language"] = letter.language
    mail.set_content(letter.body, cte="base64")
    return mail


@dataclass(frozen=True, slots=True)
class EmailSender:
    """Implements ``trimtab.ports.delivery.Sender``.

    Raises InputRejectedError NOTIFY-015 when the server refuses for good (reply 5xx),
    ConfigurationError NOTIFY-016 for a refused login, NOTIFY-017 for a certificate that is not
    trusted or a server without TLS, StateError NOTIFY-018 when it cannot be reached or asks to
    come again.
    """

    settings: EmailSettings

    def send(self, letter: Letter) -> None:
        """Hand the letter to the server."""
        mail = compose(letter, self.settings.sender)
        place: dict[str, Any] = {"host": self.settings.host, "port": self.settings.port}
        try:
            with self._connection() as server:
                if self.settings.user:
                    server.login(self.settings.user, self.settings.password or "")
                server.send_message(mail, self.settings.sender, [letter.target])
        except smtplib.SMTPAuthenticationError as error:
            raise ConfigurationError("NOTIFY-016", reply=error.smtp_code, **place) from error
        except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
            raise ConfigurationError("NOTIFY-017", **place) from error
        except smtplib.SMTPException as error:
            reply = _reply(error)
            if 500 <= reply < 600:
                raise InputRejectedError("NOTIFY-015", reply=reply, **place) from error
            raise StateError("NOTIFY-018", reason=f"SMTP {reply}", **place) from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise StateError("NOTIFY-018", reason=reason, **place) from error

    def _connection(self) -> smtplib.SMTP:
        host, port = self.settings.host, self.settings.port
        if self.settings.security is Security.IMPLICIT:
            return smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_SECONDS, context=self._trust())
        server = smtplib.SMTP(host, port, timeout=_TIMEOUT_SECONDS)
        if self.settings.security is Security.STARTTLS:
            try:
                server.starttls(context=self._trust())
            except BaseException:
                server.close()
                raise
        return server

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.settings.authorities:
            try:
                context.load_verify_locations(self.settings.authorities)
            except OSError as error:
                path = str(self.settings.authorities)
                raise ConfigurationError(
                    "NOTIFY-013", name="TRIMTAB_SMTP_CA_FILE", path=path
                ) from error
        return context


def _reply(error: smtplib.SMTPException) -> int:
    """The reply code of the server; 0 when it gave none. Its words may name a person."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
