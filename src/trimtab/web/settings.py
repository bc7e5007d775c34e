"""How a server runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the workspace is and how the server speaks.

    ``demonstration``: log-in by role without a password; only on a loopback address.
    ``secure_cookies``: cookies only over https (off for loopback).
    ``trusted_proxies``: addresses whose word on where a request came from is believed.
    """

    folder: Path
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    demonstration: bool = False
    secure_cookies: bool = False
    workers: int = 1  # processes that do jobs
    trusted_proxies: tuple[str, ...] = ()
