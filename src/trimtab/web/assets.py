"""Style sheets, scripts and pictures: held in memory, compressed once, named by their content."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

ADDRESS = "/static"
_COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent. ``mark`` names its content: another content, another address."""

    media_type: str
    plain: bytes
    compressed: bytes | None
    mark: str


def _read(folder: Traversable, prefix: str = "") -> dict[str, Asset]:
    found: dict[str, Asset] = {}
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            found |= _read(entry, f"{name}/")
            continue
        plain = entry.read_bytes()
        media_type = mimetypes.guess_type(name)[0] or "text/plain"
        squeezes = media_type.startswith(_COMPRESSED)
        compressed = gzip.compress(plain, 9, mtime=0) if squeezes else None
        found[name] = Asset(media_type, plain, compressed, sha256(plain).hexdigest()[:12])
    return found


@lru_cache(maxsize=1)
def assets() -> Mapping[str, Asset]:
    """Every file below ``web/static``, by its path."""
    return _read(files("trimtab.web") / "static")


def asset_address(name: str) -> str:
    """Where a page finds a file. Raises KeyError for one that does not exist (a defect).

    Examples
    --------
    >>> asset_address("tokens.css").startswith("/static/tokens.css?v=")
    True
    """
    return f"{ADDRESS}/{name}?v={assets()[name].mark}"


async def serve_assets(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers GET of a file; kept by browsers for a year where the address names the content."""
    name = scope["path"].removeprefix(f"{ADDRESS}/")
    asset = assets().get(name)
    if asset is None or scope.get("method") not in ("GET", "HEAD"):
        await Response(status_code=404)(scope, receive, send)
        return
    asked = Headers(scope=scope)
    named = f"v={asset.mark}".encode() in scope["query_string"]
    headers = {
        "ETag": f'"{asset.mark}"',
        "Vary": "Accept-Encoding",
        "Cache-Control": "public, max-age=31536000, immutable" if named else "public, no-cache",
    }
    if asked.get("if-none-match") == headers["ETag"]:
        await Response(status_code=304, headers=headers)(scope, receive, send)
        return
    body = asset.plain
    if asset.compressed is not None and "gzip" in asked.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = asset.compressed, "gzip"
    await Response(body, media_type=asset.media_type, headers=headers)(scope, receive, send)
