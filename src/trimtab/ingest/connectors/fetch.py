"""Download a source over http(s) with ceilings on size, time and redirects."""

from __future__ import annotations

import ipaddress
import socket
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import unquote, urlsplit

from trimtab.kernel import InputRejectedError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Ceilings of one download. ``private_hosts`` False refuses addresses of internal networks;
    bureaus that keep their own intranet sources leave it True."""

    megabytes: int = 2_048
    seconds: float = 60.0  # without any byte arriving
    redirects: int = 5
    private_hosts: bool = True


def is_address(location: str) -> bool:
    """Whether a location is a web address rather than a path."""
    return "://" in location


def fetch(address: str, work: Path, limits: FetchLimits | None = None) -> Path:
    """Download into ``work`` and return the file.

    Raises InputRejectedError INGEST-061 (not http or https, also after a redirect), 062 (no
    answer or an error answer), 063 (larger than allowed), 064 (too many redirects), 065 (private
    host while these are refused).
    """
    limits = limits or FetchLimits()
    _check_address(address, limits)
    opener = urllib.request.build_opener(_Redirects(limits))
    request = urllib.request.Request(address, headers={"User-Agent": "trimtab"})
    target = work / _file_name(address)
    try:
        with opener.open(request, timeout=limits.seconds) as answer, target.open("wb") as stream:
            _copy(answer, stream, address, limits)
            expected = answer.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        raise _failed(address, f"HTTP {error.code}") from None
    except (urllib.error.URLError, HTTPException, OSError) as error:
        raise _failed(address, str(getattr(error, "reason", error))) from None
    if expected is not None and expected.isdigit() and target.stat().st_size != int(expected):
        raise _failed(address, f"{target.stat().st_size} / {expected} bytes")
    return target


def _file_name(address: str) -> str:
    name = unquote(PurePosixPath(urlsplit(address).path).name)
    return "".join(c for c in name if c.isalnum() or c in "._-")[-100:].lstrip(".") or "download"


def _copy(answer: IO[bytes], stream: IO[bytes], address: str, limits: FetchLimits) -> None:
    allowed = limits.megabytes << 20
    while chunk := answer.read(_CHUNK):
        allowed -= len(chunk)
        if allowed < 0:
            raise InputRejectedError("INGEST-063", address=address, limit=limits.megabytes)
        stream.write(chunk)


def _check_address(address: str, limits: FetchLimits) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputRejectedError("INGEST-061", address=address, scheme=parts.scheme)
    if limits.private_hosts:
        return
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _failed(address, str(error)) from None
    if any(not ipaddress.ip_address(entry[4][0]).is_global for entry in found):
        raise InputRejectedError("INGEST-065", address=address)


def _failed(address: str, reason: str) -> InputRejectedError:
    return InputRejectedError("INGEST-062", address=address, reason=reason)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, each checked like the first address."""

    max_repeats = max_redirections = 1_000  # our own limit comes first

    def __init__(self, limits: FetchLimits) -> None:
        self.limits = limits
        self.followed = 0

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        self.followed += 1
        if self.followed > self.limits.redirects:
            raise InputRejectedError(
                "INGEST-064", address=req.full_url, limit=self.limits.redirects
            )
        _check_address(newurl, self.limits)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
